"""GN101: a spec is TOML."""

from __future__ import annotations

import re

from graphnet.diagnostics import Diagnostic, Edit, Fix, Label, Rule
from graphnet.text import SourceText, Span
from graphnet.values import frozen

RULE = Rule("GN101", "not-toml")


@frozen
class _Slip:
    """A slip people make: how it looks, what to say, and what to write instead.

    The pattern's group `here` is the place. `mend` replaces it; where that cannot be told there is
    only `advice`. Both and the message are filled with the pattern's groups.
    """

    pattern: re.Pattern[str]
    message: str
    mend: str | None = None
    advice: str = ""


_END = r"\s*(?:\#.*)?$"
_HEADER = _Slip(
    re.compile(r"^\s*(?P<here>\[\[?[^\]\#=,]*?)\s*(?:\#.*)?$"),
    "this table's name has no closing bracket",
    mend="{here}]",
)
_LINES = (
    _Slip(
        re.compile(rf"^\s*(?P<key>[^=\#]+?)\s*=(?P<here>){_END}"),
        "`{key}` has no value",
        advice="write a value after `=`, or leave the line out",
    ),
    _Slip(
        re.compile(r"""^[^=\#]+=\s*(?P<here>"(?:[^"\\]|\\.)*|'[^']*)$"""),
        "this text has no closing quote",
        advice="end the text with the quote it begins with",
    ),
    _Slip(
        re.compile(r"^[^=\#]+=\s*(?P<here>\().*$"),
        "a list stands in square brackets, but finds `(`",
        advice="write `[1, 2]` for `(1, 2)`",
    ),
    _Slip(
        re.compile(r"""^[^\#]*?"[^"]*?(?P<here>\\[^btnfrexuU"\\])"""),
        "a backslash in a text is written twice, but finds `{here}`",
        advice="write two backslashes for one, or put the text in single quotes",
    ),
    _Slip(
        re.compile(r"^\s*(?P<key>[\w.\-]+)\s*(?P<here>:)(?!=).*$"),
        "a key and its value are joined by `=`, but finds `:`",
        mend="=",
    ),
    _Slip(
        re.compile(rf"^\s*(?P<here>[^\s=\#\[\]{{}},\"']+){_END}"),
        "a line is `key = value` or `[table]`, but finds `{here}`",
        advice="write a value after it, or begin the line with `#` if it is a remark",
    ),
)
_WORDS = (
    _Slip(
        re.compile(r"(?P<here>(?i:true|false))$"),
        "truth values are written small, but finds `{here}`",
        mend="{lowered}",
    ),
    _Slip(
        re.compile(r"(?P<here>(?i:none|null|nil))$"),
        "TOML has no word for nothing, but finds `{here}`",
        advice="leave the key out",
    ),
    _Slip(
        re.compile(r"(?P<here>[^\W\d][\w.\-/]*)$"),
        "a text stands in quotes, but `{here}` has none",
        mend='"{here}"',
    ),
    _Slip(
        re.compile(r"(?P<here>0\d[\d_]*)$"),
        "a number does not begin with 0, but finds `{here}`",
        mend="{stripped}",
    ),
    _Slip(
        re.compile(r"(?P<here>[-+]?(?:\.\d+|\d+\.)(?:[eE][-+]?\d+)?)$"),
        "a decimal point stands between digits, but finds `{here}`",
        advice="write `0.5` for `.5` and `1.0` for `1.`",
    ),
)
_VALUE_WORD = re.compile(r"[=\[,]\s*(?P<word>[\w.+\-/]+)")


def not_toml(source: SourceText, offset: int, reason: str) -> Diagnostic:
    """The text stops being TOML at an offset, for a reason the parser gives."""
    number = _line_at_fault(source, offset)
    line, start = source.line(number), source.line_starts[number - 1]
    tries = [(_HEADER, line, start)]
    for match in _VALUE_WORD.finditer(line):
        if match.start("word") <= offset - start <= match.end("word"):
            tries += [(slip, match["word"], start + match.start("word")) for slip in _WORDS]
    tries += [(slip, line, start) for slip in _LINES]
    for slip, text, text_start in tries:
        if found := slip.pattern.match(text):
            return _slipped(slip, found, source, text_start)
    at = min(offset, max(len(source.text) - 1, 0))
    message = f"this is not TOML: {reason[:1].lower()}{reason[1:]}"
    return RULE.breach(message, Span(source, at, min(at + 1, len(source.text))))


def unclosed(opening: Span, lost: Span) -> Diagnostic:
    """A list, an inline table or a long text is opened and not closed."""
    closing = {"[": "]", "{": "}"}.get(opening.text, opening.text)
    if lost.text and lost.position[0] == opening.position[0]:
        message, fix = f"a comma or `{closing}` is missing before this", f"write `,` or `{closing}`"
        return RULE.breach(
            message, lost, others=(Label(opening, "opened here"),), fixes=(Fix(fix),)
        )
    return RULE.breach(
        f"what begins with `{opening.text}` here is not closed",
        opening,
        fixes=(Fix(f"end it with `{closing}`"),),
    )


def number_too_large(at: Span) -> Diagnostic:
    """A whole number that TOML does not have room for."""
    advice = Fix('write a formula in quotes where a size may be that large: `"2**100"`')
    return RULE.breach("a whole number in TOML has at most 64 bits", at, fixes=(advice,))


def nested_too_deep(at: Span, depth: int) -> Diagnostic:
    """Tables and lists stand in each other more than `depth` times."""
    advice = Fix("write fewer tables and lists inside each other")
    message = f"nothing is nested deeper than {depth} levels, but this is"
    return RULE.breach(message, at, fixes=(advice,))


def _line_at_fault(source: SourceText, offset: int) -> int:
    """The line of an offset, or the last one before it that is not empty."""
    line, _ = source.position(min(offset, len(source.text)))
    if source.line(line).strip():
        return line
    written = len(source.text[:offset].rstrip())
    return source.position(max(written - 1, 0))[0]


def _slipped(slip: _Slip, match: re.Match[str], source: SourceText, start: int) -> Diagnostic:
    here = match["here"]
    words = {
        "key": match.groupdict().get("key", ""),
        "here": here,
        "lowered": here.lower(),
        "stripped": here.lstrip("0_") or "0",
    }
    at = Span(source, start + match.start("here"), start + match.end("here"))
    fix = Fix(slip.advice)
    if slip.mend is not None:
        mend = slip.mend.format_map(words)
        fix = Fix(f"write `{mend}`", (Edit(at, mend),))
    return RULE.breach(slip.message.format_map(words), at, fixes=(fix,))
