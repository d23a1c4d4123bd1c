"""What a run wrote down of its stages, and what a lone file notes beside its tensors."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from graphnet.disk.past import OPTIONS, STAGES, Past, past_of
from graphnet.disk.tensors import Header
from graphnet.disk.weights import Weights, find_weights
from graphnet.registry import find_plugins
from tests.specs import on_disk

FILE = Path("w.safetensors")


def noted(**metadata: str) -> Past:
    header = Header({}, {key.replace("_", "."): text for key, text in metadata.items()})
    return past_of(Weights(path=FILE, file=FILE, header=header), find_plugins({}))


def run_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **then: str) -> Past:
    monkeypatch.chdir(tmp_path)
    place = Path(shutil.copy(on_disk.HERE / "GN934.good.toml", "spec.toml"))
    on_disk.run({key.replace("__", "."): text for key, text in then.items()} or None)(place)
    weights, problems = find_weights(Path("run"))
    assert weights is not None, problems
    return past_of(weights, find_plugins({}))


def test_a_run_tells_types_options_and_sizes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = run_of(tmp_path, monkeypatch)
    assert past.types["backbone"] == "s4.sashimi"
    assert past.options["stages.backbone.options.d_state"] == "32"
    assert past.sizes == {"bits": 8, "n_classes": 256, "d_model": 64}
    assert past.plan is not None


def test_with_other_defaults_than_then_its_plan_is_not_the_one_it_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = run_of(tmp_path, monkeypatch, stages__backbone__options__ff="7")
    assert past.plan is None
    assert past.options["stages.backbone.options.ff"] == "7"


def test_an_exported_file_tells_what_its_writer_noted() -> None:
    options = {"stages.backbone.options.ff": "2"}
    stages = {"backbone": "s4.sashimi"}
    past = noted(graphnet_options=json.dumps(options), graphnet_stages=json.dumps(stages))
    assert (past.types, past.options, past.sizes) == (stages, options, {})
    assert (OPTIONS, STAGES) == ("graphnet.options", "graphnet.stages")


@pytest.mark.parametrize("text", ["", "[1", "[]", '{"a": 1}', "{}"])
def test_a_note_that_is_no_table_of_texts_tells_nothing(text: str) -> None:
    assert noted(graphnet_options=text) == Past()
