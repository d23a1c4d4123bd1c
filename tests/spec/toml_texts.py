"""Random TOML documents in every form the language has, for tests of places."""

from __future__ import annotations

import re

import tomli
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

BARE = re.compile(r"[A-Za-z0-9_-]+")
KEYS = st.sampled_from(
    ["a", "b", "use", "d_model", "up-1", "0", "3.x", "ä", "with space", "", 'q"q', "tab\t", "é.ü"]
)
CHARS = st.sampled_from([*"abcXYZ 01#=[]{},.\"'\\", "\n", "\t", "\u00e9", "\u4e2d", "\U0001f600"])
TEXTS = st.text(CHARS, max_size=8)
_NUMBERS = "0 -17 +1 1_000 0xdead_BEEF 0o17 0b1 1.0 -0.5e-3 6e+02 inf -inf nan true false"
_DATES = "1979-05-27T07:32:00Z 1979-05-27 07:32:00"
NUMBERS = st.sampled_from([*f"{_NUMBERS} {_DATES}".split(), "1979-05-27 07:32:00.5"])
SPACES = st.sampled_from(["", " ", "\t "])


def escaped(text: str, *, is_long: bool) -> str:
    """The text as the inside of a basic string."""
    written = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return written if is_long else written.replace("\n", "\\n")


@st.composite
def strings(draw: DrawFn) -> str:
    """A string in one of TOML's four ways, with escapes, folds and first line ends."""
    text = draw(TEXTS)
    ways = ["basic", "long", "hex", "fold"]
    ways += ["literal"] * ("'" not in text and "\n" not in text)
    ways += ["long literal"] * ("'''" not in text and not text.endswith("'"))
    match draw(st.sampled_from(ways)):
        case "basic":
            return f'"{escaped(text, is_long=False)}"'
        case "long":
            return f'"""\n{escaped(text, is_long=True)}"""'
        case "hex":
            return '"' + "".join(f"\\U{ord(char):08X}" for char in text) + '"'
        case "fold":
            middle = len(text) // 2
            left, right = (escaped(part, is_long=True) for part in (text[:middle], text[middle:]))
            return f'"""{left}\\\n   \n\t{right}"""'
        case "literal":
            return f"'{text}'"
    return f"'''\n{text}'''"


@st.composite
def keys(draw: DrawFn) -> str:
    """A key, bare where it can be."""
    key = draw(KEYS)
    if BARE.fullmatch(key) and draw(st.booleans()):
        return key
    if "\t" not in key and draw(st.booleans()):
        return f"'{key}'"
    return f'"{escaped(key, is_long=False)}"'


@st.composite
def arrays(draw: DrawFn, items: SearchStrategy[str]) -> str:
    """A list, over several lines with remarks or on one."""
    gap = draw(st.sampled_from(["", " ", "\n  ", " # a ] remark\n"]))
    comma = draw(st.sampled_from([",", " ,"]))
    inner = (comma + gap).join(draw(st.lists(items, max_size=3)))
    trailing = "," if inner and draw(st.booleans()) else ""
    return f"[{gap}{inner}{gap}{trailing}{gap}]"


@st.composite
def inline_tables(draw: DrawFn, values: SearchStrategy[str]) -> str:
    """An inline table; its keys may be dotted."""
    pairs = draw(
        st.lists(st.tuples(keys(), values), max_size=3, unique_by=lambda p: value_of(p[0]))
    )
    dotted = draw(st.sampled_from(["", "in.", 'in . "x".']))
    space = draw(SPACES)
    return f"{{{space}{', '.join(f'{dotted}{key}{space}={space}{v}' for key, v in pairs)}{space}}}"


def value_of(key: str) -> str:
    """The name a written key stands for."""
    return next(iter(tomli.loads(f"{key} = 1")))


VALUES: SearchStrategy[str] = st.recursive(
    NUMBERS | strings(), lambda inner: arrays(inner) | inline_tables(inner), max_leaves=6
)


@st.composite
def documents(draw: DrawFn) -> str:
    """A document that is TOML, of statements, tables and lists of tables."""
    lines: list[str] = []
    for header in draw(
        st.lists(st.sampled_from(["", "[t.u]", "[ s . 'x y' ]", "[[l]]", "[[l.m]]"]))
    ):
        lines.append(header)
        for _ in range(draw(st.integers(0, 3))):
            dotted = draw(st.sampled_from(["", "", "d.", "d . e."]))
            space, remark = draw(SPACES), draw(st.sampled_from(["", " # remark = 'x"]))
            lines.append(f"{space}{dotted}{draw(keys())}{space}={space}{draw(VALUES)}{remark}")
    text = "\n".join(lines)
    mark = draw(st.sampled_from(["", "\ufeff"]))
    return mark + (text.replace("\n", "\r\n") if draw(st.booleans()) else text)
