"""A run is compared with today's spec by values, whether the spec writes them or a plugin does."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from graphnet.disk.changes import changes_since, model_changes
from graphnet.disk.defaults import option_texts
from graphnet.disk.planned import Planned
from graphnet.disk.resolved import render_toml
from graphnet.disk.run import Run
from tests.disk.models import planned
from tests.specs.on_disk import LOCK

INIT = "stages.backbone.options.init"


def run_of(folder: Path, then: Planned, **options: str) -> Run:
    """A run of a spec; `options` are those that were others then, by their last word."""
    (folder / "resolved.toml").write_text(render_toml(then.spec.tree))
    known = dict(option_texts(then.spec, then.registry))
    known |= {f"stages.backbone.options.{name}": text for name, text in options.items()}
    fingerprints = LOCK.fingerprints if options else then.plan.fingerprints
    return Run(folder, evolve(LOCK, options=known, fingerprints=fingerprints))


def words(folder: Path, now: Planned, then: Planned, **options: str) -> list[str]:
    return [change.words for change in changes_since(run_of(folder, then, **options), now)]


def test_the_same_spec_has_no_changes(tmp_path: Path) -> None:
    assert words(tmp_path, planned(), planned()) == []


def test_a_changed_key_is_one(tmp_path: Path) -> None:
    assert words(tmp_path, planned("sizes.d_model=16"), planned()) == [
        "`sizes.d_model` was 8, is now 16"
    ]


def test_a_changed_default_names_the_plugin_that_has_it(tmp_path: Path) -> None:
    (text,) = words(tmp_path, planned(), planned(), init='"legs"')
    assert text.startswith(f'`{INIT}` was "legs", is now not set (a default of graphnet-s4 ')


def test_a_default_that_is_written_today_is_no_change(tmp_path: Path) -> None:
    assert words(tmp_path, planned(f'{INIT}="lin"'), planned()) == []
    assert words(tmp_path, planned(f'{INIT}="legs"'), planned(), init='"legs"') == []


def test_an_option_that_came_or_went_with_a_version_is_one(tmp_path: Path) -> None:
    assert words(tmp_path, planned(), planned(), gone="1") == [
        "`stages.backbone.options.gone` was 1, is now not set"
    ]
    run = run_of(tmp_path, planned())
    name = "stages.backbone.options.expand"
    fewer = {key: text for key, text in run.lock.options.items() if key != name}
    lock = evolve(run.lock, options=fewer, fingerprints=LOCK.fingerprints)
    (change,) = changes_since(evolve(run, lock=lock), planned())
    assert (change.name, change.before, change.now) == (name, "not set", "2")


def test_runs_of_before_are_compared_by_their_keys_alone(tmp_path: Path) -> None:
    run = run_of(tmp_path, planned())
    old = evolve(run, lock=evolve(run.lock, options={}))
    assert changes_since(old, planned()) == ()
    (change,) = changes_since(old, planned(f'{INIT}="legs"'))
    assert (change.name, change.before) == (INIT, "not set")


def test_settings_make_no_other_model(tmp_path: Path) -> None:
    now = planned("train.batch=9", "sizes.d_model=16", 'name="x"')
    changes = changes_since(run_of(tmp_path, planned()), now)
    assert {change.name for change in changes} == {"name", "sizes.d_model", "train.batch"}
    assert [change.name for change in model_changes(changes)] == ["sizes.d_model"]


def test_the_mend_is_as_close_as_the_change(tmp_path: Path) -> None:
    written, default, setting = (
        changes_since(run_of(tmp_path, then, **options), now)[0].mend
        for now, then, options in (
            (planned(text=planned().spec.text.text.replace("48000", "16000")), planned(), {}),
            (planned(), planned(), {"init": '"legs"'}),
            (planned("sizes.d_model=16"), planned(), {}),
        )
    )
    assert [(edit.span.text, edit.replacement) for edit in written.edits] == [("16000", "48000")]
    assert default.text == f'write `init = "legs"` in the spec, or add `--set \'{INIT}="legs"\'`'
    assert setting.text == "leave out `--set sizes.d_model=16`"
