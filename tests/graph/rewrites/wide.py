"""Toy plans with heads that are wide, and with stages that select."""

from __future__ import annotations

from attrs import evolve, frozen

from graphnet.graph import plan_spec
from graphnet.graph.plan import Plan
from graphnet.plugin.types import Cost, Declaration, NoOptions, StageType
from graphnet.registry import Registry
from tests.toys import BASE, read, toy_registry

FRAMES = "float (batch:B, time:L, C)"
LENGTHS = "?int64 (batch:B) in [1, L]"


@frozen(kw_only=True)
class PickOptions:
    """How many of the first positions are kept; 0 keeps one without its time axis."""

    k: int = 0


def pick(options: PickOptions) -> Declaration:
    kept = f"float (batch:B, time:{options.k}, C)" if options.k else "float (batch:B, C)"
    return Declaration(
        contract={"in.main": FRAMES, "in.lengths": LENGTHS, "out.main": kept},
        effects=("global", "padding-safe", "selects"),
        cost=Cost(activations=f"B*{max(1, options.k)}*C"),
        implementation="tests.graph.rewrites.picking:Pick",
    )


def pad(options: PickOptions) -> Declaration:
    kept = f"float (batch:B, time:{options.k}, C)"
    return Declaration(
        contract=f"{FRAMES} -> {kept}",
        effects=("global", "padding-safe", "selects"),
        implementation="tests.graph.rewrites.picking:Pad",
    )


def blank(_: NoOptions) -> Declaration:
    return Declaration(
        contract={"in.main": FRAMES, "in.lengths": LENGTHS, "out.main": FRAMES},
        effects=("positionwise", "causal", "selects"),
        implementation="tests.graph.rewrites.picking:Blank",
    )


def told(_: NoOptions) -> Declaration:
    return evolve(blank(NoOptions()), effects=("positionwise", "causal"))


def same(effects: tuple[str, ...]) -> Declaration:
    return Declaration(
        contract=f"{FRAMES} -> {FRAMES}",
        effects=effects,
        cost=Cost(activations="B*L*C"),
        implementation="tests.toys:Scale",
    )


def shifted() -> Declaration:
    return evolve(same(("positionwise",)), implementation="tests.graph.rewrites.picking:Shifted")


def source(_: NoOptions) -> Declaration:
    return Declaration(
        contract={
            "out.main": "int64 (batch:B, time:L, channel:C) in [0, 2**bits)",
            "out.label": "int64 (batch:B) in [0, labels)",
            "out.lengths": "int64 (batch:B) in [1, L]",
        },
        implementation="tests.toys:nothing",
        start="2**(bits - 1)",
    )


def nats_of_labels(_: NoOptions) -> Declaration:
    return Declaration(
        contract={
            "in.main": "float (*S, class:C)",
            "in.target": "int64 (*S) in [0, C)",
            "out.main": "float (*S)",
        },
        effects=("positionwise",),
        implementation="tests.graph.rewrites.picking:LabelNats",
    )


def energy(_: NoOptions) -> Declaration:
    return Declaration(
        contract={
            "in.main": "float (batch:B, time:K, C)",
            "in.target": "int64 (batch:B)",
            "out.main": "float (batch:B)",
        },
        implementation="tests.graph.rewrites.picking:Energy",
    )


def registry() -> Registry:
    """The toys, and these."""
    toys = toy_registry()
    stages = (
        StageType(name="toy.pick", summary="the first", declare=pick, options=PickOptions),
        StageType(name="toy.pad", summary="so many", declare=pad, options=PickOptions),
        StageType(name="toy.blank", summary="zeros behind", declare=blank),
        StageType(
            name="toy.by-item", summary="each by itself", declare=lambda _: same(("positionwise",))
        ),
        StageType(name="toy.shifted", summary="one more", declare=lambda _: shifted()),
        StageType(name="toy.mixing", summary="not so", declare=lambda _: same(("causal",))),
        StageType(name="toy.told", summary="heeds lengths", declare=told),
    )
    clips = StageType(name="toy.clips", summary="codes, labels, lengths", declare=source)
    labels = StageType(name="toy.label-nats", summary="nats of labels", declare=nats_of_labels)
    energies = StageType(name="toy.energy", summary="of all kept", declare=energy)
    return evolve(
        toys,
        stages={**toys.stages, **{stage.name: stage for stage in stages}},
        sources={**toys.sources, "toy.clips": clips},
        objectives={**toys.objectives, "toy.label-nats": labels, "toy.energy": energies},
    )


def plan(text: str, *, rewriting: bool = True) -> Plan:
    """The plan of a spec that is right."""
    found, problems = plan_spec(read(text)[0], registry(), rewriting=rewriting)
    if found is None:
        raise AssertionError([(p.rule.code, p.message) for p in problems])
    return found


def wide_text(more: str = "", n: int = 64) -> str:
    """The toy model with a head so many times 4 wide; `more` stands between head and objective."""
    text = BASE.replace("n = 8", f"n = {n}")
    return text.replace("[objective]", f"{more}\n[objective]")


CLIPS = """\
format = 1
name   = "clips"

[source]
use = "clips"

[source.contract]
out.main    = "int64 (B, L, 1) in [0, 8)"
out.label   = "int64 (B) in [0, 5)"
out.lengths = "int64 (B) in [1, L]"

[stages.embed]
use   = "embed"
sizes = { H = 4 }

[stages.sum]
use = "running-sum"
"""

LABELS = """
[objective]
use     = "label-nats"
predict = "label"
target  = "source.label"
"""


def picking_text(between: str = "", options: str = "", inputs: str = "") -> str:
    """A head before a stage that picks, whose lengths come by name."""
    head = '\n[stages.head]\nuse   = "head"\nsizes = { C = 5 }\n'
    pick = f'\n[stages.decoder]\nuse = "pick"\n{options}{inputs}'
    return CLIPS + between + head + pick + LABELS
