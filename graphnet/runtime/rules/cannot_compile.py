"""GN1016: where a run asks for compiled stages, torch can compile."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import Span

RULE = Rule("GN1016", "cannot-compile")


def cannot_compile(device: str, problem: Exception, at: Span | None) -> Diagnostic:
    """A small function that torch could not compile; the exception is quoted, not read."""
    first, *_ = (*str(problem).strip().splitlines(), "")
    return RULE.breach(
        f"torch cannot compile for `{device}` here: {type(problem).__name__}: {first}",
        at,
        notes=("on a processor it needs a C++ compiler, on a GPU the package `triton`",),
        fixes=(
            Fix("write `compile = false` under `[train]`, or leave it out"),
            Fix("or install what is missing, such as `g++`"),
        ),
    )
