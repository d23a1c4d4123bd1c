"""Contracts that a spec writes are proved whole: spread axes, blanks, ports, conditions."""

from __future__ import annotations

import pytest

from tests.toys import BASE, codes, plan_text, toy_plan


def with_net(rest: str, text: str = BASE) -> str:
    return text.replace('use = "net"', f'use = "scale"\n{rest}')


@pytest.mark.parametrize(
    ("contract", "expected"),
    [
        ("(..., H) -> (..., H)", []),
        ("(*S, H) -> (*S, H)", []),
        ("(..., 5) -> (..., 5)", ["GN301"]),
        ("(..., H) -> (..., 5)", ["GN303"]),
        ("(B, *S, L, H, 1) -> (B, L, H)", ["GN303"]),
        ("(B, _, H) -> (B, _, _)", []),
        ("(B, _, 5) -> (B, _, H)", ["GN301"]),
        ("(B, L) -> (B, L, H)", ["GN303"]),
        ("(B, L//0, H) -> (B, L, H)", ["GN309"]),
        ("(B, L, H - 4) -> (B, L, H)", ["GN309"]),
        ("(B, L, H) -> {a: float (B, L, H)}", ["GN303"]),
    ],
)
def test_what_is_written_is_proved(contract: str, expected: list[str]) -> None:
    assert codes(with_net(f'contract = "{contract}"')) == expected


def test_a_blank_takes_nothing_from_what_is_known() -> None:
    plan = toy_plan(BASE.replace("-> float (B, L, H)", "-> float (B, _, H)"))
    assert [axis.written for axis in plan.by_path["head"].gives["main"].axes] == ["B", "L", "n"]


def test_a_port_that_the_stage_lacks_is_refused() -> None:
    rest = 'contract = { in.main = "(B, L, H)", in.more = "(B)", out.main = "(B, L, H)" }'
    assert codes(with_net(rest)) == ["GN303"]


def test_a_condition_written_in_a_contract_counts() -> None:
    ports = 'in.main = "(B, L, H)", out.main = "(B, L, H)"'
    plan = toy_plan(with_net(f'contract = {{ {ports}, where = ["L % 7 == 0"] }}'))
    assert plan.assumptions.modulus_of("L") == 7


def test_a_source_may_call_its_time_by_a_free_size_of_the_spec() -> None:
    plan = toy_plan(BASE.replace("n = 8", 'n = 8\nT = "any"').replace("(B, L,", "(B, T,"))
    assert plan.source.gives["main"].axes[1].written == "T"
    assert plan.assumptions.modulus_of("T") == 2


def test_a_domain_refused_at_the_source_is_not_refused_again_behind_it() -> None:
    text = BASE.replace('use      = "codes"', 'use      = "codes"\nsizes    = { bits = 4 }')
    assert codes(text) == ["GN303"]


@pytest.mark.parametrize("size", ['"n // 0"', '"n - n"'])
def test_a_stated_size_that_is_none_is_refused_once(size: str) -> None:
    assert codes(BASE.replace('C = "n"', f"C = {size}")) == ["GN309"]


def test_a_condition_that_divides_by_zero_is_refused() -> None:
    assert codes(BASE.replace("[sizes]", 'where = ["L % 0 == 0"]\n\n[sizes]')) == ["GN309"]


def test_every_diagnostic_points_into_the_spec() -> None:
    text = BASE.replace("-> int64 (B, L, 1) in [0, n)", "-> int64 (..., 1) in [0, n)")
    for problem in plan_text(with_net('contract = "(..., 9) -> (...)"', text))[1]:
        assert problem.primary is not None
        assert problem.primary.span.source.path == "toy.toml"
