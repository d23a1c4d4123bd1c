"""What the plan solved to a number is tried at others, inside what the declaration asks."""

from __future__ import annotations

from graphnet.verify.sizes import check_sizes, on_axes, resized
from tests.toys import BASE
from tests.verify.test_bench import bench
from tests.verify.test_names import subject


def test_a_size_is_changed_to_values_that_keep_its_conditions() -> None:
    up = subject(BASE, "net.up")
    values = [other.sizes["H"] for other in resized(up, "H")]
    assert len(values) > 3
    assert all(value % 2 == 0 for value in values)
    assert up.sizes["H"] not in values


def test_only_names_on_axes_are_changed() -> None:
    nats = subject(BASE, "objective")
    assert on_axes(nats, "C")
    assert not on_axes(nats, "bits")


def test_a_module_of_one_width_is_found_and_the_width_named() -> None:
    (finding,) = check_sizes(bench("fixed-width")).findings
    assert finding.message == "does not keep its contract at H = 6"
    assert finding.point["H"] == 6


def test_a_stage_without_sizes_has_nothing_to_try() -> None:
    assert check_sizes(bench("reshapes")).detail == "H = 6"
