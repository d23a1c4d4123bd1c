"""GN924: an import fills every parameter of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import SourceText
from graphnet.values import frozen

RULE = Rule("GN924", "import-incomplete")


@frozen(kw_only=True)
class Lack:
    """How many of how many parameters nothing fills, in words, and the stages they are of."""

    count: int
    of: int
    groups: tuple[str, ...]
    stages: Sequence[str]
    strange: Mapping[str, str]


def import_incomplete(path: Path, lack: Lack) -> Diagnostic:
    """Parameters for which there is nothing in the checkpoint."""
    strange = tuple(
        f"`{name}` of the file is of a kind that is not read: `{kind}`"
        for name, kind in list(lack.strange.items())[:2]
    )
    one = lack.count == 1
    return RULE.breach(
        f"{lack.count} of the model's {lack.of} parameters {'is' if one else 'are'} not in "
        f"`{path.name}`: {'it' if one else 'they'} would begin afresh",
        SourceText(str(path)).whole,
        notes=(*lack.groups, *strange),
        fixes=(
            Fix("let the spec have the stages and options that the checkpoint was trained with"),
            Fix(f"or say which stages begin afresh: `--allow-missing {','.join(lack.stages)}`"),
        ),
    )
