"""GN206: a plugin a spec needs fits this version of the plugin API, and provides its name alone."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.registry import BrokenPlugin
from graphnet.text import Span

RULE = Rule("GN206", "other-api")


def other_api(plugin: BrokenPlugin, at: Span) -> Diagnostic:
    """A plugin made for another version of the API."""
    return RULE.breach(
        f"the plugin `{plugin.name}` ({plugin.distribution} {plugin.version}) {plugin.reason}",
        at,
        fixes=(Fix(plugin.next),),
    )
