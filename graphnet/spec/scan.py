"""Finds where every key and value of a TOML text stands; what they mean is left to tomli."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto
from typing import final

from graphnet.spec.strings import read_string
from graphnet.values import frozen

Extent = tuple[int, int]
Path = tuple[str | int, ...]

MAX_DEPTH = 64
BYTE_ORDER_MARK = "\ufeff"

_BASIC = r'"(?:[^"\\\r\n]++|\\.)*+"'
_LITERAL = r"'[^'\n]*+'"
_BLANK = re.compile(r"(?:[ \t\r\n]++|\#[^\n]*+)*+")
_SPACE = re.compile(r"[ \t]*+")
_KEY_PART = re.compile(rf"[A-Za-z0-9_-]++|{_BASIC}|{_LITERAL}")
# `*` and not `*+` around a lookahead: Python before 3.11.5 then matches nothing
_SCALAR = re.compile(
    r'"""(?:[^"\\]++|\\[\s\S]|"(?!""))*"{3,5}'
    r"|'''(?:[^']++|'(?!''))*'{3,5}"
    rf"|{_BASIC}|{_LITERAL}|[^\s,\]}}\#\"'][^\s,\]}}\#]*+(?:[ ]\d\d:[^\s,\]}}\#]*+)?"
)


class Kind(Enum):
    """How a key came to be, which decides what may be written of it a second time."""

    VALUE = auto()
    HEADER = auto()
    IMPLIED = auto()
    LIST = auto()


@frozen
class Mark:
    """Where a key and its value stand; the value of a table with a header is the header."""

    key: Extent
    value: Extent
    kind: Kind


@frozen
class Duplicate:
    """A key written again. `statement` is set where leaving it out mends the text."""

    path: Path
    first: Mark
    again: Extent
    statement: Extent | None


@frozen
class Scan:
    """What a scan found: places by path, keys written twice, and the first place too deep.

    `unclosed` holds the opening bracket or quotes of each value that could not be followed to
    its end, with the place where it was lost.
    """

    marks: Mapping[Path, Mark]
    duplicates: tuple[Duplicate, ...]
    unclosed: tuple[tuple[Extent, int], ...]
    too_deep: Extent | None


def scan(text: str) -> Scan:
    """Where the keys and values of a TOML text stand, as far as it can be followed."""
    scanner = _Scanner(text)
    scanner.run()
    found, lost = tuple(scanner.duplicates), tuple(scanner.unclosed)
    return Scan(scanner.marks, found, lost, scanner.too_deep)


@frozen
class _Part:
    """One part of a dotted key."""

    name: str
    extent: Extent


