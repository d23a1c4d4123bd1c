"""The walk of commands that compute with a model: its spec or run, its plan, and a device."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from graphnet.cli.arguments import add_rewriting
from graphnet.cli.walk import walk
from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.disk.planned import Planned
from graphnet.disk.run import Opened, open_run
from graphnet.graph.plan import Plan
from graphnet.registry import Registry
from graphnet.runtime.device import Device, find_device, use_threads
from graphnet.spec.spec import Spec
from graphnet.values import frozen


@frozen(kw_only=True)
class Model:
    """A planned spec and where it is to be computed."""

    spec: Spec
    plan: Plan
    registry: Registry
    device: Device

    @property
    def planned(self) -> Planned:
        """The model without the place."""
        return Planned(spec=self.spec, plan=self.plan, registry=self.registry)


def add_place(parser: argparse.ArgumentParser) -> None:
    """`--device`, `--threads` and `--no-rewrites`: where a command computes, and how plainly."""
    parser.add_argument("--device", default="auto", help="auto (the default), cpu, cuda or cuda:1")
    parser.add_argument("--threads", type=int, metavar="N", help="threads on the processor")
    add_rewriting(parser)


def model_of_spec(
    path: Path, overrides: Sequence[str], arguments: argparse.Namespace
) -> tuple[Model | None, Diagnostics]:
    """The model of a spec file; what is wrong with spec or device is reported."""
    device, missing = find_device(arguments.device)
    missing += use_threads(arguments.threads)
    walked = walk(str(path), overrides, rewriting=arguments.rewriting)
    found = walked.diagnostics + missing
    spec, plan, registry = walked.spec, walked.plan, walked.registry
    if device is None or spec is None or plan is None or registry is None or has_errors(found):
        return None, found
    return Model(spec=spec, plan=plan, registry=registry, device=device), found


def model_of_run(
    path: Path, overrides: Sequence[str], arguments: argparse.Namespace
) -> tuple[tuple[Opened, Model] | None, Diagnostics]:
    """A run and its model, planned again from the spec in its folder."""
    opened, problems = open_run(path)
    if opened is None:
        return None, problems
    model, found = model_of_spec(opened.run.resolved, overrides, arguments)
    return None if model is None else (opened, model), found
