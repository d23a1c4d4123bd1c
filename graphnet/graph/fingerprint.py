"""What a run depends on, as three short hashes: the model, the data, the training."""

from __future__ import annotations

import hashlib
import json
from typing import cast

from attrs import AttrsInstance, asdict

from graphnet.contract.polynomial import render
from graphnet.graph.plan import Fingerprints, PlannedPort, PlannedStage, Wire
from graphnet.spec.settings import Settings


def fingerprints(stages: tuple[PlannedStage, ...], settings: Settings) -> Fingerprints:
    """Hash what decides the weights, what decides the examples, and what decides the updates."""
    source, *rest = stages
    return Fingerprints(
        model=_hash([_stage(stage) for stage in rest]),
        data=_hash(_stage(source)),
        training=_hash(asdict(settings.train)),
    )


def _stage(stage: PlannedStage) -> object:
    return {
        "path": stage.path,
        "use": stage.use,
        "options": asdict(cast(AttrsInstance, stage.options)),
        "sizes": dict(stage.sizes),
        "inputs": {port: _wire(wire) for port, wire in stage.inputs.items()},
        "gives": {name: _port(port) for name, port in stage.gives.items()},
        "ties": {p.name: p.tied_to for p in stage.parameters if p.tied_to},
    }


def _wire(wire: Wire) -> str:
    return f"{wire.stage}.{wire.port}"


def _port(port: PlannedPort) -> str:
    return f"{port.dtype} ({', '.join(render(axis.size) for axis in port.axes)})"


def _hash(value: object) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
