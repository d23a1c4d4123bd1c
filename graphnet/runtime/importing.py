"""From a matched checkpoint of somebody else's to a run: values filled in, recorded, written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import torch
from attrs import evolve
from torch import Tensor

from graphnet import __version__
from graphnet.build import build_network
from graphnet.build.network import Network
from graphnet.build.protocols import Importer
from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.disk.checkpoint import State
from graphnet.disk.corpus import Corpus
from graphnet.disk.defaults import option_texts
from graphnet.disk.foreign.read import Foreign
from graphnet.disk.matching import Matching
from graphnet.disk.planned import Planned
from graphnet.disk.record import Imported, Lock
from graphnet.disk.rules.import_refused import not_finite
from graphnet.disk.rules.importer_broken import importer_fails, importer_misshapes
from graphnet.disk.run import Run
from graphnet.runtime.checkpoint import save_checkpoint
from graphnet.runtime.device import Device
from graphnet.runtime.foreign import read_tensors_of
from graphnet.runtime.lock import Origin, lock_of
from graphnet.runtime.run import create_run, new_folder, unwritable, writable
from graphnet.runtime.weights import weights_of
from graphnet.values import frozen

SHOWN = 3


@frozen(kw_only=True)
class Import:
    """A checkpoint whose every tensor has its place, and where the run is to be."""

    planned: Planned
    foreign: Foreign
    matching: Matching
    device: Device
    folder: Path | None = None
    argv: tuple[str, ...] = ()


def import_run(wanted: Import) -> tuple[Run | None, Diagnostics]:
    """A run whose one checkpoint, at update 0, holds the imported weights; all of it or nothing."""
    planned = wanted.planned
    folder = wanted.folder or new_folder(planned.spec)
    problems = writable(folder)
    network, broken = build_network(planned.plan, planned.plan.settings.train.seed)
    problems += broken
    if network is None or has_errors(problems):
        return None, problems
    refused = fill(network, wanted.foreign, wanted.matching)
    if refused:
        return None, problems + refused
    run, taken = create_run(folder, planned.spec, _lock(wanted))
    if run is None:
        return None, problems + taken
    state = State(
        update=0,
        seed=planned.plan.settings.train.seed,
        fingerprints=planned.plan.fingerprints,
        checksums={},
    )
    try:
        save_checkpoint(run.checkpoints, state, weights_of(network), {})
    except OSError as problem:
        return None, (*problems, unwritable(folder, problem))
    run.say(f"imported: {' '.join(wanted.argv)}")
    return run, problems


def fill(network: Network, foreign: Foreign, matching: Matching) -> Diagnostics:
    """Put the values of every filling into a network's parameters."""
    parameters = weights_of(network)
    importer = cast(Importer, matching.importer.matcher)
    name = matching.importer.type.name
    diverged: list[str] = []
    for filling in matching.fillings.values():
        try:
            value = importer.value(filling, read_tensors_of(foreign, filling.sources))
        except Exception as problem:  # noqa: BLE001  # a plugin may fail in any way
            return (importer_fails(name, problem),)
        parameter = parameters[filling.parameter]
        if value.shape != parameter.shape or not value.is_floating_point():
            made = f"{value.dtype} {tuple(value.shape)}"
            said = f"real numbers {tuple(parameter.shape)}"
            return (importer_misshapes(name, filling.parameter, (said, made)),)
        diverged += _not_finite(filling.sources, value)
        with torch.no_grad():
            parameter.copy_(value)
    if diverged:
        shown = tuple(f"`{each}`" for each in diverged[:SHOWN])
        return (not_finite(foreign.path, shown, len(diverged)),)
    return ()


def _not_finite(sources: tuple[str, ...], value: Tensor) -> Iterator[str]:
    if not torch.isfinite(value).all():
        yield sources[0]


def _lock(wanted: Import) -> Lock:
    planned, foreign = wanted.planned, wanted.foreign
    origin = Origin(
        spec=planned.spec.text.path,
        argv=wanted.argv,
        registry=planned.registry,
        device=wanted.device,
        determinism={},
        options=option_texts(planned.spec, planned.registry),
        rewrites=planned.plan.rewrites,
    )
    nothing = Corpus(folder=Path(), splits={}, by_folders=False)
    plan = planned.plan
    lock = lock_of(origin, nothing, plan.fingerprints, plan.settings.train.seed)
    importer = wanted.matching.importer.type.name
    return evolve(
        lock,
        data_folder=_data_folder(planned),
        imported=Imported(
            file=foreign.path.name,
            checksum=sha256(foreign.path),
            importer=importer,
            version=_version(planned, importer),
            fresh=tuple(dict.fromkeys(n.partition(".")[0] for n in wanted.matching.fresh)),
        ),
    )


def sha256(file: Path) -> str:
    """The checksum that people publish beside files."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _data_folder(planned: Planned) -> str:
    """Where the spec says that data are, so that the run finds them; nothing where it does not."""
    written = planned.plan.settings.data.path
    folder = Path(planned.spec.text.path).parent
    return "" if written is None else str((folder / written).resolve())


def _version(planned: Planned, importer: str) -> str:
    """The version of the distribution that an importer is from."""
    plugin = importer.partition(".")[0]
    found = (info.version for info in planned.registry.plugins if info.name == plugin)
    return next(found, __version__)
