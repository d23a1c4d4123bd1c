"""Guesses what an unknown name was meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like `name`, or None where none is."""
    by_fold = {candidate.casefold().replace("-", "_"): candidate for candidate in known}
    folded = name.casefold().replace("-", "_")
    matches = get_close_matches(folded, by_fold, n=1, cutoff=0.6)
    return by_fold[matches[0]] if matches else None
