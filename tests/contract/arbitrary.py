"""Arbitrary pairs of sizes with arbitrary conditions on them, and brute force over what is allowed.

Hypothesis draws the choices, and texts are built of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product

from attrs import frozen
from hypothesis import strategies as st

from graphnet.contract.assume import NOTHING, Assumptions, Relation, assume_where
from graphnet.contract.assumptions import compares
from graphnet.contract.equate import Bind, Different, Equal, Unsolvable, Verdict
from graphnet.contract.polynomial import try_evaluate
from tests.contract.expressions import expression, truth

NAMES = ("L", "M", "T")
NUMBERS = (1, 1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 12, 16, 0, 64, 100)
VALUES: Mapping[int, tuple[int, ...]] = {
    1: (*range(1, 150), 255, 256, 257, 4096, 8191, 8192, 8193, 10**6, 10**6 + 1),
    2: (*range(1, 14), 16, 17, 31, 32, 64, 100, 101),
    3: (1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 17),
}

Sizes = Mapping[str, int]
Condition = tuple[str, str, str]
Choose = Callable[[int], int]


@frozen
class Pair:
    """Two texts, what is asked of their names first, and how many names there are."""

    left: str
    right: str
    conditions: tuple[Condition, ...]
    names: tuple[str, ...]

    def known(self) -> Assumptions | None:
        """The conditions as the solver keeps them; None where it sees that none can hold."""
        known = NOTHING
        for left, operator, right in self.conditions:
            relation = Relation(expression(left), operator, expression(right))  # type: ignore[arg-type]  # one of six
            outcome = assume_where([relation], known)
            if not isinstance(outcome, Assumptions):
                return None
            known = outcome
        return known

    def allowed(self) -> Sequence[Sizes]:
        """All sizes of a box that keep the conditions, by Python's arithmetic."""
        line = VALUES[len(self.names)]
        points = [
            dict(zip(self.names, v, strict=True)) for v in product(line, repeat=len(self.names))
        ]
        for left, operator, right in self.conditions:
            keeps = truth(f"1 if {left} {operator} {right} else 0")
            points = [point for point in points if keeps(point) == 1]
        return points


def written(choose: Choose, names: tuple[str, ...], depth: int) -> str:
    """A text over some names; `choose(n)` gives a number below n."""
    form = choose(14) if depth else choose(2)
    if form == 0:
        return str(NUMBERS[choose(len(NUMBERS))])
    if form in (1, 2):
        return names[choose(len(names))]
    a = written(choose, names, depth - 1)
    if form in (3, 4, 5):
        return (f"(-{a})", f"({a})**{choose(3)}", f"2**{a}" if a in names else a)[form - 3]
    b = written(choose, names, depth - 1)
    if form in (6, 7, 8):
        return f"{('min', 'max', 'ceildiv')[form - 6]}({a}, {b})"
    return f"({a} {('+', '-', '*', '//', '%', '//')[choose(6)]} {b})"


def drawn(make: Callable[[Choose], Pair]) -> st.SearchStrategy[Pair]:
    """Pairs made by hypothesis' choices; those that do not parse are left out by the caller."""

    def from_bytes(data: bytes) -> Pair:
        left = iter(data)
        return make(lambda below: next(left, 0) % below)

    return st.binary(min_size=6, max_size=70).map(from_bytes)


def pair_of(choose: Choose) -> Pair:
    """A pair made by choices."""
    names = NAMES[: (1, 1, 2, 2, 3)[choose(5)]]
    conditions = tuple(_condition(choose, names) for _ in range((0, 1, 1, 2)[choose(4)]))
    left = written(choose, names, 3)
    right = _otherwise(choose, left, names) if choose(2) else written(choose, names, 3)
    return Pair(left, right, conditions, names)


def _condition(choose: Choose, names: tuple[str, ...]) -> Condition:
    name, number = names[choose(len(names))], 2 + choose(15)
    match choose(6):
        case 0 | 1 | 2:
            return f"{name} % {number}", "==", str(choose(number) if choose(2) else 0)
        case 3:
            return name, ("<=", ">=", "<", ">")[choose(4)], str(number)
        case 4:
            return name, ("<=", "!=", ">")[choose(3)], names[choose(len(names))]
        case _:
            comparison = ("==", "!=", "<=", ">=")[choose(4)]
            return written(choose, names, 1), comparison, written(choose, names, 1)


