"""Arguments that commands share are read the same everywhere."""

from __future__ import annotations

import argparse

import pytest

from graphnet.cli.arguments import (
    add_bindings,
    add_budget,
    add_format,
    add_overrides,
    all_overrides,
    binding,
)


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_overrides(parser)
    add_bindings(parser)
    add_format(parser, ("table", "json"))
    return parser.parse_args(words)


def test_nothing_given_is_nothing_set() -> None:
    assert vars(parsed()) == {"overrides": [], "bindings": [], "format": "table"}


def test_overrides_and_bindings_gather_in_their_order() -> None:
    found = parsed("--set", "a=1", "--set", "b='x=y'", "--bind", "L=16", "--bind", "B = 2")
    assert found.overrides == ["a=1", "b='x=y'"]
    assert found.bindings == [("L", 16), ("B", 2)]


def test_json_is_short_for_the_format() -> None:
    assert parsed("--json").format == parsed("--format", "json").format == "json"


@pytest.mark.parametrize("text", ["L", "L=", "=4", "L=x", "L=-1", "L=0", "L=1.5", "4=4", "L==4"])
def test_what_is_no_binding_is_a_usage_error(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        binding(text)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], []),
        (["--budget", "24GiB"], ['budget.memory="24GiB"']),
        (["--budget", "1000"], ['budget.memory="1000"']),
        (["--budget", 'x"\ny'], ['budget.memory="x\\"\\ny"']),
        (["--set", "a=1", "--budget", "1B"], ["a=1", 'budget.memory="1B"']),
    ],
)
def test_a_budget_becomes_an_override(words: list[str], expected: list[str]) -> None:
    parser = argparse.ArgumentParser()
    add_overrides(parser)
    add_budget(parser)
    assert all_overrides(parser.parse_args(words)) == expected
