"""Parses TOML text into a tree in which every key and value knows its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

import tomli

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.spec.rules.duplicate_key import duplicate_key
from graphnet.spec.rules.not_toml import nested_too_deep, not_toml, number_too_large, unclosed
from graphnet.spec.scan import BYTE_ORDER_MARK, MAX_DEPTH, Extent, Kind, Mark, Path, Scan, scan
from graphnet.spec.strings import read_string
from graphnet.spec.tree import Array, Entry, Scalar, Table, Tree
from graphnet.text import Excerpt, SourceText, Span
from graphnet.values import frozen


def parse_tree(source: SourceText) -> tuple[Table | None, Diagnostics]:
    """The tree of a TOML text. A key written twice keeps its first value, and is refused."""
    found = scan(source.text)
    if found.too_deep:
        return None, (nested_too_deep(Span(source, *found.too_deep), MAX_DEPTH),)
    outcome = _load(source.text)
    if not isinstance(outcome, _Stop):
        return _planted(source, found, outcome)
    if not any(repeat.again[0] <= outcome.offset for repeat in found.duplicates):
        return None, (_where_it_stops(source, found, outcome),)
    return _without_repeats(source, found)


def _without_repeats(source: SourceText, found: Scan) -> tuple[Table | None, Diagnostics]:
    """What the text says when each key written again is left out, if that mends it."""
    repeats = tuple(
        duplicate_key(
            _dotted(repeat.path), Span(source, *repeat.first.key), Span(source, *repeat.again)
        )
        for repeat in found.duplicates
    )
    statements = [repeat.statement for repeat in found.duplicates if repeat.statement]
    if len(statements) < len(repeats):
        return None, repeats
    outcome = _load(_blank(source.text, statements))
    if isinstance(outcome, _Stop):
        return None, (*repeats, _where_it_stops(source, found, outcome))
    tree, refused = _planted(source, found, outcome)
    return tree, (*repeats, *refused)


def _planted(
    source: SourceText, found: Scan, values: Mapping[str, object]
) -> tuple[Table | None, Diagnostics]:
    """The tree of what tomli read, unless a number in it has more bits than TOML allows."""
    tree = _Planter(source, found.marks).table(values)
    refused = tuple(number_too_large(scalar.at) for scalar in _too_large(tree))
    return (None if refused else tree), refused


def _too_large(tree: Tree) -> Iterator[Scalar]:
    match tree:
        case Table(entries):
            for entry in entries:
                yield from _too_large(entry.value)
        case Array(items):
            for item in items:
                yield from _too_large(item)
        case Scalar(int() as number) if not -(2**63) <= number < 2**63:
            yield tree


def _where_it_stops(source: SourceText, found: Scan, stop: _Stop) -> Diagnostic:
    for opening, lost in found.unclosed:
        if opening[0] <= stop.offset <= max(lost, opening[1]):
            return unclosed(Span(source, *opening), Span(source, lost, lost + 1))
    return not_toml(source, stop.offset, stop.reason)


def _blank(text: str, extents: list[Extent]) -> str:
    """The text with spaces instead of some of its statements, so that offsets stay true."""
    pieces: list[str] = []
    done = 0
    for start, end in sorted(extents):
        pieces += [text[done:start], "".join(c if c in "\r\n" else " " for c in text[start:end])]
        done = end
    return "".join([*pieces, text[done:]])


def _dotted(path: Path) -> str:
    return ".".join(str(part) for part in path)


@frozen
class _Stop:
    """Where tomli stopped, and its reason as a sentence."""

    offset: int
    reason: str


def _load(text: str) -> Mapping[str, object] | _Stop:
    """What tomli makes of a text; its offsets are turned into those of the text as written."""
    start = len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0
    try:
        return tomli.loads(text[start:])
    except tomli.TOMLDecodeError as error:
        before = error.doc[: error.pos]
        line_ends = _crlf_count(text[start:], before.count("\n"))
        return _Stop(min(start + error.pos + line_ends, len(text)), error.msg)
    except (ValueError, RecursionError, OverflowError):  # such as a number of 5,000 digits
        return _Stop(start, "a value in it is too large")


def _crlf_count(text: str, lines: int) -> int:
    """How many of the first line ends are two characters long; tomli counts them as one."""
    count = offset = 0
    for _ in range(lines):
        offset = text.index("\n", offset) + 1
        count += text[max(offset - 2, 0)] == "\r"
    return count


@frozen
class _Planter:
    """Joins tomli's values with the places a scan found; an unknown place is its holder's."""

    source: SourceText
    marks: Mapping[Path, Mark]

    def table(self, values: Mapping[str, object]) -> Table:
        """The whole text as a table."""
        return self._table(values, (), Mark((0, 0), (0, 0), Kind.HEADER))

    def _table(self, values: Mapping[str, object], path: Path, at: Mark) -> Table:
        entries = tuple(self._entry(key, value, path, at) for key, value in values.items())
        return Table(entries, self._span(at.value))

    def _entry(self, key: str, value: object, holder: Path, at: Mark) -> Entry:
        path = (*holder, key)
        mark = self.marks.get(path, at)
        return Entry(key, self._span(mark.key), self._tree(value, path, mark))

    def _tree(self, value: object, path: Path, mark: Mark) -> Tree:
        match value:
            case dict():
                return self._table(cast("Mapping[str, object]", value), path, mark)
            case list():
                items = tuple(
                    self._tree(item, (*path, i), self.marks.get((*path, i), mark))
                    for i, item in enumerate(value)
                )
                return Array(items, self._span(mark.value))
            case str():
                return Scalar(value, self._span(mark.value), self._excerpt(value, mark.value))
            case _:
                return Scalar(value, self._span(mark.value))

    def _span(self, extent: Extent) -> Span:
        return Span(self.source, *extent)

    def _excerpt(self, value: str, extent: Extent) -> Excerpt:
        """Where each character of a string stands; all at one place if that cannot be told."""
        start, end = extent
        text = self.source.text
        read = read_string(text, start, end) if text[start:end][:1] in ('"', "'") else None
        if read is None or read[0] != value:
            return Excerpt(value, self.source, (*[start] * len(value), end))
        return Excerpt(value, self.source, read[1])
