"""Figures say how many times better we are, whether a target is met, and how far a bound is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks.measuring.result import Figure, middle, rounded, write_result


def test_more_is_better_unless_less_is() -> None:
    assert Figure(work="w", unit="samples/s", ours=30.0, reference=10.0).ratio == 3
    assert Figure(work="w", unit="s", ours=2.0, reference=10.0, is_less_better=True).ratio == 5


def test_without_the_other_side_there_is_no_ratio_and_no_verdict() -> None:
    figure = Figure(work="w", unit="s", ours=2.0, target=3)
    assert (figure.ratio, figure.met) == (None, None)
    assert Figure(work="w", unit="s", ours=None, reference=1.0, target=3).met is None


@pytest.mark.parametrize(("ours", "met"), [(30.0, True), (29.0, False)])
def test_a_target_is_a_ratio(ours: float, met: bool) -> None:
    figure = Figure(work="w", unit="samples/s", ours=ours, reference=10.0, target=3)
    assert figure.met is met


@pytest.mark.parametrize(("less", "met"), [(True, False), (False, True)])
def test_or_a_value_that_must_be_reached_or_kept_under(less: bool, met: bool) -> None:
    figure = Figure(
        work="w", unit="bytes", ours=11.0, target=10.0, absolute=True, is_less_better=less
    )
    assert figure.met is met


def test_nothing_at_all_keeps_under_any_limit() -> None:
    figure = Figure(
        work="w", unit="relative", ours=0.0, target=1e-6, absolute=True, is_less_better=True
    )
    assert figure.met is True


def test_the_bound_is_so_many_times_away_whatever_is_better() -> None:
    assert Figure(work="w", unit="samples/s", ours=10.0, bound=40.0).of_bound == 4
    assert Figure(work="w", unit="s", ours=40.0, bound=10.0, is_less_better=True).of_bound == 4


def test_numbers_are_rounded_to_what_they_are_worth() -> None:
    assert rounded(1234567.0) == 1234570
    assert rounded(None) is None
    assert middle([3.0, 1.0, 2.0]) == 2
    assert middle([]) is None


def test_a_result_is_printed_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = Figure(work="w", unit="s", ours=1.0).data()
    write_result(data, str(tmp_path / "r.json"))
    assert json.loads(capsys.readouterr().out) == data
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8")) == data
