"""Sums of probabilities: exact ones pass, half ones do not, also where there are very many."""

from __future__ import annotations

import pytest

import graphnet.verify.normalised as room
from graphnet.plugin.types import Normalised
from graphnet.verify.bench import Bench, build
from graphnet.verify.normalised import check_normalised, smaller_likelihood
from graphnet.verify.targets import Likely, likely
from tests.verify.proving import objective_text
from tests.verify.test_names import subject

LAW = Normalised()


def objective(name: str, n: int, classes: int = 2) -> Bench:
    built, problems = build(subject(objective_text(name, n, classes), "objective"))
    assert built is not None, problems
    return built


@pytest.mark.parametrize("n", [2, 16, 256, 65536])
def test_an_exact_likelihood_sums_to_one(n: int) -> None:
    assert check_normalised(objective("bins", n), LAW) == ((), "")


@pytest.mark.parametrize("n", [16, 256, 65536])
def test_half_bins_are_found(n: int) -> None:
    (finding,), _ = check_normalised(objective("half-bins", n), LAW)
    assert finding.rule.code == "GN703"
    assert 0.2 < float(finding.found) < 0.6


def test_a_tolerance_that_is_wide_enough_forgives() -> None:
    assert check_normalised(objective("half-bins", 256), Normalised(tolerance=1.0))[0] == ()


def test_many_classes_are_summed_once_as_they_are_and_then_with_fewer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "MANY", 1 << 12)
    built = objective("scores", 128, 128)
    probe = likely(built.subject)
    assert isinstance(probe, Likely)
    smaller = smaller_likelihood(built, probe)
    assert smaller is not None
    assert smaller[1].count == 64
    assert check_normalised(built, LAW) == ((), "")


def test_more_than_can_be_summed_is_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MANY", 10)
    monkeypatch.setattr(room, "MOST", 100)
    findings, left = check_normalised(objective("bins", 256), LAW)
    assert findings == ()
    assert "256 targets are too many" in left