def _otherwise(choose: Choose, text: str, names: tuple[str, ...]) -> str:
    """The same value in other words, or nearly."""
    k, x, n = 2 + choose(7), names[choose(len(names))], choose(4)
    forms = (
        f"(({text})//{k}*{k} + ({text}) % {k})",
        f"({k}*({text}) + {n % k})//{k}",
        f"(({text}) + {x} - {x})",
        f"ceildiv(({text}), 2) + ({text})//2",
        f"min({text}, {x}) + max({text}, {x}) - {x}",
        f"(({text})*{x})//{x}",
        f"{k}*(({text})//{k})",
        f"min({text}, {64 * k})",
        f"(({text})//{k})//{1 + n}",
        f"max({text}, {n})",
    )
    return forms[choose(len(forms))]


def lies(pair: Pair, verdict: Verdict) -> str:
    """What is wrong with a verdict by brute force, empty where nothing is.

    Where Python has no value, as where something is divided by zero and then multiplied by zero,
    there is nothing to compare.
    """
    here, there = truth(pair.left), truth(pair.right)
    match verdict:
        case Equal():
            for point in pair.allowed():
                a, b = here(point), there(point)
                if a is not None and b is not None and a != b:
                    return f"said equal, and at {point} {a} != {b}"
        case Different(witness, left, right):
            point = dict.fromkeys(pair.names, 1) | dict(witness)
            for text, said, value in ((pair.left, left, here), (pair.right, right, there)):
                if value(point) not in (None, said):
                    return f"said {text} is {said} at {point}, where it is {value(point)}"
            return "the same number twice" if left == right else _broken(pair, witness)
        case Bind():
            return "bound a symbol that belongs to the spec"
    return ""


def _broken(pair: Pair, witness: Sizes) -> str:
    """A condition on sizes of the witness that no choice of the other sizes can keep."""
    asked = [c for c in pair.conditions if any(name in f"{c}" for name in witness)]
    free = [n for n in pair.names if n not in witness and any(n in f"{c}" for c in asked)]
    line = (*range(1, (1, 800, 90, 20)[len(free)]), 10**6, 2**100)
    for values in product(line, repeat=len(free)):
        point = dict(witness) | dict(zip(free, values, strict=True))
        if all(truth(f"1 if {a} {o} {b} else 0")(point) == 1 for a, o, b in asked):
            return ""
    return f"the witness {dict(witness)} keeps no condition of {pair.conditions}"


UNKNOWN = "x"
"""A private name, which may be bound."""


def equations(choose: Choose) -> Pair:
    """Two texts of which at least one holds the unknown, under up to two conditions."""
    names = NAMES[: 1 + choose(2)]
    conditions = tuple(_condition(choose, names) for _ in range((0, 1, 1, 2)[choose(4)]))
    k, n = 1 + choose(8), choose(9)
    forms = (
        "x",
        f"{k}*x",
        f"{k}*x + {n}",
        f"{n} - {k}*x",
        f"2**x*{k}",
        f"x**{1 + k % 3}",
        f"x//{k}",
        f"min(x, {k})",
        f"x + {names[0]}",
        f"{names[0]}*x",
        f"({k}*x + {n})//{k}",
        f"{k}**(x + 1)",
    )
    left = forms[choose(len(forms))]
    right = (
        str((1, 4, 8, 64, 81, 65536)[choose(6)]) if choose(3) == 0 else written(choose, names, 2)
    )
    return Pair(left, right, conditions, names)


def bound_wrongly(pair: Pair, verdict: Verdict) -> str:
    """What is wrong with how an equation was solved, by trying every number for the unknown."""
    here, there = truth(pair.left), truth(pair.right)
    solved_everywhere = True
    points = pair.allowed()
    for point in points[:: len(points) // 15 + 1]:
        other = there(point)
        if other is None:
            continue
        found = [x for x in range(1, 130) if here({**point, UNKNOWN: x}) == other]
        solved_everywhere = solved_everywhere and bool(found)
        if isinstance(verdict, Bind):
            problem = _bound_at(pair, verdict, point, found)
            if problem:
                return problem
    if isinstance(verdict, Unsolvable) and solved_everywhere and points:
        return "said there is no solution, and there is one at every size tried"
    return ""


def _bound_at(pair: Pair, bound: Bind, point: Sizes, found: list[int]) -> str:
    value = try_evaluate(bound.polynomial, point)
    holds = all(_keeps(relation, point) for relation in bound.requires)
    if not holds or value is None:
        return f"refused at {point}, where {found[0]} solves it" if found else ""
    if truth(pair.left)({**point, UNKNOWN: value}) not in (None, truth(pair.right)(point)):
        return f"bound to {value} at {point}, which solves nothing"
    return f"bound to {value} at {point}, which is no size" if value < 1 else ""


def _keeps(relation: Relation, point: Sizes) -> bool:
    a, b = try_evaluate(relation.left, point), try_evaluate(relation.right, point)
    return a is not None and b is not None and compares(a, relation.operator, b)
