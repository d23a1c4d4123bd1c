"""Collects what is wrong while a value is read from its parts."""

from __future__ import annotations

from typing import TypeVar, final

from graphnet.diagnostics import Diagnostic, Diagnostics

T = TypeVar("T")


@final
class Findings:
    """Takes values out of their outcomes and keeps the diagnostics; lives inside one function."""

    def __init__(self) -> None:
        self._found: list[Diagnostic] = []

    def take(self, outcome: tuple[T, Diagnostics]) -> T:
        """The value of an outcome."""
        value, found = outcome
        self._found += found
        return value

    def add(self, *found: Diagnostic) -> None:
        """Keep diagnostics that come without a value."""
        self._found += found

    @property
    def all(self) -> Diagnostics:
        """Everything found so far."""
        return tuple(self._found)
