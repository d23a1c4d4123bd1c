"""Contract text as tokens; what is no token is kept as one that says so."""

from __future__ import annotations

import re
from typing import Literal

from graphnet.values import frozen

Kind = Literal["name", "int", "float", "sign", "odd", "end"]

_TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<float>[0-9][0-9_]*(?:\.[0-9]+(?:[eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+))
    | (?P<int>[0-9][0-9_]*)
    | (?P<name>[^\W\d]\w*)
    | (?P<sign>\.\.\.|->|=>|//|\*\*|==|!=|<=|>=|[()\[\]{},:?*+\-/%<>=\#|'.^])
    | (?P<odd>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@frozen
class Token:
    """A word, number or sign, and where it stands in the text."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def is_value(self) -> bool:
        """Whether it begins a size."""
        return self.kind in {"name", "int", "float"} or self.text == "("


def split(text: str) -> tuple[Token, ...]:
    """The tokens of a text, closed by one of kind `end`."""
    tokens = [
        Token(_kind(match), match.group(), match.start(), match.end())
        for match in _TOKEN.finditer(text)
        if match.lastgroup != "space"
    ]
    return (*tokens, Token("end", "", len(text), len(text)))


def _kind(match: re.Match[str]) -> Kind:
    match match.lastgroup:
        case "float":
            return "float"
        case "int":
            return "int"
        case "name" if match.group().isidentifier():
            return "name"
        case "sign":
            return "sign"
    return "odd"
