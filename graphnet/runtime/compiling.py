"""How the stages of a run compute, for its record; and whether torch can compile them here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

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
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    folder = Path(cache) / "graphnet" / "torch"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return str(folder) if os.access(folder, os.W_OK) else None
