"""Names close to a misspelt one, for "did you mean": as `difflib` finds them, among few."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice

MOST_LISTED = 12
"""How many names a message names."""

MOST_NAMES = 300
"""Among more names nothing is looked for: a spec may hold as many mistakes as names."""


def close_matches(
    word: str, possibilities: Iterable[str], n: int = 3, cutoff: float = 0.6
) -> list[str]:
    """The names most like a word, the closest first."""
    names = list(islice(possibilities, MOST_NAMES + 1))
    if len(names) > MOST_NAMES or len(word) > MOST_NAMES:
        return []
    import difflib  # noqa: PLC0415  # only where a word is wrong

    return difflib.get_close_matches(word, names, n, cutoff)


def in_order(names: Collection[str]) -> list[str]:
    """The names by the alphabet where they are few enough to be looked through, else none."""
    return sorted(names) if len(names) <= MOST_NAMES else []


def listed(names: Collection[str], prefix: str = "") -> str:
    """Names for a message, in order, and no more of them than anybody reads; or `none`."""
    some = in_order(names) or list(islice(names, MOST_LISTED))
    shown = some if len(names) <= MOST_LISTED + 1 else some[:MOST_LISTED]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return (", ".join(f"`{prefix}{name}`" for name in shown) or "none") + more
