"""Nodes are written back as text that reads as the same nodes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphnet.contract.parser import (
    parse_contract,
    parse_dim,
    parse_effect,
    parse_shape,
    parse_state,
    parse_where,
)
from graphnet.contract.render import Node, render_node, render_shape
from graphnet.text import quoted
from tests.contract.expressions import sizes, truth


@settings(max_examples=150, deadline=None)
@given(sizes(("L", "M"), powers=True), st.integers(1, 9), st.integers(1, 9))
def test_sizes_are_written_back_with_the_same_meaning(text: str, left: int, right: int) -> None:
    dim, problems = parse_dim(quoted(text, "x"))
    assert dim is not None, problems
    written = render_node(dim)
    again, _ = parse_dim(quoted(written, "x"))
    point = {"L": left, "M": right}
    assert again == dim
    assert truth(written)(point) == truth(text)(point)


@pytest.mark.parametrize(
    "text",
    [
        "-> int64 (B, T, channels) in [0, 2**bits)",
        "float (*S, feature:H) -> float (*S, class:C)",
        "codes int64 | int32 (B, _) in [0, C) | {-100}, ?(B) -> 'T (time:#L, ...) in (-inf, 1.5]",
        "(B) -> ?mixture { means: float (B, L, K), log_scales: logits float (B, L, K) }",
        "(a - (b - c), (-a)**2, -a**2, (a**b)**c, a//(b//c), 2*(a + b)) -> ()",
    ],
)
def test_contracts_are_written_back_as_they_were(text: str) -> None:
    contract, problems = parse_contract(quoted(text, "x"))
    assert contract is not None, problems
    assert render_node(contract) == text


@pytest.mark.parametrize("text", ["causal", "ratio 1/4", "delay k - 1", "field inf"])
def test_effects_are_written_back(text: str) -> None:
    check(text, parse_effect(quoted(text, "x"))[0])


def check(text: str, node: Node | None) -> None:
    assert node is not None
    assert render_node(node) == text


def test_the_rest_is_written_back() -> None:
    check("0 < a <= b", parse_where(quoted("0<a<=b", "x"))[0])
    check("float (B, H) = zeros", parse_state(quoted("float(B,H)=zeros", "x"))[0])
    shape, _ = parse_shape(quoted("(batch:B,_)", "x"))
    assert shape is not None
    assert render_shape(shape) == "(batch:B, _)"
