"""A table of options becomes an instance of a class, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Literal

import pytest
from attrs import Attribute, Factory, field, frozen, validators

from graphnet.diagnostics import Diagnostics, Rule
from graphnet.spec.read_options import read_options
from graphnet.spec.tree import Table
from graphnet.text import Excerpt
from tests.spec.reading import briefly, mends, tree_of

SIZES = {"d_model": 64, "bits": 16}
UNKNOWN = Rule("GN302", "unknown-size")


class Start(Enum):
    """How something begins."""

    ZEROS = "zeros"
    ONES = "ones"


@frozen(kw_only=True)
class Inner:
    """Options inside options."""

    rate: float
    kind: Literal["fast", "slow"] = "fast"


@frozen(kw_only=True)
class Options:
    """One field of each type."""

    n_layers: int = field(default=8, validator=validators.ge(1))
    pool: tuple[int, ...] = (4, 4)
    names: list[str] = Factory(list)
    pair: tuple[float, float] = (0.0, 1.0)
    scale: float = 1.0
    bias: bool = True
    mode: Literal["full", "last"] = "full"
    level: Literal[1, 2] = 1
    start: Start = Start.ZEROS
    inner: Inner | None = None
    weights: Mapping[str, int] = Factory(dict)
    width: int | Literal["auto"] = "auto"
    most: int = field(default=100)

    @most.validator
    def _check(self, _: Attribute[int], value: int) -> None:
        if value < self.n_layers:
            raise ValueError(f"most is {value}, which is less than n_layers")


@frozen(kw_only=True)
class Required:
    """An option without a default, and a rule for both together."""

    steps: int
    half: int = 0

    def __attrs_post_init__(self) -> None:
        if self.steps < 2 * self.half:
            raise ValueError("half is more than half of steps")


def resolve(formula: Excerpt) -> tuple[int | None, Diagnostics]:
    """A formula of one name, or of two with `//` between them."""
    name, _, divisor = (part.strip() for part in formula.value.partition("//"))
    if name not in SIZES:
        return None, (UNKNOWN.breach(f"no size `{name}`", formula.span(0, len(name))),)
    return SIZES[name] // int(divisor or 1), ()


def options(text: str) -> tuple[Options | None, Diagnostics]:
    tree = tree_of(text)
    return read_options(tree, Options, tree.at, resolve)


def problems(text: str) -> list[tuple[str, str]]:
    read, found = options(text)
    assert read is None
    return sorted(briefly(found))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Options()),
        ("n_layers = 2", Options(n_layers=2)),
        ("pool = []", Options(pool=())),
        ("pool = [2, 3]", Options(pool=(2, 3))),
        ('pool = ["bits", 3]', Options(pool=(16, 3))),
        ('names = ["a"]', Options(names=["a"])),
        ("pair = [1, 2.5]", Options(pair=(1.0, 2.5))),
        ("scale = 2", Options(scale=2.0)),
        ("bias = false", Options(bias=False)),
        ('mode = "last"', Options(mode="last")),
        ("level = 2", Options(level=2)),
        ('start = "ones"', Options(start=Start.ONES)),
        ("inner = { rate = 1 }", Options(inner=Inner(rate=1.0))),
        ("weights = { a = 1 }", Options(weights={"a": 1})),
        ("weights.a = 1", Options(weights={"a": 1})),
        ('width = "auto"', Options(width="auto")),
        ("width = 3", Options(width=3)),
        ('width = "d_model // 2"', Options(width=32)),
        ('most = "d_model // 4"', Options(most=16)),
    ],
)
def test_a_table_is_typed(text: str, expected: Options) -> None:
    assert options(text) == (expected, ())


def test_a_whole_number_becomes_the_number_asked_for() -> None:
    read, _ = options("scale = 2")
    assert read is not None
    assert type(read.scale) is float


def test_no_table_means_the_defaults() -> None:
    where = tree_of("a = 1").at
    assert read_options(None, Options, where) == (Options(), ())
    missing, found = read_options(None, Required, where)
    assert missing is None
    assert [diagnostic.rule.code for diagnostic in found] == ["GN105"]
    assert found[0].primary is not None
    assert found[0].primary.span is where


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("n_layers = 1.0", [("GN104", "1.0")]),
        ("n_layers = true", [("GN104", "true")]),
        ("n_layers = [1]", [("GN104", "[1]")]),
        ('pool = [2, "x", true]', [("GN104", "true"), ("GN302", "x")]),
        ("pool = 4", [("GN104", "4")]),
        ("pool = { a = 1 }", [("GN104", "{ a = 1 }")]),
        ("names = { a = 1 }", [("GN104", "{ a = 1 }")]),
        ('names = "abc"', [("GN104", '"abc"')]),
        ("pair = [1]", [("GN104", "[1]")]),
        ('scale = "1.0"', [("GN104", '"1.0"')]),
        ("scale = true", [("GN104", "true")]),
        ("bias = 1", [("GN104", "1")]),
        ('mode = "lst"', [("GN104", '"lst"')]),
        ("level = true", [("GN104", "true")]),
        ("level = 3", [("GN104", "3")]),
        ('start = "twos"', [("GN104", '"twos"')]),
        ("inner = [1]", [("GN104", "[1]")]),
        ("inner = {}", [("GN105", "{}")]),
        (
            'inner = { rate = "x", kind = "fst", z = 1 }',
            [("GN103", "z"), ("GN104", '"fst"'), ("GN104", '"x"')],
        ),
        ("weights = { a = 0.5 }", [("GN104", "0.5")]),
        ("weights = [1]", [("GN104", "[1]")]),
        ('width = "atuo"', [("GN104", '"atuo"')]),
        ("scale = 1979-05-27", [("GN104", "1979-05-27")]),
        ("n_layer = 3", [("GN103", "n_layer")]),
        ("n_layers = 0", [("GN205", "0")]),
        ("most = 3", [("GN205", "3")]),
        ('most = "bits // 8"', [("GN205", '"bits // 8"')]),
        ("n_layers = 0\nbias = 1\nnope = 1", [("GN103", "nope"), ("GN104", "1"), ("GN205", "0")]),
        ("n_layers = 'q'\nmost = 3", [("GN302", "q")]),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(text: str, found: list[tuple[str, str]]) -> None:
    assert problems(text) == found


def test_messages_say_what_is_expected_and_found() -> None:
    _, found = options('pool = [2, 2.5]\nmode = "lst"\npair = [1]\nn_layers = 1.5\nscale = "2"\n')
    assert [diagnostic.message for diagnostic in found] == [
        "`n_layers` takes a whole number, but finds `1.5`",
        "`pool[1]` takes a whole number, but finds `2.5`",
        "`pair` takes a list of 2 numbers, but finds a list of 1",
        '`scale` takes a number, but finds the text `"2"`',
        '`mode` takes one of `"full"`, `"last"`, but finds the text `"lst"`',
    ]
    assert mends(found)[-2:] == ["leave the quotes out: `scale = 2`", 'did you mean `"last"`?']


def test_a_validator_says_its_own_sentence() -> None:
    _, found = options("most = 3")
    assert found[0].message.endswith(
        "refused by the stage type: most is 3, which is less than n_layers"
    )


def test_an_unknown_option_is_guessed_or_the_known_ones_are_listed() -> None:
    tree = tree_of("step = 4\ncolour = 1")
    _, found = read_options(tree, Required, tree.at)
    assert briefly(found) == [("GN103", "step"), ("GN103", "colour")]
    assert mends(found) == ["did you mean `steps`?", "`options` takes `steps`, `half`"]


def test_options_that_are_refused_together_point_at_the_table() -> None:
    (entry,) = tree_of("options = { steps = 1, half = 1 }").entries
    assert isinstance(entry.value, Table)
    read, found = read_options(entry.value, Required, entry.key_at)
    assert read is None
    assert briefly(found) == [("GN205", "{ steps = 1, half = 1 }")]
    assert "half is more than half of steps" in found[0].message


def test_without_a_resolver_a_text_is_no_whole_number() -> None:
    tree = tree_of('n_layers = "d_model"')
    assert briefly(read_options(tree, Options, tree.at)[1]) == [("GN104", '"d_model"')]
