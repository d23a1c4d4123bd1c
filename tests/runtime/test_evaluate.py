"""The model and the baselines are measured over the same values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from attrs import evolve

from graphnet.cli.evaluate import evaluation_data, table
from graphnet.runtime.device import find_device
from graphnet.runtime.evaluate import Evaluation, Values, evaluate, examine
from graphnet.runtime.restore import restore
from graphnet.spec.spec import Located, ObjectiveSpec, Predict, Spec, StageSpec
from tests.runtime.launching import Silent, opened, request, trained
from tests.runtime.tiny import Bytes, tiny_scanner, tiny_spec


def evaluation(tmp_path: Path, split: str = "test", spec: Spec | None = None) -> Evaluation:
    trained(tmp_path)
    asked, run = request(tmp_path, spec=spec), opened(tmp_path / "run")
    examined, problems = examine(asked, run, split)
    assert examined is not None, problems
    device, _ = find_device("cpu")
    assert device is not None
    restored, problems = restore(run, asked.planned, device)
    assert restored is not None, problems
    result, problems = evaluate(asked, restored, examined, Silent())
    assert problems == ()
    return result


def test_model_and_baselines_stand_side_by_side(tmp_path: Path) -> None:
    result = evaluation(tmp_path)
    assert [row.name for row in result.rows] == ["tiny", "tiny.uniform"]
    assert {row.cost.values for row in result.rows} == {40 + 41}
    assert result.rows[1].cost.bits == 4.0
    assert (result.raw_bits, result.update, result.files) == (4, 6, 2)


def test_the_figures_read_as_a_table_and_as_data(tmp_path: Path) -> None:
    result = evaluation(tmp_path)
    lines = list(table(result))
    assert lines[0] == "split test: 2 files, 81 samples"
    assert "4.000          8.000          1.00   all alike" in lines[-1]
    data: dict[str, Any] = evaluation_data(result)
    assert data["baselines"][0]["bits_per_sample"] == 4.0
    assert data["model"]["ratio_to_raw"] == 4 / result.rows[0].cost.bits


def test_evaluating_twice_gives_the_same_figures(tmp_path: Path) -> None:
    result = evaluation(tmp_path)
    (tmp_path / "again").mkdir()
    assert evaluation(tmp_path / "again").rows[0].cost == result.rows[0].cost


def test_labels_are_not_compared_with_what_speaks_of_values(tmp_path: Path) -> None:
    spec = tiny_spec()
    whole = spec.text.whole
    predict: Located[Predict] = Located("label", whole)
    stage = StageSpec(name="objective", name_at=whole, use=Located("cross-entropy", whole))
    labels = evolve(spec, objective=ObjectiveSpec(stage=stage, predict=predict))
    result = evaluation(tmp_path, spec=labels)
    assert [row.name for row in result.rows] == ["tiny"]
    assert result.raw_bits is None


def test_a_split_that_is_not_there_is_refused(tmp_path: Path) -> None:
    trained(tmp_path)
    asked = request(tmp_path)
    for path in (tmp_path / "data" / "test").iterdir():
        path.unlink()
    examined, problems = examine(asked, opened(tmp_path / "run"), "test")
    assert examined is None
    assert [d.rule.code for d in problems] == ["GN905"]
    unknown, problems = examine(asked, opened(tmp_path / "run"), "holdout")
    assert unknown is None
    assert [d.rule.code for d in problems] == ["GN905"]


def test_values_are_read_one_file_at_a_time(tmp_path: Path) -> None:
    asked = request(tmp_path)
    assert asked.data is not None
    source = Bytes(None, {})
    values = Values(source, tiny_scanner().scan(asked.data).examples)
    assert source.reads == 0
    assert len(values) == 8
    assert values[0].shape == (40,)
    assert source.reads == 1
    assert [len(v) for v in values[1:3]] == [len(values[1]), len(values[2])]
    assert evolve(asked, data=None).data is None
