"""GN106 for habits of other notations: each is told how the same thing is written here."""

from __future__ import annotations

from graphnet.contract.rules.contract_text import RULE, replaced
from graphnet.diagnostics import Diagnostic, Edit, Fix
from graphnet.text import Span

# --- ports ------------------------------------------------------------------------------------


def bare_axes(axes: str, at: Span) -> Diagnostic:
    """`B L D` or `B, L`."""
    message = f"axes stand in parentheses, with commas between them, but found `{at.text}`"
    return RULE.breach(message, at, fixes=(replaced(at, axes),))


def no_opening(at: Span) -> Diagnostic:
    """`B, L) -> (B)`."""
    first = Span(at.source, at.start, at.start)
    fix = Fix(f"write `({at.text}`", (Edit(first, "("),))
    return RULE.breach(f"a `(` is missing before `{at.text}`", at, fixes=(fix,))


def square_shape(opening: Span, closing: Span | None) -> Diagnostic:
    """`[B, L]` or `float32[B, L]`."""
    edits = () if closing is None else (Edit(opening, "("), Edit(closing, ")"))
    message = "a shape stands in parentheses, not in square brackets"
    return RULE.breach(message, opening, fixes=(Fix("write `(B, L)` for `[B, L]`", edits),))


def annotation(name: str, at: Span) -> Diagnostic:
    """`Float[Tensor, "B L"]`."""
    fix = Fix("write for example `float (B, L)`")
    return RULE.breach(f"a port is no type annotation, but found `{name}[`", at, fixes=(fix,))


def module_dtype(dtype: str, at: Span) -> Diagnostic:
    """`torch.int64`; `at` spans `torch.int64`."""
    message = f"a dtype stands without its library, but found `{at.text}`"
    return RULE.breach(message, at, fixes=(replaced(at, dtype),))


def foreign_dtype(dtype: str, at: Span) -> Diagnostic:
    """`fp16` or `long`."""
    message = f"the dtype `{at.text}` is written `{dtype}`"
    return RULE.breach(message, at, fixes=(replaced(at, dtype),))


def no_tensor(name: str, at: Span) -> Diagnostic:
    """`str (B)` or `object (B)`."""
    fix = Fix("give numbers instead, such as `uint8 (B, L)` for text")
    return RULE.breach(f"tensors hold numbers, so there is no dtype `{name}`", at, fixes=(fix,))


def needless_word(at: Span) -> Diagnostic:
    """`Tensor (B)`."""
    message = f"every port is a tensor, so `{at.text}` says nothing"
    return RULE.breach(message, at, fixes=(Fix("leave it out", (Edit(at, ""),)),))


def dtype_alone(dtype: str, at: Span) -> Diagnostic:
    """`float -> float`."""
    fix = Fix(f"write `{dtype} (B, L)`, or `{dtype} (...)` for any axes")
    return RULE.breach(f"`{dtype}` has no shape", at, fixes=(fix,))


def comma_behind_dtype(at: Span) -> Diagnostic:
    """`int64, (B)`."""
    message = "no comma stands between a dtype and its shape"
    return RULE.breach(message, at, fixes=(Fix("leave it out", (Edit(at, ""),)),))


def no_port(at: Span) -> Diagnostic:
    """`(B), -> (B)`: a comma with no port behind it."""
    fix = Fix("leave the comma out", (Edit(at, ""),))
    return RULE.breach("a port is missing behind this comma", at, fixes=(fix,))


def no_comma(what: str, at: Span) -> Diagnostic:
    """`{a: (B) b: (B)}`, or `(B) (B) -> (B)`; `at` is what the comma is missing before."""
    before = Span(at.source, at.start, at.start)
    fix = Fix("write `,` before it", (Edit(before, ", "),))
    return RULE.breach(f"a comma is missing between {what}", at, fixes=(fix,))


def field_equals(at: Span) -> Diagnostic:
    """`{a = (B)}`."""
    message = "a field's name and its tensor are joined by `:`, not by `=`"
    return RULE.breach(message, at, fixes=(replaced(at, ":"),))


# --- arrows -----------------------------------------------------------------------------------


def odd_arrow(at: Span) -> Diagnostic:
    """`-->`, `- >`, `=`, `:`."""
    message = f"an arrow is written `->`, not `{at.text}`"
    return RULE.breach(message, at, fixes=(replaced(at, "->"),))


def lost_arrow(at: Span) -> Diagnostic:
    """`(B, L) (B, L)`; `at` is the second port's beginning."""
    before = Span(at.source, at.start, at.start)
    fix = Fix("write `->` before it", (Edit(before, "-> "),))
    return RULE.breach("`->` is missing between what goes in and what comes out", at, fixes=(fix,))


def nothing_out(at: Span) -> Diagnostic:
    """`(B, L) ->`; `at` is the arrow."""
    fix = Fix("write what comes out, such as `-> float (B, L)`")
    return RULE.breach("nothing stands behind this arrow", at, fixes=(fix,))


def remark(at: Span) -> Diagnostic:
    """`(B) -> (B) # encoder`."""
    fix = Fix("write the remark behind the closing quote, where TOML takes it")
    return RULE.breach("a contract holds no remark", at, fixes=(fix,))


def full_stop(at: Span) -> Diagnostic:
    """`(B) -> (B);`."""
    fix = Fix("leave it out", (Edit(at, ""),))
    return RULE.breach(f"nothing ends a contract, so `{at.text}` is one too many", at, fixes=(fix,))


