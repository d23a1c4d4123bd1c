"""GN204: the plugin a spec needs can be loaded and declares what it offers correctly."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Diagnostics, Fix, Rule
from graphnet.plugin.types import StageType
from graphnet.registry import BrokenPlugin
from graphnet.text import Span

RULE = Rule("GN204", "broken-plugin")


def broken_plugin(plugin: BrokenPlugin, at: Span) -> Diagnostic:
    """An installed plugin that did not load."""
    return RULE.breach(
        f"the plugin `{plugin.name}` ({plugin.distribution} {plugin.version}) cannot be used: "
        f"{plugin.reason}",
        at,
        fixes=(Fix(plugin.next),),
    )


def broken_declaration(use: str, problems: Diagnostics, at: Span) -> Diagnostic:
    """A stage type whose declaration does not parse: its author's mistake, not the spec's."""
    first = problems[0]
    place = "" if first.primary is None else f" in `{first.primary.span.source.text}`"
    return RULE.breach(
        f"the declaration of `{use}` is broken: {first.message}{place}",
        at,
        notes=("this is a mistake in the plugin, not in the spec",),
    )


def unreadable_type(stage_type: StageType, flaw: BaseException, at: Span) -> Diagnostic:
    """A stage type that names something that cannot be had: a module that fails, say."""
    return RULE.breach(
        f"`{stage_type.name}` cannot be used: {type(flaw).__name__}: {flaw}",
        at,
        notes=("this is a mistake in the plugin, not in the spec",),
        fixes=(Fix("`graphnet plugins list --broken` says what is installed and what is not"),),
    )


def failed_declaration(problem: Exception) -> Diagnostic:
    """A declaration that raises; the exception is quoted, not read."""
    return RULE.breach(f"{type(problem).__name__}: {problem}")


def two_natures() -> Diagnostic:
    """A declaration that says twice, or not at all, what the stage consists of."""
    return RULE.breach("it takes exactly one of `implementation` and `expansion`")


def unusable_amount(at: Span) -> Diagnostic:
    """An effect whose amount is not a number that planning can count with."""
    return RULE.breach("an effect takes a whole number or a fraction", at)


def name_taken(name: str, at: Span) -> Diagnostic:
    """A field of `main` that is called as another output is."""
    return RULE.breach(f"`{name}` is an output and a field of `main`: give one another name", at)


def nothing_names(what: str, at: Span) -> Diagnostic:
    """Something on an output that no input could have said."""
    return RULE.breach(f"an output has `{what}`, and no input says what it is", at)


def broken_expansion(use: str, reason: str, at: Span) -> Diagnostic:
    """A composite that opens into something that is not there."""
    return RULE.breach(
        f"the expansion of `{use}` is broken: {reason}",
        at,
        fixes=(Fix("`graphnet plugins list --broken` says what is installed and what is not"),),
    )
