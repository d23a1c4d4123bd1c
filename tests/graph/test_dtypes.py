"""Dtypes at a port: families, unions on both sides, and the run's own `float`."""

from __future__ import annotations

from itertools import combinations

import pytest

from graphnet.contract.parse_ports import DTYPES
from graphnet.graph.dtypes import FAMILIES, family, is_whole, joined, members_of, refused


def test_every_dtype_of_the_language_has_one_family_or_is_bool() -> None:
    kinds = [name for dtype in sorted(DTYPES) for name in FAMILIES if dtype in FAMILIES[name]]
    assert len(kinds) == len(DTYPES) - len(FAMILIES) - 1
    assert all(dtype in FAMILIES or dtype == "bool" or family((dtype,)) for dtype in DTYPES)


@pytest.mark.parametrize(
    ("wanted", "given", "strange"),
    [
        (("int64",), "int64 | float32", ("float32",)),
        (("int64", "float"), "int64 | float32", ()),
        (("float",), "bfloat16", ()),
        (("float",), "int8", ("int8",)),
        (("int",), "uint16", ()),
        (("int",), "int", ()),
        (("int64",), "int", ("int",)),
        (("complex",), "complex64", ()),
        (("complex",), "float32", ("float32",)),
        (("float32",), "float", ()),  # the run may be in float32
        (("int64",), "float", ("float",)),
        (("bool",), "?", ()),
        (None, "anything", ()),
    ],
)
def test_every_member_of_what_is_given_must_be_accepted(
    wanted: tuple[str, ...] | None, given: str, strange: tuple[str, ...]
) -> None:
    assert refused(wanted, given) == strange


def test_a_union_is_accepted_as_the_concrete_dtypes_it_stands_for() -> None:
    """Against the meaning of a union: a set of concrete dtypes."""
    concrete = sorted(DTYPES - FAMILIES.keys())
    for some in combinations(["int", "float", "complex", "int64", "float32", "bool"], 2):
        stands_for = {d for each in some for d in FAMILIES.get(each, {each})}
        for dtype in concrete:
            assert (refused(some, dtype) == ()) == (dtype in stands_for)


def test_a_union_is_written_and_read_alike() -> None:
    assert members_of(joined(("int64", "float32"))) == ("int64", "float32")


def test_the_family_of_several_is_theirs_or_none() -> None:
    assert family(("float16", "float")) == "float"
    assert family(("float16", "int8")) is None
    assert family(("bool",)) is None


def test_only_a_union_of_whole_numbers_is_whole() -> None:
    assert is_whole("int64 | uint8")
    assert not is_whole("int64 | float32")
    assert not is_whole("?")
