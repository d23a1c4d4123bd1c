"""Every value of a TOML text is found where it was written, and every refusal has a place."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from graphnet.spec.parse import parse_tree
from graphnet.spec.tree import Array, Entry, Scalar, Table, Tree
from graphnet.text import SourceText
from tests.spec.toml_texts import documents

SPEC = """\
format = 1
name   = "small"    # a remark with = and "quotes"

[sizes]
bits = 16

[stages.encoder]
use      = "embedding"
contract = 'int64 (B, L, 1) -> (B, L, d_model)'
options  = { n = 4, pool = [4, 2], "a b".c = true }

[source.contract]
out.main = "int64 (B)"
out . label = "int64 (B)"
"""


def parsed(text: str) -> Table:
    tree, found = parse_tree(SourceText("x.toml", text))
    assert tree is not None
    assert found == ()
    return tree


def plain(tree: Tree) -> object:
    match tree:
        case Table(entries):
            return {entry.key: plain(entry.value) for entry in entries}
        case Array(items):
            return [plain(item) for item in items]
        case Scalar(value):
            return value


def entry_at(tree: Table, *path: str) -> Entry:
    for key in path[:-1]:
        inner = tree.find(key)
        assert inner is not None
        assert isinstance(inner.value, Table)
        tree = inner.value
    entry = tree.find(path[-1])
    assert entry is not None
    return entry


def entries_of(tree: Tree) -> Iterator[Entry]:
    match tree:
        case Table(entries):
            for entry in entries:
                yield entry
                yield from entries_of(entry.value)
        case Array(items):
            for item in items:
                yield from entries_of(item)


def values_of(tree: Tree) -> Iterator[Tree]:
    match tree:
        case Table(entries):
            for entry in entries:
                yield from (entry.value, *values_of(entry.value))
        case Array(items):
            for item in items:
                yield from (item, *values_of(item))


def same(left: object, right: object) -> bool:
    return repr(left) == repr(right)  # nan differs from itself


def is_toml(text: str) -> bool:
    try:
        tomli.loads(text.removeprefix("\ufeff"))
    except tomli.TOMLDecodeError:
        return False
    return True


# --- places -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("format",), "format", "1"),
        (("name",), "name", '"small"'),
        (("sizes",), "sizes", "[sizes]"),
        (("sizes", "bits"), "bits", "16"),
        (("stages",), "stages", "[stages.encoder]"),
        (("stages", "encoder"), "encoder", "[stages.encoder]"),
        (("stages", "encoder", "use"), "use", '"embedding"'),
        (("stages", "encoder", "options", "pool"), "pool", "[4, 2]"),
        (("stages", "encoder", "options", "a b"), '"a b"', '"a b"'),
        (("stages", "encoder", "options", "a b", "c"), "c", "true"),
        (("source", "contract", "out"), "out", "out"),
        (("source", "contract", "out", "main"), "main", '"int64 (B)"'),
        (("source", "contract", "out", "label"), "label", '"int64 (B)"'),
    ],
)
def test_each_key_and_value_knows_its_place(path: tuple[str, ...], key: str, value: str) -> None:
    entry = entry_at(parsed(SPEC), *path)
    assert entry.key_at.text == key
    assert entry.value.at.text == value


def test_keys_keep_the_order_in_which_they_are_written() -> None:
    assert [entry.key for entry in parsed("b = 1\na = 2\n[z]\n[c]\n").entries] == [
        "b",
        "a",
        "z",
        "c",
    ]


def test_items_of_a_list_know_their_places() -> None:
    value = entry_at(parsed("a = [ 1, # one\n  'x',\n [2] ]"), "a").value
    assert isinstance(value, Array)
    assert [item.at.text for item in value.items] == ["1", "'x'", "[2]"]


def test_a_character_of_a_text_with_escapes_maps_to_the_file() -> None:
    text = r'contract = "a\tb\u0028\U0001F600) -> c"'
    excerpt = scalar(text, "contract").excerpt
    assert excerpt is not None
    assert excerpt.value == "a\tb(\U0001f600) -> c"
    assert excerpt.span(1, 2).text == r"\t"
    assert excerpt.span(3, 5).text == r"\u0028\U0001F600"
    assert excerpt.span(5).text == ") -> c"


def test_a_character_of_a_long_text_maps_to_the_file_through_folds_and_line_ends() -> None:
    text = 'x = """\r\n(B,\r\n L) \\\r\n    -> c"""'
    excerpt = scalar(text, "x").excerpt
    assert excerpt is not None
    assert excerpt.value == "(B,\n L) -> c"
    assert excerpt.span(3, 4).text == "\r\n"
    assert excerpt.span(8, 10).text == "->"
    assert excerpt.span(8).position == (4, 5)


def scalar(text: str, key: str) -> Scalar:
    value = entry_at(parsed(text), key).value
    assert isinstance(value, Scalar)
    return value


@settings(max_examples=60, deadline=None)
@given(documents().filter(is_toml))
def test_values_are_those_of_tomli_and_each_is_written_at_its_place(text: str) -> None:
    tree = parsed(text)
    assert same(plain(tree), tomli.loads(text.removeprefix("\ufeff")))
    for value in values_of(tree):
        written = value.at.text
        if isinstance(value, Scalar) or (written[0] in "[{" and is_toml(f"x = {written}")):
            assert same(plain(value), tomli.loads(f"x = {written}")["x"])


@settings(max_examples=60, deadline=None)
@given(documents().filter(is_toml))
def test_each_key_stands_where_it_was_written_and_before_its_value(text: str) -> None:
    tree = parsed(text)
    for entry in entries_of(tree):
        assert tomli.loads(f"{entry.key_at.text} = 1") == {entry.key: 1}
        if isinstance(entry.value, Scalar):
            between = text[entry.key_at.end : entry.value.at.start]
            assert re.fullmatch(r"[ \t]*=[ \t]*", between)
    places = [value.at for value in values_of(tree) if isinstance(value, Scalar)]
    assert len({(at.start, at.end) for at in places}) == len(places)


@settings(max_examples=60, deadline=None)
@given(documents().filter(is_toml))
def test_each_character_of_a_text_is_what_its_place_says(text: str) -> None:
    for value in values_of(parsed(text)):
        if isinstance(value, Scalar) and value.excerpt is not None:
            offsets, quotes = value.excerpt.offsets, "'''" if value.at.text[0] == "'" else '"""'
            assert len(offsets) == len(value.excerpt.value) + 1
            for char, start, end in zip(value.excerpt.value, offsets, offsets[1:], strict=False):
                alone = tomli.loads(f"x = {quotes}\n{text[start:end]}{quotes}")["x"]
                assert alone == char


