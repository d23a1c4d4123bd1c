"""Diagnostics as workflow commands, one line each, for annotations beside the changed lines."""

from __future__ import annotations

from graphnet.diagnostics.diagnostic import Diagnostic, Diagnostics
from graphnet.diagnostics.place import place


def render_github(diagnostics: Diagnostics) -> str:
    """One `::error` or `::warning` command per diagnostic."""
    return "".join(f"{_command(diagnostic)}\n" for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    rule = diagnostic.rule
    properties = {**_place(diagnostic), "title": f"{rule.code} {rule.name}"}
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{rule.severity.value} {written}::{_data(_message(diagnostic))}"


def _place(diagnostic: Diagnostic) -> dict[str, str]:
    if diagnostic.primary is None or not diagnostic.primary.span.source.is_file:
        return {}
    at = place(diagnostic.primary.span)
    if not at.line:
        return {"file": at.path}
    numbers = {"line": at.line, "col": at.column, "endLine": at.end_line}
    if at.end_line == at.line:
        numbers["endColumn"] = max(at.end_column - 1, at.column)
    return {"file": at.path, **{key: str(number) for key, number in numbers.items()}}


def _message(diagnostic: Diagnostic) -> str:
    primary = diagnostic.primary
    label = primary.text if primary is not None else ""
    if primary is not None and not primary.span.source.is_file:
        label = f"{primary.span.source.path}: {primary.span.text} {label}".rstrip()
    lines = [diagnostic.message, label, *(f"note: {note}" for note in diagnostic.notes)]
    lines += [f"help: {fix.text}" for fix in diagnostic.fixes]
    return "\n".join(line for line in lines if line)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
