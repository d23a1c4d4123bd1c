"""GN1009: a run goes on with what it began with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.runtime.rules.listed import SHOWN, listed
from graphnet.text import Span

RULE = Rule("GN1009", "run-changed")


@frozen
class Change:
    """A fact of a run that is not what it was; `at` is where the new value is written."""

    name: str
    before: str
    now: str
    at: Span | None = None


def run_changed(folder: Path, changes: Sequence[Change]) -> Diagnostic:
    """The spec, the data or the software differ from those the run began with."""
    places = tuple(
        Label(c.at, f"`{c.name}` was {c.before} in the run") for c in changes if c.at is not None
    )
    notes = tuple(f"`{c.name}` was {c.before}, is now {c.now}" for c in changes[:SHOWN])
    more = len(changes) - SHOWN
    return RULE.breach(
        f"the run `{folder}` cannot go on: {_what(changes)}",
        places[0] if places else None,
        others=places[1:SHOWN],
        notes=(*notes, f"{more} more differences are not listed") if more > 0 else notes,
        fixes=(
            Fix(f"go on as it began: `graphnet train --resume {folder}`"),
            Fix("or begin a new run with the change: `graphnet train SPEC --data DIR`"),
        ),
    )


def record_edited(folder: Path, resolved: Path) -> Diagnostic:
    """What the run writes down of itself is not what it wrote."""
    return RULE.breach(
        f"the run `{folder}` cannot go on: its `{resolved.name}` was edited since it began",
        fixes=(
            Fix("take the edit back; a setting that may change is given with `--set`"),
            Fix(f"or begin a new run with it: `graphnet train {resolved} --data DIR`"),
        ),
    )


def data_changed(folder: Path, data: Path, files: Sequence[str]) -> Diagnostic:
    """Training files came, went or changed since the run began."""
    return RULE.breach(
        f"the run `{folder}` cannot go on: {len(files)} of its training files have changed",
        notes=(f"in `{data}`: {listed(files)}",),
        fixes=(
            Fix("give the data it began with by `--data DIR`"),
            Fix("or begin a new run with these: `graphnet train SPEC --data DIR`"),
        ),
    )


def _what(changes: Sequence[Change]) -> str:
    first = f"`{changes[0].name}` has changed since it began"
    rest = len(changes) - 1
    return first if not rest else f"`{changes[0].name}` and {rest} more have changed since it began"
