"""GN109: a spec says which version of the format it is written in, and it is a known one."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule
from graphnet.spec.describe import describe_value
from graphnet.spec.tree import Tree

RULE = Rule("GN109", "unknown-format")

FORMAT = 1


def unknown_format(value: Tree) -> Diagnostic:
    """The version is not one this graphnet reads."""
    if value.at.text.isdecimal():
        fix = Fix(f"write `format = {FORMAT}`, or install a graphnet that reads it")
    else:
        fix = Fix(f"write `format = {FORMAT}`", (Edit(value.at, str(FORMAT)),))
    message = f"`format` takes `{FORMAT}`, but finds {describe_value(value)}"
    return RULE.breach(message, value.at, fixes=(fix,))