def compared(at: Span) -> Diagnostic:
    """`(B) > 0 -> (B)`."""
    fix = Fix("write for example `in (0, inf)`, or a condition on sizes in `where`")
    return RULE.breach("bounds of values are written as an interval", at, fixes=(fix,))


def condition_inside(at: Span) -> Diagnostic:
    """`(B, L) -> (B, L) where L % 4 == 0`."""
    fix = Fix('write it beside the contract: `where = ["L % 4 == 0"]`')
    return RULE.breach("a condition stands in `where`, not in the contract", at, fixes=(fix,))


# --- axes -------------------------------------------------------------------------------------


def any_size(at: Span) -> Diagnostic:
    """`None`, `-1`, `?` or `:` for an axis."""
    message = f"an axis of any size is written `_`, not `{at.text}`"
    return RULE.breach(message, at, fixes=(replaced(at, "_"),))


def no_axis_of_zero(at: Span) -> Diagnostic:
    """`(B, 0)`."""
    message = f"an axis has a size of at least 1, but found `{at.text}`"
    return RULE.breach(message, at, fixes=(Fix("write its size, or `_` for any"),))


def role_behind(role: str, size: str, at: Span) -> Diagnostic:
    """`L: time`."""
    message = f"the role stands before the size, but `{role}` comes after it"
    return RULE.breach(message, at, fixes=(replaced(at, f"{role}:{size}"),))


def role_equals(at: Span, *, is_role: bool) -> Diagnostic:
    """`time=L`, or `b=B`; `at` is the sign."""
    if is_role:
        message = "a role and its size are joined by `:`, not by `=`"
        return RULE.breach(message, at, fixes=(replaced(at, ":"),))
    fix = Fix("write the size alone, and its value in `[sizes]`")
    return RULE.breach("an axis names a size and does not set it", at, fixes=(fix,))


def nested_shape(at: Span) -> Diagnostic:
    """`(B, (c, l))`."""
    fix = Fix("leave the inner parentheses out, or write a product, such as `c*l`")
    return RULE.breach("a shape holds axes, and no shape inside it", at, fixes=(fix,))


def percent(at: Span) -> Diagnostic:
    """`50%`."""
    fix = Fix("write a whole number, or a share such as `L//2`")
    return RULE.breach("`%` is the remainder of a division, not per cent", at, fixes=(fix,))


def worded(word: str, sign: str, at: Span) -> Diagnostic:
    """`L div 4`."""
    message = f"arithmetic has signs, not words: `{word}` is `{sign}`"
    return RULE.breach(message, at, fixes=(replaced(at, sign),))


def rounding(name: str, meant: str | None, at: Span) -> Diagnostic:
    """`floor(L/2)` and `ceil(L/2)`; `meant` is the whole call in the language's own words."""
    sign = "`//` rounds down" if name == "floor" else "`ceildiv` rounds up"
    fix = Fix(f"write `{'a // b' if name == 'floor' else 'ceildiv(a, b)'}`")
    if meant is not None:
        fix = replaced(at, meant)
    return RULE.breach(f"there is no function `{name}`: {sign}", at, fixes=(fix,))


# --- values -----------------------------------------------------------------------------------


def bare_range(low: str, high: str, at: Span) -> Diagnostic:
    """`in 0..255`."""
    fix = Fix(f"write `[{low}, {high}]` with `{high}` in it, or `[{low}, {high})` without")
    return RULE.breach("an interval stands in brackets", at, fixes=(fix,))


def separator(at: Span) -> Diagnostic:
    """`[0..255]`, `[0:256]` or `[0; 256)`."""
    message = f"the two ends of an interval are separated by `,`, not by `{at.text}`"
    return RULE.breach(message, at, fixes=(replaced(at, ","),))


def dotted_points(at: Span) -> Diagnostic:
    """`{0..3}`."""
    fix = Fix("write an interval, such as `[0, 3]`, or every value, such as `{0, 1, 2, 3}`")
    return RULE.breach("braces list single values", at, fixes=(fix,))


def one_end(at: Span) -> Diagnostic:
    """`[256)`."""
    fix = Fix("write both, such as `[0, 256)`")
    return RULE.breach("an interval has two ends, and this one has one", at, fixes=(fix,))


def one_value(value: str, at: Span) -> Diagnostic:
    """`in 256`."""
    fix = Fix(f"write `[0, {value})` for the codes below it, or `{{{value}}}` for this one alone")
    return RULE.breach(f"`{value}` is neither an interval nor a set", at, fixes=(fix,))


def python_range(meant: str | None, at: Span) -> Diagnostic:
    """`in range(256)`."""
    fix = Fix("write an interval, such as `[0, 256)`") if meant is None else replaced(at, meant)
    return RULE.breach("there is no `range`: an interval is written `[0, C)`", at, fixes=(fix,))


def turned_bracket(at: Span, sign: str) -> Diagnostic:
    """`[0, 256[` and `]0, 1]`."""
    message = f"an end that is left out has a parenthesis, `{sign}`, not `{at.text}`"
    return RULE.breach(message, at, fixes=(replaced(at, sign),))


def empty_values(at: Span) -> Diagnostic:
    """`in []` and `in {}`."""
    fix = Fix("write values such as `[0, C)`, or leave `in` out")
    return RULE.breach("no value lies in nothing", at, fixes=(fix,))
