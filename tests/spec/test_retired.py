"""Retired keys of the format are a closed list, told in every table."""

from __future__ import annotations

import pytest

from graphnet.diagnostics import Diagnostics
from graphnet.spec import retired
from graphnet.spec.keys import format_keys
from graphnet.spec.load import spec_from_text
from graphnet.spec.retired import KEYS, Renamed, Retired, retired_keys
from graphnet.text import SourceText

TEXT = """
format = 1
name = "x"
plugins_needed = ["a"]
[source]
use = "files"
path = "x"
[stages.head]
use = "linear"
layer = 3
[objective]
use = "loss"
predict = "next"
shift = 1
[train]
steps = 100
optimizer = { rate = 0.1 }
"""
ONCE = {
    "": {"plugins_needed": Renamed("requires")},
    "source": {"path": "write `[data] path`"},
    "stages": {"layer": "leave it out"},
    "objective": {"shift": "leave it out: `predict` says it"},
    "train": {"steps": Renamed("updates")},
    "train.optimizer": {"rate": Renamed("lr")},
}


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Diagnostics:
    for table, keys in ONCE.items():
        monkeypatch.setitem(KEYS, table, keys)
    spec, problems = spec_from_text(SourceText("x.toml", TEXT))
    assert spec is not None
    assert [item.value for item in spec.requires] == ["a"]
    return problems


def test_each_table_tells_of_its_own(found: Diagnostics) -> None:
    assert [problem.rule.code for problem in found] == ["GN103"] * 6
    assert {problem.fixes[0].text for problem in found} == {
        "write `requires`",
        "write `[data] path`",
        "leave it out",
        "leave it out: `predict` says it",
        "write `updates`",
        "write `lr`",
    }


def test_a_stage_s_name_does_not_matter() -> None:
    keys: dict[str, Retired] = {"stages": {"layer": "x"}, "train": {"steps": "y"}}
    assert retired_keys("stages.head", keys) == {"layer": "x"}
    assert retired_keys("train.optimizer", keys) == {}


def test_no_retired_key_of_the_format_is_a_key_of_today() -> None:
    assert KEYS is retired.KEYS
    for table, keys in KEYS.items():
        assert not set(keys) & set(format_keys().named), table
