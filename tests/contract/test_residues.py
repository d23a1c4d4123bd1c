"""Where an expression of one size is 0 agrees with trying every size."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphnet.contract.assume import Range
from graphnet.contract.polynomial import Symbol
from graphnet.contract.residues import Residue, residue_where_zero
from tests.contract.expressions import expression, sizes, truth

L = Symbol("L")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L % 16", Residue(L, 16, 0)),
        ("(3*L + 1) % 7", Residue(L, 7, 2)),
        ("(6*L) % 8 - 4", Residue(L, 4, 2)),
        ("(L//4) % 4", None),
        ("L % 4 + L % 6", Residue(L, 12, 0)),
        ("2*L - 8", Range(L, 4, 4)),
        ("2*L - 7", "never"),
        ("L % 4 - 4", "never"),
        ("L % 2 + L % 3 + 1", "never"),
        ("L//2 + (L + 1)//2 - L + L % 1", "always"),
        ("L*L - 4", None),
        ("L*M", None),
        ("L % 100003", Residue(L, 100003, 0)),
    ],
)
def test_known_cases(text: str, expected: object) -> None:
    assert residue_where_zero(expression(text)) == expected


@settings(max_examples=150, deadline=None)
@given(sizes(("L",)), st.integers(0, 5))
def test_agrees_with_trying(text: str, target: int) -> None:
    p = expression(f"({text}) - {target}")
    if p.symbols != {L}:
        return
    value = truth(text)
    zeros = [size for size in range(1, 400) if value({"L": size}) == target]
    match residue_where_zero(p):
        case Residue(_, modulus, remainder):
            assert zeros == [size for size in range(1, 400) if size % modulus == remainder]
        case Range(_, low, high):
            assert zeros == [size for size in range(low, (high or low) + 1) if 0 < size < 400]
        case "always":
            assert zeros == list(range(1, 400))
        case "never":
            assert zeros == []
