"""A problem as data: the rule it breaks, where, with what else in view, and how to mend it."""

from __future__ import annotations

from enum import Enum

from graphnet.text import Span
from graphnet.values import field, frozen


class Severity(Enum):
    """How much a diagnostic weighs: an error refuses, a warning is shown."""

    ERROR = "error"
    WARNING = "warning"


@frozen
class Label:
    """A place and what is to be said of it there."""

    span: Span
    text: str = ""


@frozen
class Edit:
    """A replacement of the characters of one span."""

    span: Span
    replacement: str


@frozen
class Fix:
    """A way to mend; with edits it can be applied by a machine, without it is advice."""

    text: str
    edits: tuple[Edit, ...] = ()

    @property
    def can_be_applied(self) -> bool:
        """Whether it has edits, all of them to files."""
        return bool(self.edits) and all(edit.span.source.is_file for edit in self.edits)


@frozen
class Rule:
    """A promise that specs, plugins, data or runs keep; its page is `explanations/<code>.md`."""

    code: str
    name: str
    severity: Severity = Severity.ERROR

    def breach(
        self,
        message: str,
        at: Label | Span | None = None,
        *,
        others: tuple[Label, ...] = (),
        notes: tuple[str, ...] = (),
        fixes: tuple[Fix, ...] = (),
    ) -> Diagnostic:
        """One breach of this rule. Code spans inside `message` stand in backquotes."""
        primary = Label(at) if isinstance(at, Span) else at
        return Diagnostic(self, message, primary, others, notes, fixes)


@frozen
class Diagnostic:
    """One breach of one rule, without words of layout: renderers make those."""

    rule: Rule
    message: str
    primary: Label | None = None
    others: tuple[Label, ...] = ()
    notes: tuple[str, ...] = field(default=())
    fixes: tuple[Fix, ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether this refuses what it speaks of."""
        return self.rule.severity is Severity.ERROR


Diagnostics = tuple[Diagnostic, ...]


class GraphnetError(Exception):
    """Raised at the public border only, once, with every diagnostic of the run."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        super().__init__("; ".join(f"{d.rule.code}: {d.message}" for d in diagnostics))
        self.diagnostics = diagnostics


def has_errors(diagnostics: Diagnostics) -> bool:
    """Whether any diagnostic refuses."""
    return any(diagnostic.is_error for diagnostic in diagnostics)
