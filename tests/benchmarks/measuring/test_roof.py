"""What a machine could do at best is measured in a process of its own."""

from __future__ import annotations

from tests.benchmarks.measuring.roof import Roof, measure_roof, work


def test_rates_are_the_best_of_all_turns() -> None:
    turn = work({}).turn
    first, second = dict(turn()), dict(turn())
    assert (
        first.keys() == second.keys() == Roof(flops=1, near=1, far=1, exponentials=1).rates.keys()
    )
    assert all(second[name] >= rate > 1e6 for name, rate in first.items())


def test_a_roof_is_measured_with_the_threads_that_figures_had() -> None:
    roof = measure_roof(threads=1, rounds=1)
    assert roof.near > roof.far / 2
    assert set(roof.data()) == {"flops", "near", "far", "exponentials"}
