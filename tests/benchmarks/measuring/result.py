"""What a benchmark found: figures with target, bound and reference, as one JSON object."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from graphnet.values import frozen

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

NO_REFERENCE = "not measured: no checkout given (--reference PATH)"
NO_GPU = "not measured: no GPU"
DIGITS = 6


@frozen(kw_only=True)
class Figure:
    """One number of ours beside the other side's.

    `ratio` says how many times better we are than `reference`, whatever better means for `unit`;
    `target` and `stretch` are such ratios, or values of `unit` where `absolute`. `against` names
    what the reference is. A `note` says why a number is missing.
    """

    work: str
    unit: str
    ours: float | None
    reference: float | None = None
    against: str = ""
    is_less_better: bool = False
    target: float | None = None
    stretch: float | None = None
    absolute: bool = False
    bound: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better than the reference."""
        if not self.ours or not self.reference:
            return None
        here, there = self.ours, self.reference
        return there / here if self.is_less_better else here / there

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none, or nothing to compare with."""
        reached = self.ours if self.absolute else self.ratio
        if self.target is None or reached is None:
            return None
        if self.absolute and self.is_less_better:
            return reached <= self.target
        return reached >= self.target

    @property
    def of_bound(self) -> float | None:
        """How many times worse than the bound."""
        if not self.ours or not self.bound:
            return None
        return self.ours / self.bound if self.is_less_better else self.bound / self.ours

    def data(self) -> dict[str, Json]:
        """All of it, numbers rounded to what a measurement is worth."""
        return {
            "work": self.work,
            "unit": self.unit,
            "ours": rounded(self.ours),
            "reference": rounded(self.reference),
            "against": self.against,
            "ratio": rounded(self.ratio),
            "is_less_better": self.is_less_better,
            "target": self.target,
            "stretch": self.stretch,
            "absolute": self.absolute,
            "met": self.met,
            "bound": rounded(self.bound),
            "of_bound": rounded(self.of_bound),
            "note": self.note,
        }


def rounded(number: float | None, digits: int = DIGITS) -> float | None:
    """A number with so many digits that mean something."""
    return None if number is None else float(f"{number:.{digits}g}")


def middle(numbers: Sequence[float]) -> float | None:
    """The median, or None of nothing."""
    return statistics.median(numbers) if numbers else None


def write_result(result: Mapping[str, Json], path: str | None) -> None:
    """Print a result as one JSON object, and write it to a file where one is named."""
    text = json.dumps(result, indent=1)
    print(text)  # noqa: T201  # the result is the output
    if path is not None:
        Path(path).write_text(text + "\n", encoding="utf-8")
