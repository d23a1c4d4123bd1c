"""GN1009: a run goes on with what it began with."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from graphnet.diagnostics import Diagnostic, Edit, Fix, Label, Rule
from graphnet.disk.rules.listed import SHOWN, listed
from graphnet.text import Span
from graphnet.values import frozen

RULE = Rule("GN1009", "run-changed")


@frozen
class Change:
    """A value of a run that is not what it was; `at` is where the new one is written.

    A value that the spec does not write has an `origin` instead, the plugin whose default it is,
    and `near` is the place that a person would look at.
    """

    name: str
    before: str
    now: str
    at: Span | None = None
    origin: str = ""
    near: Span | None = None

    @property
    def words(self) -> str:
        """What was, what is, and who decided it."""
        decided = f" ({self.origin})" if self.origin else ""
        return f"`{self.name}` was {self.before}, is now {self.now}{decided}"

    @property
    def label(self) -> Label | None:
        """What to say at its place."""
        if self.at is not None:
            return Label(self.at, f"`{self.name}` was {self.before} in the run")
        if self.near is not None and self.origin:
            return Label(self.near, f"`{self.name}` was {self.before} here, by default")
        return None

    @property
    def mend(self) -> Fix:
        """How to have the old value again."""
        if self.at is not None and self.at.source.path.startswith("--"):
            return Fix(f"leave out `{self.at.source.path} {self.at.source.text}`")
        if self.at is not None and self.before != "not set":
            return Fix(f"write `{self.key} = {self.before}`", (Edit(self.at, self.before),))
        if self.before == "not set":
            return Fix(f"leave out `{self.name}`")
        setting = shlex.quote(f"{self.name}={self.before}")
        return Fix(f"write `{self.key} = {self.before}` in the spec, or add `--set {setting}`")

    @property
    def key(self) -> str:
        """The last word of the name."""
        return self.name.rpartition(".")[2]


def run_changed(folder: Path, changes: Sequence[Change]) -> Diagnostic:
    """The spec, the data or the software differ from those the run began with."""
    places = tuple(label for change in changes if (label := change.label) is not None)
    notes = tuple(change.words for change in changes[:SHOWN])
    defaults = tuple(change.mend for change in changes if change.origin)
    more = len(changes) - SHOWN
    return RULE.breach(
        f"the run `{folder}` cannot go on: {_what(changes)}",
        places[0] if places else None,
        others=places[1:SHOWN],
        notes=(*notes, f"{more} more differences are not listed") if more > 0 else notes,
        fixes=(
            *(defaults or (Fix(f"go on as it began: `graphnet train --resume {folder}`"),)),
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
