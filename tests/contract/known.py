"""What may be known of two sizes, and the sizes that keep it."""

from __future__ import annotations

from itertools import product

from hypothesis import strategies as st

from graphnet.contract.assume import NOTHING, Assumptions, Congruence, Range, Relation, holds
from graphnet.contract.polynomial import Symbol, symbol

L_BY_16 = Assumptions((Congruence(Symbol("L"), 16, 0),))
L_BY_4 = Assumptions((Congruence(Symbol("L"), 4, 0),))
M_BELOW_L = (Relation(symbol("M"), "<=", symbol("L") * 2),)
KNOWN = st.sampled_from(
    [
        NOTHING,
        L_BY_16,
        Assumptions((Congruence(Symbol("L"), 6, 5), Congruence(Symbol("M"), 3, 1))),
        Assumptions((), (Range(Symbol("L"), 3, 17), Range(Symbol("M"), 5, None))),
        Assumptions((Congruence(Symbol("M"), 2, 1),), (Range(Symbol("L"), 4, 4),), M_BELOW_L),
    ]
)


def allowed(known: Assumptions, names: str, stop: int) -> list[dict[str, int]]:
    points = (
        dict(zip(names, values, strict=True))
        for values in product(range(1, stop), repeat=len(names))
    )
    return [point for point in points if not holds(known, point)]
