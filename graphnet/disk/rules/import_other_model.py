"""GN925: a checkpoint is imported into a spec of its own model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graphnet.diagnostics import Diagnostic, Edit, Fix, Label, Rule
from graphnet.text import SourceText, Span
from graphnet.values import frozen

RULE = Rule("GN925", "checkpoint-of-another-model")


@frozen(kw_only=True)
class Otherwise:
    """A key, its value in the spec and the one the checkpoint fits, and where the spec has it."""

    key: str
    now: str
    then: str
    at: Span | None

    @property
    def leaf(self) -> str:
        """The key as it stands in its table."""
        return f"{self.key.rpartition('.')[2]} = {self.then}"


def import_other_model(path: Path, keys: Sequence[Otherwise], evidence: str) -> Diagnostic:
    """Keys that make all the difference; `evidence` is what the file has that the spec has not."""
    edits = tuple(Edit(key.at, key.then) for key in keys if key.at is not None)
    said = [f"`{key.key}` is {key.now} in the spec, {key.then} in the checkpoint" for key in keys]
    rest = len(said) - 1
    more = f", and {rest} more key{'s differ' if rest > 1 else ' differs'}" if rest else ""
    labels = tuple(Label(key.at, f"{key.now} here") for key in keys if key.at is not None)
    written = ", ".join(f"`{key.leaf}`" for key in keys)
    fixes = [Fix(f"write {written}, and every tensor has its place", edits)]
    unwritten = [key for key in keys if key.at is None]
    if unwritten:
        wishes = " ".join(f"--set '{key.key}={key.then}'" for key in unwritten)
        fixes.append(Fix(f"to try it: `{wishes}`"))
    return RULE.breach(
        f"`{path.name}` is of another model: {said[0]}{more}",
        labels[0] if labels else None,
        others=(*labels[1:], Label(SourceText(str(path)).whole)),
        notes=(*said[1:], *((evidence,) if evidence else ())),
        fixes=tuple(fixes),
    )
