"""Names in a row, cut after a few so that a message stays a message."""

from __future__ import annotations

from collections.abc import Iterable

SHOWN = 12


def listed(names: Iterable[str], shown: int = SHOWN) -> str:
    """Backquoted names with commas; beyond `shown` they are only counted."""
    all_names = tuple(names)
    row = ", ".join(f"`{name}`" for name in all_names[:shown])
    rest = len(all_names) - shown
    return f"{row} and {rest} more" if rest > 0 else row
