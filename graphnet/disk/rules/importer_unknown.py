"""GN923: some importer knows the names in a checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.diagnostics.near import close_matches
from graphnet.disk.rules.listed import listed
from graphnet.text import SourceText

RULE = Rule("GN923", "no-importer")

SHOWN = 4


def importer_unknown(name: str, known: Sequence[str]) -> Diagnostic:
    """`--from` names an importer that is not installed."""
    close = close_matches(name, known, n=1)
    advice = f"did you mean `{close[0]}`?" if close else f"installed: {listed(known)}"
    return RULE.breach(f"there is no importer `{name}`", fixes=(Fix(advice),))


def nobody_knows(
    path: Path, tried: Sequence[str], names: tuple[Sequence[str], Sequence[str]]
) -> Diagnostic:
    """No importer fills a single parameter; `names` are the model's and the file's."""
    ours, theirs = names
    return RULE.breach(
        f"no importer knows a name in `{path.name}` that fills a parameter of this model",
        SourceText(str(path)).whole,
        notes=(
            f"the spec has {listed(ours, SHOWN)}",
            f"the file has {listed(theirs, SHOWN)}",
            f"asked: {listed(tried)}",
        ),
        fixes=(
            Fix("name the spec of the model that the file holds, or the file of this model"),
            Fix("or install the plugin that knows these names: `graphnet plugins list`"),
        ),
    )
