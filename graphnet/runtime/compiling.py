"""How the stages of a run compute, for its record; and whether torch can compile them here."""

from __future__ import annotations

import os
from collections.abc import Mapping

from graphnet.build.cache import cache_folder
from graphnet.build.compiled import why_not_compiled
from graphnet.diagnostics import Diagnostics
from graphnet.graph.plan import Plan
from graphnet.runtime.device import Device
from graphnet.runtime.rules.cannot_compile import cannot_compile
from graphnet.spec.settings import TrainSettings


def arithmetic(settings: TrainSettings) -> Mapping[str, str]:
    """What rounds as it does because `[train]` says so."""
    is_compiled = "those at each position compiled" if settings.compile else "not compiled"
    return {"precision": settings.precision, "stages": is_compiled}


def check_compiling(plan: Plan, device: Device) -> Diagnostics:
    """Refuse a run with `[train] compile` where a small function cannot be compiled."""
    settings = plan.settings
    if not settings.train.compile:
        return ()
    problem = why_not_compiled(device.torch, _folder())
    if problem is None:
        return ()
    return (cannot_compile(str(device.torch), problem, settings.places.get("train.compile")),)


def _folder() -> str | None:
    """Where compiled code outlives the process; None leaves it where torch puts it."""
    home = os.path.expanduser("~")  # noqa: PTH111  # Path's raises where no home is known
    folder = cache_folder("torch", {"HOME": home, **os.environ})
    return None if folder is None else str(folder)
