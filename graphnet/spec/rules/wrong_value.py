"""GN104: the value of a key is of the right type and possible."""

from __future__ import annotations

from collections.abc import Sequence

from graphnet.diagnostics import Diagnostic, Edit, Fix, Label, Rule
from graphnet.spec.describe import describe_value
from graphnet.spec.guess import closest
from graphnet.spec.tree import Scalar, Tree
from graphnet.text import Span

RULE = Rule("GN104", "wrong-value")


def wrong_value(key: str, takes: str, value: Tree, fix: str = "") -> Diagnostic:
    """A value of another type than the key takes (in words), or one that cannot be."""
    return RULE.breach(
        f"`{key}` takes {takes}, but finds {describe_value(value)}",
        value.at,
        fixes=(Fix(fix or _advice(key, takes, value)),),
    )


def not_one_of(key: str, choices: Sequence[str], value: Tree) -> Diagnostic:
    """A value that is none of those the key takes, which are spelled as in TOML."""
    listed = ", ".join(f"`{choice}`" for choice in choices)
    takes = f"one of {listed}" if len(choices) > 1 else listed
    message = f"`{key}` takes {takes}, but finds {describe_value(value)}"
    return RULE.breach(message, value.at, fixes=(_choice(choices, value),))


def impossible_value(key: str, why: str, at: Span) -> Diagnostic:
    """A value of the right type that cannot be, for a reason."""
    return RULE.breach(
        f"`{key}` is refused: {why}", Label(at, "not possible"), fixes=(Fix(f"change `{key}`"),)
    )


def _choice(choices: Sequence[str], value: Tree) -> Fix:
    match value:
        case Scalar(value=str(text)):
            guess = closest(text, [choice.strip('"') for choice in choices])
            if guess is not None:
                return Fix(f'did you mean `"{guess}"`?', (Edit(value.at, f'"{guess}"'),))
    return Fix(f"write {' or '.join(f'`{choice}`' for choice in choices)}")


def _advice(key: str, takes: str, value: Tree) -> str:
    match value:
        case Scalar(value=str(text)) if "bytes" in takes and _is_number(text):
            return f'say in which unit: `{key} = "{text}GiB"`'
        case Scalar(value=str(text)) if "number" in takes and _is_number(text):
            return f"leave the quotes out: `{key} = {text}`"
        case _:
            return f"write {takes}"


def _is_number(text: str) -> bool:
    return text.replace("_", "").replace(".", "", 1).lstrip("+-").isdecimal()
