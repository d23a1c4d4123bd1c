"""Every option a spec works with is known with its value, whoever decided it."""

from __future__ import annotations

import attrs

from graphnet.disk.defaults import UNSET, key_of, option_texts, options_of, render_option
from graphnet.registry import Registry
from graphnet.spec.read_options import read_options
from graphnet.spec.tree import Entry
from tests.disk.models import planned
from tests.runtime.tiny import tree_of


def test_what_is_written_and_what_is_not_are_there_alike() -> None:
    wished = planned()
    found = options_of(wished.spec, wished.registry)
    assert found["stages.backbone.options.n_layers"].text == "2"  # written
    assert found["stages.backbone.options.layer"].text == '"s4d"'  # a default
    assert found["stages.backbone.options.init"].text == UNSET  # its blocks decide
    assert found["stages.backbone.options.pool"].text == "[4]"
    assert found["source.options.sample_rate"].text == "48000"
    assert found["stages.backbone.options.init"].plugin.startswith("graphnet-s4 ")
    texts = option_texts(wished.spec, wished.registry)
    assert texts == {name: option.text for name, option in found.items()}


def test_a_spec_whose_plugins_are_gone_has_no_options() -> None:
    assert options_of(planned().spec, Registry()) == {}


def test_a_value_reads_back_as_what_it_was() -> None:
    """TOML read by the spec's own reader gives the options again; None is nothing there."""
    wished = planned()
    texts = option_texts(wished.spec, wished.registry)
    prefix = "stages.backbone.options."
    given = {name: text for name, text in texts.items() if text != UNSET}
    lines = [f"{n.removeprefix(prefix)} = {t}" for n, t in given.items() if n.startswith(prefix)]
    tree = tree_of("[options]\n" + "\n".join(lines))
    (entry,) = tree.entries
    assert isinstance(entry, Entry)
    kind = wished.registry.stages["s4.sashimi"].options
    again, problems = read_options(entry.value, kind, entry.key_at)  # type: ignore[arg-type]  # a table
    assert problems == ()
    assert again is not None
    assert attrs.asdict(again) == {
        **attrs.asdict(kind()),
        "n_layers": 2,
        "pool": (4,),
        "d_state": 4,
    }


def test_keys_of_stages_are_those_of_a_spec() -> None:
    names = ("source", "objective", "encoder")
    assert [key_of(name) for name in names] == ["source", "objective", "stages.encoder"]


def test_values_are_rendered_as_toml() -> None:
    values: tuple[object, ...] = (None, True, 3, 0.5, 'a"b', (1, (2.0,)), [])
    assert [render_option(value) for value in values] == [
        UNSET, "true", "3", "0.5", '"a\\"b"', "[1, [2.0]]", "[]",
    ]  # fmt: skip
