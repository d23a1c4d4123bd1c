"""Loads a spec from a file: its text, what it extends, what the command line sets, then reading."""

from __future__ import annotations

from collections.abc import Sequence

from graphnet.diagnostics import Diagnostics
from graphnet.spec.extends import extend
from graphnet.spec.files import NO_DRAFTS, Drafts, Unreadable, read_file
from graphnet.spec.findings import Findings
from graphnet.spec.overrides import override
from graphnet.spec.parse import parse_tree
from graphnet.spec.read import read_spec
from graphnet.spec.rules.unreadable_file import unreadable_file
from graphnet.spec.spec import Spec
from graphnet.text import SourceText


def load_spec(
    path: str, overrides: Sequence[str] = (), drafts: Drafts = NO_DRAFTS
) -> tuple[Spec | None, Diagnostics]:
    """The spec of a file, with `path.key=value` overrides applied in order.

    `drafts` stand for the files whose paths they have.
    """
    match read_file(path, drafts):
        case SourceText() as text:
            return spec_from_text(text, overrides, drafts)
        case Unreadable(why=why, fix=fix):
            return None, (unreadable_file(path, why, fix, SourceText(path).whole),)


def spec_from_text(
    text: SourceText, overrides: Sequence[str] = (), drafts: Drafts = NO_DRAFTS
) -> tuple[Spec | None, Diagnostics]:
    """The spec of a text; what it extends is looked for beside the text's path."""
    found = Findings()
    tree = found.take(parse_tree(text))
    if tree is None:
        return None, found.all
    if not tree.entries:
        fix = 'begin with `format = 1`, `name = "my-model"` and `[source]`'
        return None, (unreadable_file(text.path, "says nothing", fix, text.whole),)
    tree = found.take(extend(tree, text.path, drafts))
    if tree is None:
        return None, found.all
    tree = found.take(override(tree, overrides))
    spec = found.take(read_spec(tree, text))
    return spec, found.all
