"""Any bytes at all come back with codes, in every form of output: a few of the 100,000 cases."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from graphnet.registry import find_plugins
from tests.benchmarks.fuzz import TooSlowError, case, corpus, walk, watched

CASES = 240


def test_any_text_is_planned_or_refused_with_codes(tmp_path: Path) -> None:
    registry, texts = find_plugins({}), corpus()
    file = tmp_path / "spec.toml"
    seen: set[str] = set()
    for number in range(CASES):
        file.write_bytes(case(random.Random(f"suite/{number}"), texts))  # noqa: S311  # no secret
        seen |= {problem.rule.code for problem in walk(str(file), registry)}
    assert len(seen) > 15  # the cases come further than to the parser


def test_every_shipped_text_is_a_case() -> None:
    assert len(corpus()) > 80


def run_on() -> None:
    """Work without end."""
    while True:
        pass


def test_what_hangs_is_stopped() -> None:
    with pytest.raises(TooSlowError), watched(1):
        run_on()
