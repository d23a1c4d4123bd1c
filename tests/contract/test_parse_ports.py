"""Ports are read with dtype, kind and domain; a misspelt dtype is not taken for a kind."""

from __future__ import annotations

import pytest

from graphnet.contract.parse_ports import DTYPES, KINDS, MOST_FIELDS, read_port, read_tensor
from graphnet.contract.syntax import Axis, Record, Tensor
from tests.contract.nodes import HERE, cursor, message, name

SHAPE = (Axis(name("B"), at=HERE),)


def test_dtypes_variables_kinds_and_records() -> None:
    words = ("float32", "bfloat16")
    port = read_port(cursor("?logits float32|bfloat16 (B)"))
    assert port == Tensor(SHAPE, words, kind="logits", optional=True, at=HERE)
    assert read_port(cursor("'T (B)")) == Tensor(SHAPE, variable="T", at=HERE)
    record = read_port(cursor("mixture { means: float (B), scales: (B) }"))
    fields = (("means", Tensor(SHAPE, ("float",), at=HERE)), ("scales", Tensor(SHAPE, at=HERE)))
    assert record == Record(fields, kind="mixture", at=HERE)


def test_every_dtype_and_every_known_kind_is_read() -> None:
    for dtype in sorted(DTYPES):
        assert read_port(cursor(f"{dtype} (B)")) == Tensor(SHAPE, (dtype,), at=HERE)
        for kind in sorted(KINDS):
            port = read_port(cursor(f"{kind} {dtype} (B)"))
            assert port == Tensor(SHAPE, (dtype,), kind=kind, at=HERE)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("velocity float (B)", "velocity"), ("velocity (B)", "velocity"), ("pcm (B)", "pcm")],
)
def test_a_word_of_ones_own_is_a_kind(text: str, kind: str) -> None:
    place = cursor(text)
    assert read_port(place).kind == kind
    assert message(place) == ""


@pytest.mark.parametrize(
    ("word", "meant"), [("flaot", "float"), ("int46", "int64"), ("float23", "float32")]
)
def test_a_word_close_to_a_dtype_is_a_misspelt_dtype(word: str, meant: str) -> None:
    place = cursor(f"{word} (B)")
    read_port(place)
    assert message(place) == f"there is no dtype `{word}`"
    assert place.problem is not None
    assert place.problem.fixes[0].text.startswith("did you mean")
    assert f"`{meant}`" in place.problem.fixes[0].text


def test_fields_may_be_optional_and_have_kinds_and_domains() -> None:
    port = read_port(cursor("{ a: ?logits float (B) in [0, 1], b: (B) }"))
    assert isinstance(port, Record)
    first, second = (tensor for _, tensor in port.fields)
    assert (first.optional, first.kind) == (True, "logits")
    assert first.domain is not None
    assert (second.optional, second.kind, second.domain) == (False, None, None)


@pytest.mark.parametrize(("count", "is_read"), [(MOST_FIELDS, True), (MOST_FIELDS + 1, False)])
def test_the_largest_record_is_read_and_a_larger_one_refused(count: int, is_read: bool) -> None:
    place = cursor(f"{{{', '.join(f'f{i}: (B)' for i in range(count))}}}")
    read_port(place)
    assert (message(place) == "") is is_read


def test_a_tensor_ends_where_its_domain_ends() -> None:
    place = cursor("float (B) in [0, 1] -> (B)")
    assert read_tensor(place).at.text == "float (B) in [0, 1]"
    assert place.seen.text == "->"
