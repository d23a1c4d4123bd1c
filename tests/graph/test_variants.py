"""Every other choice of an option, as a spec and as edits of its file."""

from __future__ import annotations

import pytest
from attrs import frozen

from graphnet.cli.mend import mended
from graphnet.graph.flat import FlatStage
from graphnet.graph.variants import Variant, variants
from graphnet.spec.describe import spell
from graphnet.spec.load import spec_from_text
from graphnet.text import SourceText
from tests.graph.clockwork import clockwork, ending, planned, spec_of
from tests.graph.opening import opened
from tests.graph.ticks import Reduction
from tests.toys import read


@frozen
class _Case:
    text: str
    stage: FlatStage


def case(*stages: str) -> _Case:
    text = spec_of(*stages, end=ending("same"))
    return _Case(text, opened(text, clockwork())[0].stages["s0"])


def found(of: _Case) -> list[Variant]:
    return list(variants(read(of.text)[0], of.stage))


def test_every_choice_but_the_present_one_is_tried() -> None:
    every = [(v.option, v.old, v.new) for v in found(case("both; bidirectional = true"))]
    assert every == [
        ("bidirectional", "true", "false"),
        ("direction", '"forward"', '"both"'),
    ]
    modes = [v.new for v in found(case("reduce"))]
    assert modes == ['"full"', '"first"']
    assert Reduction().mode == "last"


def test_options_without_choices_leave_nothing_to_try_and_may_be_left_out() -> None:
    assert found(case("conv; width = 3")) == []


WRITTEN = {
    "over a value": "both; bidirectional = true",
    "behind other options": 'both; direction = "forward"',
    "where there are no options": "both",
    "in a table of its own": "both | [stages.s0.options] | bidirectional = true",
}


@pytest.mark.parametrize("way", WRITTEN)
def test_its_edits_make_the_file_the_spec_that_was_tried(way: str) -> None:
    of = case(WRITTEN[way])
    for variant in found(of):
        text = mended(of.text, variant.edits)
        spec, problems = spec_from_text(SourceText("toy.toml", text))
        assert problems == ()
        assert spec is not None
        tried, again = (
            next(s for s in each.stages if s.name == "s0") for each in (variant.spec, spec)
        )
        values = [{e.key: getattr(e.value, "value", None) for e in each.options.entries}
                  for each in (tried, again) if each.options is not None]  # fmt: skip
        assert values[0] == values[1]
        assert planned(text)[0] is not None


def test_an_option_from_another_file_is_not_edited() -> None:
    of = case("both; bidirectional = true")
    spec, _ = read(of.text)
    elsewhere, _ = read("# another\n" + of.text)
    assert next(variants(elsewhere, of.stage)).edits == ()
    assert next(variants(spec, of.stage)).edits != ()


@pytest.mark.parametrize(("value", "text"), [(True, "true"), ("a", '"a"'), (3, "3")])
def test_a_choice_is_spelt_as_in_toml(value: object, text: str) -> None:
    assert spell(value) == text
