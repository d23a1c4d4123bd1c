"""GN106 for ports and promises: shapes, dtypes, values, conditions, effects, states."""

from __future__ import annotations

from collections.abc import Iterable

from graphnet.contract.rules.contract_text import RULE, did_you_mean, listed
from graphnet.contract.syntax import ROLES
from graphnet.diagnostics import Diagnostic, Edit, Fix, Label
from graphnet.text import Span

# --- axes and ports ---------------------------------------------------------------------------


def empty_axis(at: Span) -> Diagnostic:
    """`(B, , L)`."""
    message = "an axis is missing before this comma"
    return RULE.breach(message, at, fixes=(Fix("leave the comma out, or write `_` for any axis"),))


def second_variadic(first: Span, at: Span) -> Diagnostic:
    """`(*S, L, ...)`."""
    return RULE.breach(
        f"a shape has one `...` or `*name` at most, and `{at.text}` is the second",
        at,
        others=(Label(first, "the first one"),),
        fixes=(Fix("leave one out: with two, nobody can tell which axis belongs to which"),),
    )


def unnamed_star(at: Span) -> Diagnostic:
    """`(*, L)`."""
    fix = Fix("write `*S`, or `...` where the axes need no name")
    return RULE.breach("`*` needs a name for the axes it stands for", at, fixes=(fix,))


def unknown_role(name: str, at: Span) -> Diagnostic:
    """`tiem:L`."""
    fix = did_you_mean(at, name, ROLES, f"the roles are {listed(ROLES)}")
    return RULE.breach(f"there is no role `{name}`", at, fixes=(fix,))


def second_role(at: Span) -> Diagnostic:
    """`time:batch:L`."""
    return RULE.breach("an axis has one role", at, fixes=(Fix("leave one of them out"),))


def late_role(at: Span) -> Diagnostic:
    """`#time:L`."""
    return RULE.breach("the role stands before `#`", at, fixes=(Fix("write `time:#L`"),))


def unknown_dtype(name: str, known: Iterable[str], at: Span) -> Diagnostic:
    """`flaot (B, L)`."""
    some = listed(("float", "float32", "bfloat16", "int64", "uint8", "bool"))
    fix = did_you_mean(at, name, sorted(known), f"dtypes are {some} and their kin")
    return RULE.breach(f"there is no dtype `{name}`", at, fixes=(fix,))


def late_dtype(at: Span, shape: Span | None = None) -> Diagnostic:
    """`(B, L) float`; `shape` is what it surely belongs before."""
    edits: tuple[Edit, ...] = ()
    if shape is not None:
        front = Span(shape.source, shape.start, shape.start)
        behind = Span(shape.source, shape.end, at.end)
        edits = (Edit(front, f"{at.text} "), Edit(behind, ""))
    message = f"the dtype stands before the shape, but `{at.text}` comes after it"
    return RULE.breach(message, at, fixes=(Fix(f"write `{at.text} (...)`", edits),))


def missing_in(at: Span) -> Diagnostic:
    """`int64 (B, L) [0, 4)`."""
    before = Span(at.source, at.start, at.start)
    fix = Fix("write `in` before the interval", (Edit(before, "in "),))
    return RULE.breach("values are introduced by `in`", at, fixes=(fix,))


def no_values(text: str, at: Span) -> Diagnostic:
    """`in [4, 0)`."""
    message = f"no value lies in `{text}`: its first end is above its last"
    return RULE.breach(message, at, fixes=(Fix("write the smaller end first"),))


def twice(what: str, name: str, at: Span) -> Diagnostic:
    """A name given to two things."""
    message = f"{what} `{name}` is there twice"
    return RULE.breach(message, at, fixes=(Fix("give one of them another name"),))


def nested_record(at: Span) -> Diagnostic:
    """A record in a record."""
    message = "a record holds tensors, and cannot hold another record"
    return RULE.breach(message, at, fixes=(Fix("write its fields beside the others"),))


# --- conditions, effects, states --------------------------------------------------------------


def no_comparison(at: Span) -> Diagnostic:
    """`L % 16`."""
    fix = Fix("compare it, for example `L % 16 == 0`")
    return RULE.breach("a condition needs a comparison", at, fixes=(fix,))


def joined_conditions(at: Span) -> Diagnostic:
    """`L > 1 and B > 1`."""
    message = f"one text holds one condition, so `{at.text}` cannot stand here"
    return RULE.breach(message, at, fixes=(Fix('write two: `["L > 1", "B > 1"]`'),))


def unknown_effect(name: str, known: Iterable[str], at: Span) -> Diagnostic:
    """`casual`."""
    names = list(known)
    fix = did_you_mean(at, name, names, f"the effects are {listed(names)}")
    return RULE.breach(f"there is no effect `{name}`", at, fixes=(fix,))


def stands_alone(name: str, at: Span) -> Diagnostic:
    """`causal 3` or `positionwise causal`."""
    return RULE.breach(
        f"`{name}` stands alone, but `{at.text}` follows it",
        at,
        fixes=(Fix(f'leave it out, or write two effects: `["{name}", ...]`'),),
    )


def no_amount(name: str, example: str, at: Span) -> Diagnostic:
    """`delay` without a number."""
    fix = Fix(f"write for example `{example}`")
    return RULE.breach(f"`{name}` needs to say how much", at, fixes=(fix,))


def bad_ratio(at: Span) -> Diagnostic:
    """`ratio s/0`."""
    message = "both sides of a ratio are whole numbers of at least 1"
    return RULE.breach(message, at, fixes=(Fix("write for example `ratio 1/4`"),))


def bad_port_key(key: str, at: Span | None) -> Diagnostic:
    """A key of a contract table that names no port."""
    fix = Fix("write `in.NAME` or `out.NAME`, for example `in.main`")
    return RULE.breach(f"`{key}` names no port", at, fixes=(fix,))
