"""Reads a tree into a spec: what was asked for, typed, with everything that is wrong with it."""

from __future__ import annotations

import re
from pathlib import PurePath

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.requirements import is_requirement
from graphnet.spec.findings import Findings
from graphnet.spec.keys import format_keys
from graphnet.spec.part import Part
from graphnet.spec.read_contract import read_where
from graphnet.spec.read_settings import read_settings
from graphnet.spec.read_sizes import read_sizes
from graphnet.spec.read_stages import read_metrics, read_objective, read_source, read_stages
from graphnet.spec.read_values import Closed, close, read_text, read_texts
from graphnet.spec.read_wires import read_wires
from graphnet.spec.retired import retired_keys
from graphnet.spec.rules.bad_name import bad_name
from graphnet.spec.rules.missing_key import missing_table
from graphnet.spec.rules.unknown_format import FORMAT, unknown_format
from graphnet.spec.rules.wrong_value import wrong_value
from graphnet.spec.spec import Located, Spec
from graphnet.spec.tree import Scalar, Table, Tree
from graphnet.text import SourceText

_REQUIREMENTS = 'distributions, with or without versions, such as `"graphnet-s4>=0.1"`'
_SPEC_NAME = re.compile(r"\w[\w.+ -]{0,99}")


def read_spec(tree: Table, text: SourceText) -> tuple[Spec | None, Diagnostics]:
    """The spec of a merged tree; None only where the format is one of another time."""
    if (unknown := _format_problem(tree)) is not None:
        return None, (unknown,)
    found = Findings()
    table = found.take(_closed(tree)).table
    part = Part("", table, found)
    source, objective = table.find("source"), table.find("objective")
    part.require("format", f"format = {FORMAT}")
    part.require("name", 'name = "my-model"')
    if source is None:
        found.add(missing_table("source", tree.at, '`[source]` with `use = "..."` in it'))
    spec = Spec(
        text=text,
        name=part.read("name", _read_name, PurePath(text.path).stem),
        requires=part.read("requires", _read_requires, ()),
        sizes=part.read("sizes", read_sizes, ()),
        where=part.read("where", read_where, ()),
        prove=part.read("prove", _read_located, ()),
        chain=part.read("chain", _read_located, None),
        outputs=part.read("outputs", read_wires, ()),
        source=found.take(read_source(source)) if source else None,
        stages=part.read("stages", read_stages, ()),
        objective=found.take(read_objective(objective)) if objective else None,
        metrics=part.read("metrics", read_metrics, ()),
        settings=found.take(read_settings(table)),
        tree=tree,
    )
    return spec, found.all


def _closed(tree: Table) -> tuple[Closed, Diagnostics]:
    known, retired = format_keys().named, retired_keys("")
    return close(tree, known, "the spec", ("sizes", "stages"), retired)


def _format_problem(tree: Table) -> Diagnostic | None:
    entry = tree.find("format")
    match entry.value if entry else None:
        case None:
            return None
        case Scalar(value=int(version)) if version == FORMAT and not isinstance(version, bool):
            return None
        case other:
            return unknown_format(other)


def _read_name(key: str, tree: Tree) -> tuple[str, Diagnostics]:
    text, found = read_text(key, tree)
    if text is None:
        return "", found
    if _SPEC_NAME.fullmatch(text.value):
        return text.value, ()
    why = "it names a folder, so it consists of letters, digits and `-_+. `, and begins with one"
    return text.value, (bad_name("spec", text.value, why, text.at),)


def _read_located(key: str, tree: Tree) -> tuple[tuple[Located[str], ...], Diagnostics]:
    texts, found = read_texts(key, tree)
    return tuple(Located(text.value, text.at) for text in texts), found


def _read_requires(key: str, tree: Tree) -> tuple[tuple[Located[str], ...], Diagnostics]:
    """Distributions as package installers write them; those that are none are left out."""
    found = Findings()
    located = found.take(_read_located(key, tree))
    kept: list[Located[str]] = []
    for item in located:
        if is_requirement(item.value):
            kept.append(item)
        else:
            found.add(wrong_value(key, _REQUIREMENTS, Scalar(item.value, item.at)))
    return tuple(kept), found.all
