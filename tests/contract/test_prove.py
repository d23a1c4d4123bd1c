"""Zero is proved case by case, and only where it is so."""

from __future__ import annotations

import pytest

from graphnet.contract.assume import NOTHING
from graphnet.contract.prove import always_zero
from tests.contract.expressions import expression


@pytest.mark.parametrize(
    "text",
    [
        "min(L, M) + max(L, M) - L - M",
        "min(L, M)*max(L, M) - L*M",
        "max(L, M, B) - max(L, max(M, B))",
        "min(L, 8)//8*0",
        "max(L, 2*L) - 2*L",
        "min(L, M)//2 + (min(L, M) + 1)//2 - min(L, M)",
        "(2**L + 1)//2 + 2**L//2 - 2**L",
        "L//M + M//L - M//L - L//M",
        "(6*(L//M))//4 - L//M - (L//M)//2",
    ],
)
def test_always_zero(text: str) -> None:
    assert always_zero(expression(text), NOTHING)


@pytest.mark.parametrize("text", ["min(L, 8192) - L", "max(L, M) - L", "L//M", "2**L % 2**M"])
def test_not_always_zero(text: str) -> None:
    assert not always_zero(expression(text), NOTHING)


def test_many_cases_are_given_up_and_not_walked() -> None:
    text = " + ".join(f"min(L, {n}*M)" for n in range(2, 20))
    assert not always_zero(expression(f"{text} - L"), NOTHING)
