"""Which stretch of one rate another needs, and how long a file becomes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphnet_audio.rates import MARGIN, Rates, is_resampled, length_after

RATES = st.sampled_from([8_000, 11_025, 16_000, 16_001, 22_050, 44_100, 48_000, 96_000, 192_000])


def test_only_another_rate_is_resampled_and_only_where_it_is_asked_for() -> None:
    assert is_resampled("soxr-hq", Rates(44_100, 16_000))
    assert not is_resampled("soxr-hq", Rates(16_000, 16_000))
    assert not is_resampled("none", Rates(44_100, 16_000))


@given(st.integers(1, 10**8), RATES, RATES)
def test_a_file_lasts_as_long_as_before(frames: int, source: int, target: int) -> None:
    exact = Fraction(frames * target, source)
    assert abs(length_after(frames, Rates(source, target)) - exact) <= Fraction(1, 2)


@given(st.integers(0, 10**7), st.integers(1, 10**5), RATES, RATES)
def test_a_stretch_is_taken_with_a_margin_from_where_both_rates_are_in_step(
    start: int, length: int, source: int, target: int
) -> None:
    rates, frames = Rates(source, target), 10**9
    begin, end = rates.around(start, start + length, frames)
    assert rates.places(begin) * source == begin * target
    first, last = Fraction(start * source, target), Fraction((start + length) * source, target)
    assert begin == 0 or begin <= first - MARGIN
    assert end >= last + MARGIN
    assert end - begin <= last - first + 4 * MARGIN * max(1, source // target) + source


@pytest.mark.parametrize(
    ("source", "target", "period"), [(44_100, 16_000, (441, 160)), (8_000, 16_000, (1, 2))]
)
def test_rates_are_in_step_again_after_a_period(
    source: int, target: int, period: tuple[int, int]
) -> None:
    assert Rates(source, target).period == period
    assert Rates(source, target).places(period[0] * 3) == period[1] * 3
