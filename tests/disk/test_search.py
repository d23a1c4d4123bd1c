"""The search for the key is bounded, and says nothing rather than something that is not so."""

from __future__ import annotations

import pytest

from graphnet.disk import search
from graphnet.disk.compare import compare, declared_shapes
from graphnet.disk.planned import Planned
from graphnet.disk.search import Key, find_key
from graphnet.disk.weights import Weights
from tests.disk.models import planned, trained_as, weights


def found(wished: Planned, file: Weights) -> Key | None:
    return find_key(wished, file, compare(wished.plan, file.header))


def test_a_key_is_what_the_spec_has_and_what_the_file_was_trained_with() -> None:
    key = found(planned(), trained_as("sizes.d_model=32"))
    assert key is not None
    assert (key.name, key.now, key.then) == ("sizes.d_model", "8", "32")
    assert key.at is not None
    assert key.at.text == "8"


def test_the_default_of_an_option_is_guessed() -> None:
    key = found(planned("stages.backbone.options.expand=3"), trained_as())
    assert key is not None
    assert (key.name, key.then) == ("stages.backbone.options.expand", "2")


def test_two_changed_keys_are_not_explained_by_one() -> None:
    file = trained_as("sizes.d_model=16", "stages.backbone.options.n_layers=3")
    assert found(planned(), file) is None


def test_no_more_than_a_number_of_guesses_is_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def explains(key: Key, _planned: Planned, _weights: Weights) -> bool:
        tried.append(key.name)
        return False

    monkeypatch.setattr(search, "_explains", explains)
    wished = planned()
    shapes = dict(declared_shapes(wished.plan))
    odd = {
        name: tuple(size + i for size in shape) for i, (name, shape) in enumerate(shapes.items())
    }
    assert found(wished, weights(odd)) is None
    assert 0 < len(tried) <= search.MOST_PLANS
    monkeypatch.setattr(search, "MOST_STAGES", 3)
    tried.clear()
    assert found(wished, weights(odd)) is None
    assert tried == []
