"""A small plan written by hand: a source, an encoder, a composite of three stages, a head."""

from __future__ import annotations

from graphnet.contract.assumptions import Assumptions
from graphnet.contract.polynomial import Polynomial, constant, floor_divide, symbol
from graphnet.graph.plan import (
    Fingerprints,
    Plan,
    PlannedAxis,
    PlannedParameter,
    PlannedPort,
    PlannedStage,
    Timing,
    Wire,
)
from graphnet.plugin.types import OptimizerGroup
from graphnet.spec.settings import Settings, TrainSettings

B, L = symbol("B"), symbol("L")


def port(*sizes: Polynomial | int, names: str = "", dtype: str = "float") -> PlannedPort:
    """A port of these sizes; `names` gives the spec's words for some axes, by position."""
    words = names.split() or ["-"] * len(sizes)
    axes = (
        PlannedAxis(
            constant(size) if isinstance(size, int) else size,
            named=None if word == "-" else symbol(word),
        )
        for size, word in zip(sizes, words, strict=True)
    )
    return PlannedPort(dtype, tuple(axes))


def stage(path: str, use: str, given: PlannedPort, **inputs: Wire) -> PlannedStage:
    """A stage with 10 parameters, 2*B*L operations and B*L kept numbers."""
    return PlannedStage(
        path=path,
        use=use,
        summary="",
        options=None,
        sizes={},
        inputs=inputs,
        takes=dict.fromkeys(inputs, given),
        gives={"main": given},
        parameters=(PlannedParameter(name="w", shape=(2, 5), group=OptimizerGroup()),),
        flops=B * L * 2,
        activations=B * L,
        timing=Timing(),
        implementation="x:y",
    )


def small_plan() -> Plan:
    """Source -> encoder -> net(down -> skip, with encoder's output) -> head."""
    wide = port(B, L, 64, names="- - d_model")
    half = port(B, floor_divide(L, 2), 128)
    stages = (
        stage("source", "x.files", port(B, L, 1, dtype="int64")),
        stage("encoder", "x.embed", wide, main=Wire("source")),
        stage("net.down", "x.pool", half, main=Wire("encoder")),
        stage("net.up", "x.pool", wide, main=Wire("net.down")),
        stage("net.skip", "x.add", wide, main=Wire("net.up"), other=Wire("encoder")),
        stage("head", "x.linear", port(B, L, 256), main=Wire("net.skip")),
    )
    return Plan(
        name="small",
        stages=stages,
        free=("B", "L"),
        sizes={"d_model": 64},
        assumptions=Assumptions(),
        prediction=Wire("head"),
        settings=Settings(train=TrainSettings(length={"L": 16}, batch=3)),
        fingerprints=Fingerprints(model="m", data="d", training="t"),
        composites={"net": "x.unet"},
        endings={"net": Wire("net.skip")},
    )
