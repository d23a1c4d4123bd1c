"""A run goes on with what it began with, or is refused with the difference shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from graphnet.disk.record import Software
from graphnet.runtime.resume import Wish, find_resumed, software_notes
from graphnet.spec.settings import ScheduleSettings
from tests.runtime.launching import launched, opened, refused, request, trained
from tests.runtime.tiny import TEXT, tiny_plan, tiny_spec, tiny_training, write_data


def codes(tmp_path: Path, text: str = TEXT, **changes: object) -> list[str]:
    asked = request(tmp_path, tiny_plan(tiny_training(**changes)), spec=tiny_spec(text))
    return [d.rule.code for d in refused(asked, opened(tmp_path / "run"))]


def test_only_a_named_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    trained(tmp_path, run="runs/tiny/one")
    one = Path("runs/tiny/one")
    found = {
        "plain": Wish(),
        "new folder": Wish(folder=Path("runs/tiny/two")),
        "never": Wish("never", one),
        "folder": Wish(folder=one),
        "latest": Wish("latest"),
        "path": Wish(str(one)),
        "checkpoint": Wish("runs/tiny/one/checkpoints/00000003"),
    }
    goes_on = {name: find_resumed(wish, "tiny")[0] for name, wish in found.items()}
    assert {name for name, run in goes_on.items() if run is not None} == {
        "folder", "latest", "path", "checkpoint",
    }  # fmt: skip
    named = goes_on["checkpoint"]
    assert named is not None
    assert named.checkpoint is not None
    assert [d.rule.code for d in find_resumed(Wish("nowhere"), "tiny")[1]] == ["GN906"]


def test_an_earlier_checkpoint_that_is_named_is_the_one_gone_on_from(tmp_path: Path) -> None:
    first, _ = trained(tmp_path)
    early = opened(first.run.checkpoints / "00000003")
    assert launched(request(tmp_path), early).first == 3


def test_a_changed_training_setting_is_refused_and_shown(tmp_path: Path) -> None:
    trained(tmp_path)
    text = TEXT.replace("batch = 2", "batch = 4")
    asked = request(tmp_path, spec=tiny_spec(text))
    (problem,) = refused(asked, opened(tmp_path / "run"))
    assert problem.rule.code == "GN1009"
    assert problem.notes == ("`train.batch` was 2, is now 4",)
    assert problem.primary is not None
    assert problem.primary.span.text == "4"


def test_added_and_removed_keys_are_changes_too(tmp_path: Path) -> None:
    trained(tmp_path)
    text = TEXT.replace("batch = 2", "clip_norm = 1.0")
    (problem,) = refused(request(tmp_path, spec=tiny_spec(text)), opened(tmp_path / "run"))
    assert set(problem.notes) == {
        "`train.batch` was 2, is now not set",
        "`train.clip_norm` was not set, is now 1.0",
    }


def test_settings_that_change_nothing_of_the_training_may_change(tmp_path: Path) -> None:
    trained(tmp_path)
    text = TEXT.replace("updates = 6", "updates = 9\nlog_every = 1") + "[generate]\nseed = 4\n"
    asked = request(tmp_path, tiny_plan(tiny_training(updates=9)), spec=tiny_spec(text))
    assert launched(asked, opened(tmp_path / "run")).first == 6


def test_a_run_may_go_on_with_less_memory_but_not_in_another_precision(tmp_path: Path) -> None:
    trained(tmp_path)
    lean = TEXT.replace("updates = 6", "updates = 6\nrecompute = true")
    plan = tiny_plan(tiny_training(recompute=True))
    asked = request(tmp_path, plan, spec=tiny_spec(lean))
    assert launched(asked, opened(tmp_path / "run")).first == 6
    for setting, value in (("precision", "bfloat16"), ("compile", True)):
        written = '"bfloat16"' if value == "bfloat16" else "true"
        text = TEXT.replace("updates = 6", f"updates = 6\n{setting} = {written}")
        assert "GN1009" in codes(tmp_path, text, **{setting: value})


def test_more_updates_are_refused_where_the_rate_depends_on_them(tmp_path: Path) -> None:
    cosine = ScheduleSettings(use="cosine")
    trained(tmp_path, tiny_plan(tiny_training(schedule=cosine)))
    text = TEXT.replace("updates = 6", "updates = 9")
    assert codes(tmp_path, text, schedule=cosine, updates=9) == ["GN1009"]


def test_a_rate_that_waits_for_plateaus_depends_on_validations_and_not_on_updates(
    tmp_path: Path,
) -> None:
    plateau = ScheduleSettings(use="plateau")
    trained(tmp_path, tiny_plan(tiny_training(schedule=plateau)))
    text = TEXT.replace("updates = 6", "updates = 9")
    asked = request(tmp_path, tiny_plan(tiny_training(schedule=plateau, updates=9)))
    launched(evolve(asked, spec=tiny_spec(text)), opened(tmp_path / "run"))
    often = TEXT + "validate_every = 3\n" if TEXT.endswith("\n") else TEXT
    assert codes(
        tmp_path, often.replace("batch = 2", "batch = 2\nvalidate_every = 3"), schedule=plateau
    ) == ["GN1009"]


def test_another_model_is_refused_with_keys_and_tensors(tmp_path: Path) -> None:
    trained(tmp_path)
    text = TEXT.replace("rate = 100", "rate = 200")
    plan = tiny_plan(model="other")
    stages = tuple(evolve(s, parameters=()) if s.path == "head" else s for s in plan.stages)
    asked = request(tmp_path, evolve(plan, stages=stages), spec=tiny_spec(text))
    (problem,) = refused(asked, opened(tmp_path / "run"))
    assert problem.rule.code == "GN907"
    assert "only in the checkpoint: `head.weight`" in problem.notes
    assert problem.message.endswith(
        "is of another model: `source.options.rate` was 100, is now 200"
    )
    assert [(e.span.text, e.replacement) for e in problem.fixes[0].edits] == [("200", "100")]


def test_changed_training_files_are_refused_and_others_are_not(tmp_path: Path) -> None:
    trained(tmp_path)
    asked = request(tmp_path)
    (tmp_path / "data" / "test" / "0.bin").write_bytes(b"\x01" * 30)
    launched(asked, opened(tmp_path / "run"))
    (tmp_path / "data" / "train" / "0.bin").write_bytes(b"\x01" * 30)
    (problem,) = refused(asked, opened(tmp_path / "run"))
    assert problem.rule.code == "GN1009"
    assert problem.notes[0].endswith("data`: `train/0.bin`")


def test_a_moved_data_folder_is_the_same_data(tmp_path: Path) -> None:
    trained(tmp_path)
    moved = write_data(tmp_path / "moved", {"train": 4, "valid": 2, "test": 2})
    launched(evolve(request(tmp_path), data=moved), opened(tmp_path / "run"))


def test_the_data_of_the_run_is_used_where_none_is_named(tmp_path: Path) -> None:
    trained(tmp_path)
    asked = evolve(request(tmp_path), data=None)
    assert launched(asked, opened(tmp_path / "run")).first == 6


def test_a_damaged_checkpoint_is_refused_with_the_one_before(tmp_path: Path) -> None:
    training, _ = trained(tmp_path)
    newest = training.run.checkpoints / "00000006"
    (newest / "weights.safetensors").write_bytes(b"")
    (problem,) = refused(request(tmp_path), opened(tmp_path / "run"))
    assert problem.rule.code == "GN908"
    assert "00000003" in problem.fixes[0].text


def test_other_software_is_noted() -> None:
    before = Software(graphnet="1", python="3", torch="2.9", plugins={"graphnet-x": "1"})
    now = Software(graphnet="1", python="3", torch="2.13", plugins={"graphnet-y": "2"})
    assert software_notes(before, before) == ()
    assert software_notes(before, now) == (
        "torch was 2.9 when the run began, now 2.13",
        "graphnet-x was 1 when the run began, now not installed",
        "graphnet-y was not installed when the run began, now 2",
    )


def test_a_model_that_plugins_plan_differently_is_named_as_such(tmp_path: Path) -> None:
    trained(tmp_path)
    asked = request(tmp_path, tiny_plan(model="other"))
    (problem,) = refused(asked, opened(tmp_path / "run"))
    assert problem.rule.code == "GN907"
    assert problem.notes[-1].startswith("no key of the spec differs")


def test_an_edited_record_is_refused(tmp_path: Path) -> None:
    trained(tmp_path)
    record = tmp_path / "run" / "resolved.toml"
    record.write_text(record.read_text().replace("batch = 2", "batch = 4"))
    (problem,) = refused(request(tmp_path), opened(tmp_path / "run"))
    assert problem.rule.code == "GN1009"
    assert "`resolved.toml` was edited since it began" in problem.message
