"""Names, shapes and types of a file against a plan: nothing is matched by a mere likeness."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphnet.disk.compare import Comparison, Shape, compare_shapes, declared_shapes
from graphnet.disk.tensors import read_header
from tests.disk.models import header
from tests.runtime.records import saved
from tests.runtime.tiny import tiny_plan

WANTED: dict[str, Shape] = {"a.weight": (2, 3), "a.bias": (2,), "b.0.gain": (4,), "b.1.gain": (4,)}


def compared(found: dict[str, Shape], passed_over: frozenset[str] = frozenset()) -> Comparison:
    return compare_shapes(WANTED, header(found), passed_over)


def test_what_is_the_same_fits_and_scores_one() -> None:
    same = compared(dict(WANTED))
    assert same.fits
    assert (same.score, same.known) == (1.0, 4)


def test_each_kind_of_difference_is_told_apart() -> None:
    found = compared({"a.weight": (3, 2), "a.gamma": (2,), "b.0.gain": (4,), "c": (9,)})
    assert found.reshaped == ("a.weight",)
    assert found.renamed == {"a.bias": "a.gamma"}
    assert found.missing == ("b.1.gain",)
    assert found.extra == ("c",)
    assert not found.fits
    assert found.score == pytest.approx(1 / 6)


def test_a_stage_of_another_number_is_not_another_name() -> None:
    found = compared({"a.weight": (2, 3), "a.bias": (2,), "b.0.gain": (4,), "b.7.gain": (4,)})
    assert (found.missing, found.extra, found.renamed) == (("b.1.gain",), ("b.7.gain",), {})


@pytest.mark.parametrize("other", ["a.gamma", "x.bias"])
def test_another_name_has_the_same_shape(other: str) -> None:
    rest = {name: shape for name, shape in WANTED.items() if name != "a.bias"}
    assert compared({**rest, other: (2,)}).renamed == {"a.bias": other}
    assert compared({**rest, other: (3,)}).renamed == {}


def test_a_word_before_all_names_is_left_out_and_remembered() -> None:
    found = compared({f"model.{name}": shape for name, shape in WANTED.items()})
    assert (found.prefix, found.known, found.fits) == ("model.", 4, False)
    mixed = compared({"a.weight": (2, 3), **{f"model.{n}": s for n, s in WANTED.items()}})
    assert mixed.prefix == ""


def test_names_that_are_passed_over_do_not_count() -> None:
    more = {**WANTED, "buffer": (1,)}
    assert not compared(more).fits
    assert compared(more, frozenset({"buffer"})).fits


def test_thousands_of_strange_names_are_not_compared_pair_by_pair() -> None:
    found = compared({f"q{i}.bias": (2,) for i in range(30_000)})
    assert found.renamed == {}
    assert len(found.extra) == 30_000


def test_a_plan_declares_what_its_network_saves(tmp_path: Path) -> None:
    """What torch wrote is the independent truth."""
    stored = read_header(saved(tmp_path).folder / "weights.safetensors")
    assert not isinstance(stored, str)
    shapes = {name: tensor.shape for name, tensor in stored.tensors.items()}
    assert shapes == declared_shapes(tiny_plan())
