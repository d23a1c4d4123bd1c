"""Where a spec states a fact about files."""

from __future__ import annotations

from graphnet.text import Span
from graphnet.values import frozen


@frozen
class Place:
    """A place in a spec; `key` is the key whose value stands there, if it is a value."""

    at: Span
    key: str = ""