# --- robustness -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "[" * 65 + "]" * 65,
        "a = " + "{x=" * 100,
        ".".join("a" * 2_000) + " = 1",
        "[" + ".".join("a" * 500) + "]",
        "\n".join(f"{'.'.join('a' * 40)}.k{i} = {'[' * 40}{']' * 40}" for i in range(3)),
    ],
)
def test_deep_nesting_is_refused(text: str) -> None:
    tree, found = parse_tree(SourceText("x.toml", text))
    assert tree is None
    assert [diagnostic.rule.code for diagnostic in found] == ["GN101"]
    assert "nested deeper" in found[0].message


@pytest.mark.parametrize("number", [str(2**63), str(-(2**63) - 1), "9" * 4000, "0x" + "f" * 9000])
def test_a_number_of_more_than_64_bits_is_refused_at_its_place(number: str) -> None:
    tree, found = parse_tree(SourceText("x.toml", f"a = 1\n[b]\nc = [{{ d = {number} }}]\n"))
    assert tree is None
    assert [diagnostic.rule.code for diagnostic in found] == ["GN101"]
    assert found[0].message == "a whole number in TOML has at most 64 bits"
    assert found[0].primary is not None
    assert found[0].primary.span.text == number


def test_the_largest_numbers_of_64_bits_are_read() -> None:
    text = f"a = {2**63 - 1}\nb = {-(2**63)}\nc = 0x7fff_ffff_ffff_ffff\nd = true"
    assert plain(parsed(text)) == tomli.loads(text)


def test_nesting_up_to_the_limit_is_read() -> None:
    text = "a = " + "[" * 60 + "]" * 60
    assert plain(parsed(text)) == tomli.loads(text)


@pytest.mark.parametrize(
    "text",
    ["a = " + "1" * 5_000, 'a = "\\uD800"', "a = 1\x00", "a = 1979-13-01", "\x1b", "\r", "= 1"],
)
def test_odd_texts_are_refused_with_a_place(text: str) -> None:
    tree, found = parse_tree(SourceText("x.toml", text))
    assert tree is None
    assert [diagnostic.rule.code for diagnostic in found] == ["GN101"]
    assert found[0].primary is not None
    assert 0 <= found[0].primary.span.start <= found[0].primary.span.end <= len(text)


@settings(max_examples=60, deadline=None)
@given(
    documents(),
    st.integers(0, 400),
    st.integers(0, 9),
    st.sampled_from([*"[]{}'\"=#.,\\\n\r", "a"]),
)
def test_a_damaged_text_is_read_or_refused_as_tomli_says(
    text: str, at: int, cut: int, insert: str
) -> None:
    damaged = text[:at] + insert + text[at + cut :]
    tree, found = parse_tree(SourceText("x.toml", damaged))
    if is_toml(damaged):
        assert tree is not None
        assert found == ()
    else:
        assert {diagnostic.rule.code for diagnostic in found} <= {"GN101", "GN102"}
        assert found
    for diagnostic in found:
        assert diagnostic.primary is not None
        span = diagnostic.primary.span
        assert 0 <= span.start <= span.end <= len(damaged)
        assert span.position[0] <= damaged.count("\n") + 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    tree, found = parse_tree(SourceText("x.toml", text))
    assert (tree is None) <= bool(found)


def test_work_grows_with_the_size_of_the_text_and_not_faster() -> None:
    def calls(stages: int) -> int:
        text = "".join(
            f'[stages.s{i}]\nuse = "x"\noptions = {{ n = [1, 2] }}\n' for i in range(stages)
        )
        count = 0

        def counted(_frame: object, event: str, _argument: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        sys.setprofile(counted)
        try:
            parsed(text)
        finally:
            sys.setprofile(None)
        return count

    assert calls(1_000) < 11 * calls(100)
