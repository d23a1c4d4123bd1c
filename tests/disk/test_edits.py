"""Keys of a spec with whose other values a checkpoint fits are found, and no key too many."""

from __future__ import annotations

import pytest

from graphnet.disk.compare import declared_shapes
from graphnet.disk.edits import Question, find_edits
from graphnet.disk.matching import Allowed, match_with
from graphnet.plugin.imports import ForeignWeights
from tests.disk.importers import SHAPES, TOY, weights_of
from tests.disk.models import planned

PLANNED = planned()


def edits(weights: ForeignWeights, allowed: Allowed | None = None) -> list[tuple[str, str, str]]:
    question = Question(TOY, weights, allowed or Allowed())
    matching, _ = match_with(TOY, weights, PLANNED.plan, question.allowed)
    assert matching is not None
    return [(key.name, key.now, key.then) for key in find_edits(PLANNED, question, matching)]


def trained_with(*settings: str, n_layers: int = 2) -> ForeignWeights:
    return weights_of(declared_shapes(planned(*settings).plan), n_layers=n_layers)


DEPTH = "stages.backbone.options.n_layers"


def test_what_the_importer_read_off_the_tensors_is_tried_first() -> None:
    assert edits(trained_with(f"{DEPTH}=3", n_layers=3)) == [(DEPTH, "2", "3")]


@pytest.mark.parametrize(("key", "now", "then"), [("sizes.d_model", "8", "16")])
def test_a_size_is_found_by_the_shapes(key: str, now: str, then: str) -> None:
    assert edits(trained_with(f"{key}={then}")) == [(key, now, then)]


def test_a_hint_and_a_size_are_found_together() -> None:
    found = edits(trained_with(f"{DEPTH}=3", "sizes.d_model=16", n_layers=3))
    assert found == [(DEPTH, "2", "3"), ("sizes.d_model", "8", "16")]


def test_a_hint_that_explains_nothing_is_not_told() -> None:
    assert edits(trained_with("sizes.d_model=16", n_layers=2)) == [("sizes.d_model", "8", "16")]
    assert edits(weights_of({**SHAPES, "other": (1,)}, n_layers=7)) == []


def test_what_is_allowed_for_is_no_difference() -> None:
    shapes = declared_shapes(planned(f"{DEPTH}=3").plan)
    lacking = {name: shape for name, shape in shapes.items() if not name.startswith("head.")}
    weights = weights_of(lacking, n_layers=3)
    assert edits(weights) == []
    assert edits(weights, Allowed(missing=("head",))) == [(DEPTH, "2", "3")]
