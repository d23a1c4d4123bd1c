"""Planning takes time in proportion to the stages: counted in calls, not in seconds."""

from __future__ import annotations

from functools import partial

import pytest

from graphnet.diagnostics import has_errors
from graphnet.graph import plan_spec
from graphnet.registry import Registry, find_plugins
from graphnet.spec.load import spec_from_text
from graphnet.text import SourceText
from tests.benchmarks.growing import SHAPES
from tests.counting import calls

SIZES = (70, 140, 280)


@pytest.fixture(scope="module")
def registry() -> Registry:
    """What is installed."""
    return find_plugins({})


def walk(text: str, registry: Registry) -> None:
    """From a text to its plan; these specs are good."""
    spec, problems = spec_from_text(SourceText("growing.toml", text))
    assert spec is not None, problems
    plan, found = plan_spec(spec, registry)
    assert plan is not None, found
    assert not has_errors(found)


@pytest.mark.parametrize("name", SHAPES)
def test_twice_the_stages_take_twice_the_calls(name: str, registry: Registry) -> None:
    walk(SHAPES[name](SIZES[0]), registry)  # what is done once a process is done
    texts = [SHAPES[name](size) for size in SIZES]
    small, middle, large = (calls(partial(walk, text, registry)) for text in texts)
    stages = [text.count("[stages.") for text in texts]
    first = (middle - small) / (stages[1] - stages[0])
    second = (large - middle) / (stages[2] - stages[1])
    assert second < 1.1 * first, (first, second)
