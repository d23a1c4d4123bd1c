"""Reads sizes: a number, a formula over other sizes, or `"any"` for a free one."""

from __future__ import annotations

from graphnet.contract.parser import parse_dim
from graphnet.contract.syntax import RESERVED, Dim, Int
from graphnet.diagnostics import Diagnostics
from graphnet.spec.findings import Findings
from graphnet.spec.read_values import read_table
from graphnet.spec.rules.bad_name import bad_name
from graphnet.spec.rules.sizes_refused import sizes_refused, unreadable_size
from graphnet.spec.rules.wrong_value import wrong_value
from graphnet.spec.spec import SizeSpec
from graphnet.spec.tree import Entry, Scalar, Tree
from graphnet.text import Excerpt

ALWAYS_FREE = ("B", "L")
_ANY = "any"
_TAKES = "a whole number or a formula in quotes"


def read_sizes(key: str, tree: Tree) -> tuple[tuple[SizeSpec, ...], Diagnostics]:
    """The lines of `[sizes]`; one without a value stays, marked as damaged."""
    return _read(key, tree, is_stage=False)


def read_stage_sizes(key: str, tree: Tree) -> tuple[tuple[SizeSpec, ...], Diagnostics]:
    """A stage's `sizes`: what its declaration's own names are."""
    return _read(key, tree, is_stage=True)


def _read(key: str, tree: Tree, *, is_stage: bool) -> tuple[tuple[SizeSpec, ...], Diagnostics]:
    found = Findings()
    table = found.take(read_table(key, tree))
    sizes: list[SizeSpec] = []
    for entry in table.entries if table else ():
        if bad := _name_problems(entry, is_stage=is_stage):
            found.add(*bad)
            continue
        value, problems = _value(entry, f"{key}.{entry.key}", is_stage=is_stage)
        found.add(*problems)
        sizes.append(SizeSpec(entry.key, entry.key_at, value, entry.value.at, bool(problems)))
    return tuple(sizes), found.all


def _value(entry: Entry, key: str, *, is_stage: bool) -> tuple[Dim | None, Diagnostics]:
    match entry.value:
        case Scalar(value=int(number), at=at) if not isinstance(number, bool):
            if number >= 1:
                return Int(number, at=at), ()
            why = f"it is {number}, and a size is at least 1"
            return None, (sizes_refused(entry.key, why, at),)
        case Scalar(value=text) if text == _ANY and not is_stage:
            return None, ()
        case Scalar(excerpt=Excerpt() as formula) if formula.value != _ANY:
            dim, problems = parse_dim(formula)
            return dim, tuple(unreadable_size(problem) for problem in problems)
    takes = _TAKES if is_stage else f'{_TAKES}, or `"any"` for a free size'
    return None, (wrong_value(key, takes, entry.value),)


def _name_problems(entry: Entry, *, is_stage: bool) -> Diagnostics:
    name, at = entry.key, entry.key_at
    if name in RESERVED:
        return (bad_name("size", name, "the contract language uses this word", at),)
    if not name.isidentifier():
        why = "a size's name consists of letters, digits and `_`, and begins with no digit"
        return (bad_name("size", name, why, at),)
    if name in ALWAYS_FREE and not is_stage and not _is_any(entry):
        fix = f"leave it out, and write `[train] length = {{ {name} = ... }}` to train at a length"
        if name == "B":
            fix = "leave it out, and write `[train] batch = ...`"
        return (bad_name("size", name, "it is always free, and bound by each command", at, fix),)
    return ()


def _is_any(entry: Entry) -> bool:
    return isinstance(entry.value, Scalar) and entry.value.value == _ANY
