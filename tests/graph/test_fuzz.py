"""Whatever a spec says, planning ends in a plan that builds or in messages at their places."""

from __future__ import annotations

import random
import re
from functools import partial

import pytest
import torch

from graphnet.build import build_network
from graphnet.contract.assume import holds
from graphnet.contract.polynomial import evaluate
from graphnet.diagnostics import has_errors
from graphnet.graph import Plan, plan_spec
from graphnet.graph.plan import Wire
from graphnet.spec.load import spec_from_text
from graphnet.text import SourceText
from tests.toys import BASE, toy_registry

WORDS = [*re.findall(r"\w+", BASE), "scale", "down", "up", "join", "delay", "pair", "ahead", "any"]
SHAPES = [
    "(..., H)", "(*S, H)", "(B, _, H)", "(B, L)", "(B, L//2, 2*H)", "(_, _, _)", "(...)",
    "(B, L, H//0)", "(B, L, 5)", "{a: (B, L)}", "?(B, L, H)", "(B, L, n - H)", "(L, B, H)",
    "(B, min(L, 9), H)", "float (B, L, H)", "(B, L, #H)", "(B, 2*L, H//2)",
]  # fmt: skip
LINES = [
    'input = "embed"', 'options = { by = 3 }', 'sizes = { H = 4 }', 'tie = { weight = "e.weight" }',
    'outputs = ["net"]', 'chain = ["embed", "net", "head"]', 'where = ["L % 3 == 1"]', "H = 6",
    "[stages.more]", 'use = "scale"', 'use = "up"', 'target = "net"', 'prediction = "embed"',
]  # fmt: skip


def mutated(text: str, dice: random.Random) -> str:
    """A spec with some lines or words changed."""
    lines = text.split("\n")
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(lines))
        match dice.randrange(6):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, dice.choice(lines))
            case 2:
                lines.insert(at, dice.choice(LINES))
            case 3:
                lines[at] = re.sub(r"\w+", partial(_word, dice), lines[at])
            case _:
                lines = [re.sub(r"\(B[^)]*\)", partial(_shape, dice), line) for line in lines]
    return "\n".join(lines)


def _word(dice: random.Random, written: re.Match[str]) -> str:
    return dice.choice(WORDS) if dice.random() < 0.3 else written[0]


def _shape(dice: random.Random, written: re.Match[str]) -> str:
    return dice.choice(SHAPES) if dice.random() < 0.15 else written[0]


@pytest.mark.parametrize("seed", range(20))
def test_a_spec_is_planned_or_refused_at_its_place(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  # not for secrets
    registry = toy_registry()
    for _ in range(15):
        text = mutated(BASE, dice)
        spec, problems = spec_from_text(SourceText("f.toml", text))
        if spec is None:
            continue
        plan, found = plan_spec(spec, registry)
        assert (plan is None) == has_errors(found) or has_errors(problems), text
        for problem in found:
            assert problem.primary is not None, text
            assert problem.primary.span.source.path == "f.toml", text
        if plan is not None and not has_errors(problems):
            assert_shapes_are_as_planned(plan)


def assert_shapes_are_as_planned(plan: Plan) -> None:
    """At two lengths that the plan can take, every stage gives what the plan says."""
    network, problems = build_network(plan)
    assert network is not None, problems
    lengths = [n for n in range(1, 40) if not holds(plan.assumptions, {"B": 2, "L": n})]
    for length in lengths[:2]:
        sizes = dict.fromkeys(plan.free, 3) | {"B": 2, "L": length}
        shape = [evaluate(axis.size, sizes) for axis in plan.source.gives["main"].axes]
        values = {Wire("source"): torch.zeros(shape, dtype=torch.int64)}
        for stage in plan.stages[1:]:
            inputs = {port: values[wire] for port, wire in stage.inputs.items()}
            given = network.module(stage.path)(**inputs)
            values[Wire(stage.path)] = given
            planned = stage.gives["main"].axes
            assert given.shape == tuple(evaluate(axis.size, sizes) for axis in planned)
