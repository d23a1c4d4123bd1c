"""Sizes, dtypes, roles and domains of every port are solved along the wires."""

from __future__ import annotations

import pytest

from graphnet.contract.domain import render_domain
from graphnet.contract.polynomial import render
from tests.toys import BASE, codes, toy_plan


def changed(old: str, new: str, text: str = BASE) -> str:
    assert old in text
    return text.replace(old, new)


def test_sizes_are_inferred_along_the_wires_and_keep_their_names() -> None:
    plan = toy_plan()
    inner = plan.by_path["net.sum"].gives["main"]
    assert [axis.written for axis in inner.axes] == ["B", "L//2", "2*H"]
    assert [render(axis.size) for axis in inner.axes] == ["B", "L//2", "8"]
    assert plan.by_path["source"].sizes["bits"] == 3
    assert plan.by_path["source"].start == 4


@pytest.mark.parametrize("bits", [1, 3, 16])
def test_an_exponent_is_solved_from_the_number_of_codes(bits: int) -> None:
    source = toy_plan(changed("n = 8", f"n = {2**bits}")).by_path["source"]
    assert source.sizes["bits"] == bits
    assert source.start == 2 ** (bits - 1)


def test_what_a_pool_asks_of_time_becomes_a_condition_on_the_free_size() -> None:
    assert toy_plan().assumptions.modulus_of("L") == 2
    four = changed('use = "net"', 'use = "net"\noptions = { by = 4 }')
    assert toy_plan(four).assumptions.modulus_of("L") == 4


def test_pools_one_after_another_compose_their_conditions() -> None:
    two = '[stages.two]\nuse = "net"\noptions = { by = 3 }\n\n[stages.head]'
    assert toy_plan(changed("[stages.head]", two)).assumptions.modulus_of("L") == 6


def test_a_contract_written_without_roles_keeps_what_the_wire_means() -> None:
    written = changed('sizes = { C = "n" }', 'contract = "(B, L, H) -> (B, L, n)"')
    plan = toy_plan(written)
    assert [axis.role for axis in plan.by_path["head"].gives["main"].axes] == [
        "batch", "time", "class",
    ]  # fmt: skip
    assert plan.schedule is not None


def test_a_class_axis_is_solved_from_the_codes_it_is_scored_against() -> None:
    plan = toy_plan(changed('\nsizes = { C = "n" }', '\ncontract = "(B, L, H) -> (B, L, n)"'))
    assert plan.by_path["head"].sizes["C"] == 8
    assert plan.by_path["objective"].sizes["C"] == 8


def test_codes_keep_their_dtype_and_domain_on_the_way() -> None:
    plan = toy_plan()
    port = plan.by_path["embed"].takes["main"]
    assert port.dtype == "int64"
    assert port.domain is not None
    assert render_domain(port.domain) == "[0, 8)"


def test_a_size_refused_on_the_way_in_is_not_refused_again_on_the_way_out() -> None:
    text = changed('use = "net"', 'use = "scale"\ncontract = "(B, L, 6) -> (B, L, 6)"')
    assert codes(text) == ["GN301"]


def test_a_wrong_width_is_told_where_it_happens_and_not_further_on() -> None:
    further = '[stages.one]\nuse = "scale"\n\n[stages.two]\nuse = "net"\n\n[stages.head]'
    wrong = 'use = "scale"\ncontract = "(B, L, 5) -> (B, L, 5)"'
    text = changed('use = "net"', wrong)
    assert codes(changed("[stages.head]", further, text)) == ["GN301"]
