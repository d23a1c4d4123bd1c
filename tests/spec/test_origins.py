"""Each value of a spec says where it came from."""

from __future__ import annotations

from graphnet.spec.origins import origin, origins, places
from graphnet.spec.overrides import override
from tests.spec.reading import tree_of

TREE = tree_of("name = 'x'\n[train]\nbatch = 1\noptimizer = { lr = 0.1 }\n", "specs/x.toml")


def test_files_and_the_command_line_are_told_apart() -> None:
    tree, _ = override(TREE, ["train.batch=4"])
    assert origins(tree) == {
        "name": "specs/x.toml:1",
        "train.batch": "--set",
        "train.optimizer.lr": "specs/x.toml:4",
    }


def test_one_value_is_asked_for_by_its_path() -> None:
    assert origin(TREE, "train.optimizer") == "specs/x.toml:4"
    assert origin(TREE, "train.nothing") is None


def test_places_hold_tables_too() -> None:
    assert places(TREE)["train"].text == "[train]"
    assert places(TREE)["train.optimizer.lr"].text == "0.1"