@final
class _Scanner:
    """Walks a text once, from left to right; what it cannot follow it skips to the line's end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.offset = len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0
        self.marks: dict[Path, Mark] = {}
        self.duplicates: list[Duplicate] = []
        self.unclosed: list[tuple[Extent, int]] = []
        self.too_deep: Extent | None = None
        self._table: Path = ()
        self._last_item: dict[Path, int] = {}
        self._is_muted = False

    def run(self) -> None:
        """Scan statement by statement."""
        while self._skip(_BLANK) < len(self.text) and self.too_deep is None:
            if self.text[self.offset] == "[":
                self._header()
            else:
                self._statement(self._table, is_line=True)
            end = self.text.find("\n", self.offset)
            self.offset = len(self.text) if end < 0 else end + 1

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self.text, self.offset)
        self.offset = match.end() if match else self.offset
        return self.offset

    def _take(self, token: str) -> bool:
        """Step over a token if it is next."""
        is_next = self.text.startswith(token, self.offset)
        self.offset += len(token) if is_next else 0
        return is_next

    def _key(self) -> list[_Part]:
        """The parts of a dotted key; empty where there is none."""
        parts: list[_Part] = []
        while match := _KEY_PART.match(self.text, self.offset):
            start, self.offset = match.span()
            name: str | None = match[0]
            if match[0][0] in "\"'":
                read = read_string(self.text, start, self.offset)
                name = read[0] if read else None
            if name is None:
                return []
            parts.append(_Part(name, match.span()))
            self._skip(_SPACE)
            if not self._take("."):
                return parts
            self._skip(_SPACE)
        return []

    def _mark(self, path: Path, mark: Mark) -> None:
        if not self._is_muted:
            self.marks[path] = mark

    def _repeat(self, path: Path, again: Extent, statement: Extent | None = None) -> None:
        if not self._is_muted:
            self.duplicates.append(Duplicate(path, self.marks[path], again, statement))

    def _enter(self, table: Path, parts: list[_Part], header: Extent | None) -> Path | None:
        """The table that the leading parts of a key name; None where a value is in the way."""
        path = table
        for part in parts:
            path = (*path, part.name)
            known = self.marks.get(path)
            if known is None:
                self._mark(path, Mark(part.extent, header or part.extent, Kind.IMPLIED))
            elif known.kind is Kind.VALUE:
                self._repeat(path, part.extent)
                return None
            elif known.kind is Kind.LIST and header:
                path = (*path, self._last_item[path])
        return path

    def _header(self) -> None:
        """`[table]` or `[[list of tables]]`: where the statements after it belong."""
        start, is_list = self.offset, self.text.startswith("[[", self.offset)
        self.offset += 2 if is_list else 1
        self._skip(_SPACE)
        parts = self._key()
        self._is_muted = not parts or not self._take("]]" if is_list else "]")
        if self._is_muted or self._is_too_deep(len(parts), parts[0].extent):
            return
        header = (start, self.offset)
        path = self._enter((), parts[:-1], header)
        if path is None:
            self._is_muted = True
            return
        self._open((*path, parts[-1].name), parts[-1].extent, header, is_list=is_list)

    def _open(self, path: Path, key: Extent, header: Extent, *, is_list: bool) -> None:
        """Make a header's table the current one, unless it was written before."""
        known = self.marks.get(path)
        if known and not (known.kind is Kind.LIST if is_list else known.kind is Kind.IMPLIED):
            self._repeat(path, key)
            self._is_muted = True
            return
        if is_list:
            self._last_item[path] = self._last_item.get(path, -1) + 1
            self.marks.setdefault(path, Mark(key, header, Kind.LIST))
            path = (*path, self._last_item[path])
        self._mark(path, Mark(key, header, Kind.HEADER))
        self._table = path

    def _statement(self, table: Path, *, is_line: bool) -> bool:
        """`key = value`; whether it could be followed to its end."""
        start = self.offset
        parts = self._key()
        if not parts or not self._take("=") or self._is_too_deep(len(parts), parts[0].extent):
            return False
        self._skip(_SPACE)
        was_muted, holder = self._is_muted, self._enter(table, parts[:-1], None)
        path = (*(holder or ()), parts[-1].name)
        is_again = holder is not None and path in self.marks and not was_muted
        self._is_muted = was_muted or holder is None or is_again
        value = self._value(path)
        self._is_muted = was_muted
        if value is None or holder is None:
            return value is not None
        if is_again:
            self._repeat(path, parts[-1].extent, (start, value[1]) if is_line else None)
        else:
            self._mark(path, Mark(parts[-1].extent, value, Kind.VALUE))
        return True

    def _value(self, path: Path) -> Extent | None:
        """Any value; None where it could not be followed."""
        start = self.offset
        if self._is_too_deep(len(path), (start, start + 1)):
            return None
        if self._take("["):
            return self._array(start, path)
        if self._take("{"):
            return self._inline_table(start, path)
        match = _SCALAR.match(self.text, self.offset)
        if match is None:
            return None
        self.offset = match.end()
        if match[0] in ('""', "''") and self.text.startswith(match[0][0], self.offset):
            return self._lose((start, start + 3), len(self.text))
        return match.span()

    def _array(self, start: int, path: Path) -> Extent | None:
        index = 0
        while not self._closes("]"):
            item = self._value((*path, index))
            if item is None:
                return None
            self._mark((*path, index), Mark(item, item, Kind.VALUE))
            index += 1
            if not self._continues("]"):
                return self._lose((start, start + 1), self.offset)
        return start, self.offset

    def _inline_table(self, start: int, path: Path) -> Extent | None:
        while not self._closes("}"):
            if not self._statement(path, is_line=False):
                return None
            if not self._continues("}"):
                return self._lose((start, start + 1), self.offset)
        return start, self.offset

    def _closes(self, bracket: str) -> bool:
        self._skip(_BLANK)
        return self._take(bracket)

    def _continues(self, bracket: str) -> bool:
        """Whether a comma or the closing bracket follows; the comma is stepped over."""
        self._skip(_BLANK)
        return self._take(",") or self.text.startswith(bracket, self.offset)

    def _lose(self, opening: Extent, offset: int) -> Extent | None:
        """No extent, but a note of where the closing bracket or quotes were missed."""
        self.unclosed.append((opening, offset))
        return None

    def _is_too_deep(self, depth: int, extent: Extent) -> bool:
        if depth > MAX_DEPTH and self.too_deep is None:
            self.too_deep = extent
        return self.too_deep is not None
