"""Every size name that a spec mentions is found, with its place."""

from __future__ import annotations

from graphnet.contract.parser import parse_contract_table, parse_dim
from graphnet.contract.syntax import Contract
from graphnet.graph.names import (
    names_of,
    names_of_contract,
    names_of_spec,
    sizes_of_contract,
    sizes_of_stages,
    terms_of_contract,
    terms_of_spec,
)
from graphnet.text import quoted
from tests.toys import BASE, read


def table(**ports: str) -> Contract:
    rows = {place.replace("_", "."): quoted(text, place) for place, text in ports.items()}
    contract, problems = parse_contract_table(rows)
    assert contract is not None, problems
    return contract


def test_names_are_found_at_any_depth_in_the_order_they_are_written() -> None:
    dim, _ = parse_dim(quoted("-(a + b) * max(c, 2, ceildiv(d, a)) // e ** 2", "test"))
    assert [name.text for name in names_of(dim)] == ["a", "b", "c", "d", "a", "e"]
    assert [*names_of(None)] == []


def test_a_name_knows_its_place() -> None:
    dim, _ = parse_dim(quoted("2 * width", "test"))
    (name,) = names_of(dim)
    assert (name.at.start, name.at.end) == (4, 9)
    assert name.at.text == "width"


def test_a_contract_names_sizes_on_axes_and_in_limits_of_domains() -> None:
    contract = table(
        in_main="int64 (batch:B, *S, _, time:L // p) in [lo, hi) | {mark}",
        out_main="float (B, 3, q) in [0.5, inf)",
    )
    assert {name.text for name in names_of_contract(contract)} == {
        "B", "L", "p", "lo", "hi", "mark", "q",
    }  # fmt: skip
    assert [dim.at.text for dim in sizes_of_contract(contract)] == [
        "B", "L // p", "B", "3", "q",
    ]  # fmt: skip
    assert [dim.at.text for dim in terms_of_contract(contract)] == ["lo", "hi", "mark"]


SPEC = (
    BASE.replace("H = 4", 'H = 4\nwide = "2 * H"')
    .replace('sizes = { C = "n" }', 'sizes = { C = "n // 1" }')
    .replace("[sizes]", 'where = ["L >= least"]\n\n[sizes]')
)


def test_a_specs_names_come_from_its_sizes_stages_conditions_and_contracts() -> None:
    spec, _ = read(SPEC)
    found = {name.text for name in names_of_spec(spec)}
    assert found == {"n", "H", "B", "L", "least"}


def test_what_stands_on_an_axis_is_kept_apart_from_what_is_compared() -> None:
    spec, _ = read(SPEC)
    assert "n // 1" in {dim.at.text for dim in sizes_of_stages(spec)}
    assert sorted({dim.at.text for dim in terms_of_spec(spec)}) == ["0", "L", "least", "n"]
