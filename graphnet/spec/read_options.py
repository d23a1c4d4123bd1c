"""Types a table of options into the attrs class that a stage type declares for them."""

from __future__ import annotations

from typing import TypeVar

from cattrs import BaseValidationError

from graphnet.diagnostics import Diagnostics
from graphnet.spec.breaches import Wording, breaches
from graphnet.spec.rules.option_refused import option_refused
from graphnet.spec.strangers import NO_HINTS, KeyHints
from graphnet.spec.structure import Resolve, structure
from graphnet.spec.tree import Table
from graphnet.text import Span

__all__ = ["KeyHints", "Resolve", "read_options"]

T = TypeVar("T")


def read_options(
    table: Table | None,
    cls: type[T],
    where: Span,
    resolve_size: Resolve | None = None,
    hints: KeyHints = NO_HINTS,
) -> tuple[T | None, Diagnostics]:
    """The options as an instance of `cls`, or every problem they have.

    `table` is None where a spec sets no options; what is then missing is pointed at `where`.
    `resolve_size` works out an integer option that is written as a formula over sizes.
    """
    written = Table((), where) if table is None else table
    outcome = structure(written, cls, resolve_size)
    if isinstance(outcome, BaseValidationError):
        wording = Wording(
            _holder,
            option_refused,
            hints=lambda path: NO_HINTS if path else hints,
            resolve=resolve_size,
        )
        return None, tuple(breaches(outcome, written, cls, wording))
    return outcome, ()


def _holder(path: tuple[str, ...]) -> str:
    return f"`{'.'.join(('options', *path))}`"
