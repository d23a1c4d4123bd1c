"""GN106: contract text follows the grammar; each mistake people make has its own sentence.

The sentences for signs and sizes are here, those for ports and promises in `contract_ports`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from graphnet.contract.syntax import FUNCTIONS
from graphnet.diagnostics import Diagnostic, Edit, Fix, Label, Rule
from graphnet.diagnostics.near import close_matches
from graphnet.text import Span

RULE = Rule("GN106", "contract-text")

ODD = {
    "×": "*",
    "·": "*",
    "−": "-",
    "–": "-",
    "→": "->",
    "÷": "//",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "…": "...",
    "∞": "inf",
    "∈": "in",
    "⇒": "->",
    "⟶": "->",
    "⟹": "->",
    "➔": "->",
    "↦": "->",
    "“": "",
    "”": "",
    "„": "",
    '"': "",
    "`": "",
    "‘": "'",
    "’": "'",
    ";": ",",
}
"""Characters people paste, and how the language writes them."""

_POWERS = {"²": 2, "³": 3}


def replaced(at: Span, text: str) -> Fix:
    """A fix that writes `text` in the place of what stands there."""
    return Fix(f"write `{text}`", (Edit(at, text),))


def near(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like another, or None where none is."""
    found = close_matches(word.casefold(), list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(at: Span, word: str, known: Iterable[str], otherwise: str) -> Fix:
    """The known word that was meant, or else some advice."""
    meant = near(word, known)
    if meant is None:
        return Fix(otherwise)
    return Fix(f"did you mean `{meant}`?", (Edit(at, meant),))


def listed(words: Iterable[str]) -> str:
    """Words of code, one after another."""
    return ", ".join(f"`{word}`" for word in words)


# --- signs ------------------------------------------------------------------------------------


def empty(what: str, example: str, at: Span) -> Diagnostic:
    """Nothing is written."""
    return RULE.breach(f"{what} is empty", at, fixes=(Fix(f"write for example `{example}`"),))


def odd_character(at: Span) -> Diagnostic:
    """A character the language has no use for."""
    meant = _meant(at.text)
    if meant is None:
        fix = Fix("leave it out")
    elif meant:
        fix = replaced(at, meant)
    else:
        fix = Fix("leave it out", (Edit(at, ""),))
    shown = at.text if at.text != "`" else "'"
    return RULE.breach(f"`{shown}` has no meaning in a contract", at, fixes=(fix,))


def _meant(text: str) -> str | None:
    """How the language writes a pasted character; a wide form or a power is known as what it is."""
    if text in ODD:
        return ODD[text]
    name, power = text[:-1], text[-1:]
    if power in _POWERS and (not name or name.isidentifier()):
        return f"{name}**{_POWERS[power]}"
    plain = unicodedata.normalize("NFKC", text)
    return plain if plain != text and plain.isascii() and "\u2044" not in plain else None


def expected(what: str, found: str, at: Span) -> Diagnostic:
    """Something else was due."""
    there = f"found `{found}`" if found else "the text ends"
    return RULE.breach(f"expected {what}, but {there}", at, fixes=(Fix(f"write {what} here"),))


def closes_nothing(at: Span) -> Diagnostic:
    """`(B, L))`."""
    return RULE.breach(f"this `{at.text}` closes nothing", at, fixes=(Fix("leave it out"),))


def two_dots(at: Span) -> Diagnostic:
    """`(.., L)`."""
    message = "any number of axes is written with three dots"
    return RULE.breach(message, at, fixes=(replaced(at, "..."),))


def left_over(at: Span) -> Diagnostic:
    """Text behind the end of what was asked for."""
    message = f"nothing can follow here, but found `{at.text}`"
    return RULE.breach(message, at, fixes=(Fix("leave it out"),))


def not_closed(
    opening: Span, closing: str, found: str, at: Span, before: Span | None = None
) -> Diagnostic:
    """A bracket without its partner; `before` is what it surely stands behind."""
    edits: tuple[Edit, ...] = ()
    if before is not None:
        edits = (Edit(Span(before.source, before.end, before.end), closing.strip("`")),)
    there = f"found `{found}`" if found else "the text ends"
    return RULE.breach(
        f"`{opening.text}` is not closed: expected {closing}, but {there}",
        at,
        others=(Label(opening, "opened here"),),
        fixes=(Fix(f"write {closing}", edits),),
    )


def caret(at: Span) -> Diagnostic:
    """`^` for a power."""
    return RULE.breach("a power is written `**`, not `^`", at, fixes=(replaced(at, "**"),))


def slash(at: Span) -> Diagnostic:
    """`/` for a division."""
    message = "sizes are whole numbers, so a division is written `//` and rounds down, not `/`"
    return RULE.breach(message, at, fixes=(replaced(at, "//"),))


def times_letter(at: Span) -> Diagnostic:
    """`4 x L`."""
    return RULE.breach("a product is written `*`, not `x`", at, fixes=(replaced(at, "*"),))


def unit(number: str, at: Span) -> Diagnostic:
    """`16 kHz`."""
    message = f"numbers have no unit here, but `{at.text}` follows `{number}`"
    return RULE.breach(message, at, fixes=(Fix("write the whole number alone, such as `16000`"),))


def beside(left: str, right: str, at: Span) -> Diagnostic:
    """`4 L` or `(B L)`."""
    return RULE.breach(
        f"`{left}` and `{right}` stand side by side with no sign between them",
        at,
        fixes=(Fix(f"write `{left}*{right}` for a product, or `{left}, {right}` for two axes"),),
    )


def comparison(sign: str, at: Span) -> Diagnostic:
    """`L = 8` or `L => 8`."""
    message = f"a comparison is written `{sign}`, not `{at.text}`"
    return RULE.breach(message, at, fixes=(replaced(at, sign),))


def no_arrow(at: Span) -> Diagnostic:
    """A contract without `->`."""
    return RULE.breach(
        "a contract needs `->` between what goes in and what comes out",
        at,
        fixes=(Fix("write `in -> out`, or `-> out` for a source"),),
    )


def second_arrow(at: Span) -> Diagnostic:
    """`a -> b -> c`."""
    fix = Fix("write one contract for each stage")
    return RULE.breach("a contract has one `->`, and this is the second", at, fixes=(fix,))


def wrong_arrow(at: Span) -> Diagnostic:
    """`=>`."""
    return RULE.breach("an arrow is written `->`, not `=>`", at, fixes=(replaced(at, "->"),))


# --- sizes ------------------------------------------------------------------------------------


def no_size(where: str, found: str, at: Span) -> Diagnostic:
    """An operand is missing."""
    there = f"found `{found}`" if found else "the text ends"
    message = f"a size is missing {where}: {there}"
    return RULE.breach(message, at, fixes=(Fix("write a number, a name or an expression"),))


def fraction(at: Span) -> Diagnostic:
    """A size with a decimal point."""
    message = f"a size is a whole number, but found `{at.text}`"
    return RULE.breach(message, at, fixes=(Fix("write a whole number, or divide with `//`"),))


def long_number(most: int, at: Span) -> Diagnostic:
    """A number with too many digits."""
    message = f"a number has at most {most} digits here, and this one has more"
    return RULE.breach(message, at, fixes=(Fix("write a power, such as `2**70`"),))


def unknown_function(name: str, at: Span) -> Diagnostic:
    """`sqrt(L)`."""
    fix = did_you_mean(at, name, FUNCTIONS, f"the functions are {listed(FUNCTIONS)}")
    return RULE.breach(f"there is no function `{name}`", at, fixes=(fix,))


def reserved(name: str, at: Span) -> Diagnostic:
    """A word of the language as the name of a size."""
    advice = f"write `{name}(a, b)`" if name in FUNCTIONS else "choose another name"
    message = f"`{name}` is a word of the contract language and cannot name a size"
    return RULE.breach(message, at, fixes=(Fix(advice),))


def argument_count(name: str, takes: str, got: int, at: Span) -> Diagnostic:
    """`ceildiv(L)`."""
    message = f"`{name}` takes {takes}, but got {got}"
    return RULE.breach(message, at, fixes=(Fix(f"give `{name}` {takes}"),))


def too_much(what: str, most: int, at: Span) -> Diagnostic:
    """A text beyond the limits of the language."""
    message = f"{what}: at most {most} are read"
    return RULE.breach(message, at, fixes=(Fix("give a part a name in `[sizes]`, or split it"),))
