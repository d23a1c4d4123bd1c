"""What cattrs found is told once for each cause, and nothing that follows from it."""

from __future__ import annotations

from attrs import Attribute, field, frozen
from cattrs import BaseValidationError

from graphnet.diagnostics import Diagnostic, Rule
from graphnet.spec.breaches import Wording, breaches
from graphnet.spec.structure import structure
from graphnet.text import Span
from tests.spec.reading import briefly, tree_of

REFUSED = Rule("GN205", "option-refused")


@frozen(kw_only=True)
class Pair:
    """A validator that looks at its neighbour."""

    low: int
    high: int = field(default=9)

    @high.validator
    def _check(self, _: Attribute[int], value: int) -> None:
        if value <= self.low:
            raise ValueError(f"{value} is not above {self.low}")


def found(text: str) -> list[tuple[str, str]]:
    tree = tree_of(text)
    outcome = structure(tree, Pair)
    assert isinstance(outcome, BaseValidationError)
    return briefly(tuple(breaches(outcome, tree, Pair, Wording(str, refuse))))


def refuse(name: str | None, why: str, at: Span) -> Diagnostic:
    return REFUSED.breach(f"{name}: {why}", at)


def test_a_validator_is_asked_about_its_own_field() -> None:
    assert found("low = 5\nhigh = 4") == [("GN205", "4")]


def test_a_validator_that_misses_a_broken_neighbour_says_nothing() -> None:
    assert found("low = 'x'\nhigh = 4") == [("GN104", "'x'")]
    assert found("high = 4") == [("GN105", "")]


def test_a_misspelt_key_is_not_missed_as_well() -> None:
    assert found("lowe = 1") == [("GN103", "lowe")]
