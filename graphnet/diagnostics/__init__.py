"""Problems as data, and one renderer per output."""

from graphnet.diagnostics.diagnostic import (
    Diagnostic,
    Diagnostics,
    Edit,
    Fix,
    GraphnetError,
    Label,
    Rule,
    Severity,
    has_errors,
)

__all__ = [
    "Diagnostic",
    "Diagnostics",
    "Edit",
    "Fix",
    "GraphnetError",
    "Label",
    "Rule",
    "Severity",
    "has_errors",
]
