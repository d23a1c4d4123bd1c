"""Specs made of stages that treat time in every way a declaration can say, and their plans."""

from __future__ import annotations

from attrs import evolve

from graphnet.diagnostics import Diagnostics
from graphnet.graph import Plan, plan_spec
from graphnet.registry import Registry
from tests.graph.ticks import COUNTED, OWN, SOURCES, TYPES
from tests.toys import read, toy_registry


def clockwork() -> Registry:
    """The toys and the stages that show how time is treated."""
    toys = toy_registry()
    return evolve(
        toys,
        stages={**toys.stages, **{each.name: each for each in TYPES}},
        sources={**toys.sources, **{each.name: each for each in SOURCES}},
        objectives={**toys.objectives, COUNTED.name: COUNTED},
    )


LABELS = 'out.label = "int64 (B) in [0, n)"\nout.lengths = "int64 (B) in [1, L]"\n'


def spec_of(
    *stages: str,
    source: str = "codes",
    end: str = "",
    channels: int = 1,
    data: tuple[str, ...] = (),
) -> str:
    """A spec with these stages between an embedding and the end, named `s0`, `s1`, ...

    A stage is written as its type and its options: `conv; width = 3`. What stands behind `|` are
    further lines of its table. The `data` stages, `d0`, `d1`, ..., stand before the embedding.
    """
    length = "L" if channels == 1 else f"{channels}*L"
    head = f"""\
format = 1
name   = "clockwork"

[sizes]
n = 8
H = 4

[source]
use = "{source}"

[source.contract]
out.main = "int64 (B, L, {channels}) in [0, n)"
{LABELS if source == "clips" else ""}"""
    embed = f"""
[stages.embed]
use      = "embed"
contract = "int64 (B, {length}, 1) in [0, n) -> float (B, {length}, H)"
"""
    before = "".join(_table(f"d{i}", text) for i, text in enumerate(data))
    after = "".join(_table(f"s{i}", text) for i, text in enumerate(stages))
    return head + before + embed + after + end


def _table(name: str, text: str) -> str:
    first, *lines = text.split(" | ")
    use, _, options = first.partition("; ")
    full = f"tick.{use}" if f"tick.{use}" in OWN else use
    body = [f'use = "{full}"', *([f"options = {{ {options} }}"] if options else []), *lines]
    return f"\n[stages.{name}]\n" + "\n".join(body) + "\n"


HEAD = '\n[stages.head]\nuse = "head"\nsizes = { C = "n" }\n'


def ending(predict: str, use: str = "nats", more: str = "") -> str:
    """A head and an objective."""
    return f'{HEAD}\n[objective]\nuse     = "{use}"\npredict = "{predict}"\n{more}'


def planned(text: str) -> tuple[Plan | None, Diagnostics]:
    """The plan of a spec over the clockwork, with everything that was found on the way."""
    spec, problems = read(text)
    plan, found = plan_spec(spec, clockwork())
    return plan, problems + found


def plan_of(text: str) -> Plan:
    """The plan of a spec that is right."""
    plan, problems = planned(text)
    if plan is None:
        raise AssertionError([(p.rule.code, p.message) for p in problems])
    return plan


def codes_of(text: str) -> list[str]:
    """The codes of all that is found in a spec's text, in order."""
    return [problem.rule.code for problem in planned(text)[1]]
