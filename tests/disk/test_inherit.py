"""What a new run takes of another's weights, or why it does not, from headers alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from graphnet.cli.walk import walk
from graphnet.diagnostics import Diagnostics
from graphnet.disk.inherit import Inherited, find_inherited
from graphnet.disk.planned import Planned
from tests.specs import on_disk

SPEC = "GN934.good.toml"
INIT = 'init   = { run = "run", stages = ["encoder", "backbone"] }'


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(on_disk.HERE / SPEC, tmp_path / "spec.toml"))


def file_alone(place: Path) -> Path:
    """The spec with no stages named, of a lone file."""
    place.write_text(place.read_text().replace(INIT, 'init = { run = "pretrained.safetensors" }'))
    return place


def found(place: Path, *overrides: str) -> tuple[Inherited | None, Diagnostics]:
    walked = walk(place.name, overrides)
    assert walked.spec is not None
    assert walked.plan is not None, walked.diagnostics
    assert walked.registry is not None
    return find_inherited(Planned(spec=walked.spec, plan=walked.plan, registry=walked.registry))


def refused(place: Path, *overrides: str) -> Diagnostics:
    inherited, problems = found(place, *overrides)
    assert inherited is None
    return problems


def taken(place: Path, *overrides: str) -> Inherited:
    inherited, problems = found(place, *overrides)
    assert inherited is not None, problems
    return inherited


def test_a_spec_that_asks_for_no_weights_takes_none(place: Path) -> None:
    place.write_text(place.read_text().replace("init   =", "# init ="))
    assert found(place) == (None, ())


def test_the_named_stages_take_every_tensor_they_declare(place: Path) -> None:
    on_disk.run()(place)
    inherited = taken(place)
    assert inherited.stages == ("encoder", "backbone")
    assert inherited.fresh == ("head",)
    assert {name.partition(".")[0] for name in inherited.tensors} == {"encoder", "backbone"}
    assert "encoder.weight" in inherited.tensors


def test_without_names_every_stage_that_both_have_is_taken(place: Path) -> None:
    on_disk.weights(on_disk.few)(place)
    inherited = taken(file_alone(place))
    assert (inherited.stages, inherited.fresh) == (("encoder", "head"), ("backbone",))


def test_a_checkpoint_can_be_named_and_the_path_starts_at_the_specs_folder(place: Path) -> None:
    on_disk.run()(place)
    inner = place.parent / "specs"
    inner.mkdir()
    moved = Path(shutil.move(place, inner / "spec.toml"))
    run = 'train.init.run="../run/checkpoints/00000400"'
    walked = walk(f"specs/{moved.name}", [run])
    assert walked.spec is not None
    assert walked.plan is not None
    assert walked.registry is not None
    planned = Planned(spec=walked.spec, plan=walked.plan, registry=walked.registry)
    inherited, problems = find_inherited(planned)
    assert inherited is not None, problems
    assert inherited.weights.path.name == "00000400"


def test_a_path_from_where_one_stands_is_said_from_the_specs_folder(place: Path) -> None:
    on_disk.run()(place)
    inner = place.parent / "specs"
    inner.mkdir()
    shutil.move(place, inner / "spec.toml")
    walked = walk("specs/spec.toml")
    assert walked.spec is not None
    assert walked.plan is not None
    assert walked.registry is not None
    planned = Planned(spec=walked.spec, plan=walked.plan, registry=walked.registry)
    (problem,) = find_inherited(planned)[1]
    assert problem.rule.code == "GN930"
    (edit,) = problem.fixes[0].edits
    assert (edit.span.text, edit.replacement) == ('"run"', '"../run"')


def test_options_that_only_say_how_weights_begin_or_are_trained_may_differ(place: Path) -> None:
    on_disk.run()(place)
    options = "stages.backbone.options={ n_layers = 1, pool = [4], d_state = 32, "
    assert taken(place, options + "dropout = 0.3, dt_min = 0.0001 }").stages[1] == "backbone"
    (problem,) = refused(place, options + 'discretization = "bilinear" }')
    assert problem.rule.code == "GN934"
    assert '`discretization` is "bilinear" here' in problem.message


def test_one_thing_said_in_two_ways_is_the_same(place: Path) -> None:
    """What an option is by default inside, a spec may also write."""
    on_disk.run()(place)
    options = "stages.backbone.options={ n_layers = 1, pool = [4], d_state = 32, "
    assert taken(place, options + 'discretization = "zoh" }').stages == ("encoder", "backbone")


def test_defaults_of_then_are_what_the_weights_were_trained_with(place: Path) -> None:
    on_disk.run({"stages.backbone.options.discretization": '"bilinear"'})(place)
    (problem,) = refused(place)
    assert problem.rule.code == "GN934"
    assert problem.message.endswith("there")
    assert '"bilinear" there' in problem.message


def test_another_type_is_told_before_its_shapes(place: Path) -> None:
    on_disk.run()(place)
    head = 'use   = "categorical"\nsizes = { C = "n_classes" }'
    assert head in place.read_text()
    linear = 'use   = "linear"\nsizes = { n_classes = "n_classes" }'
    place.write_text(place.read_text().replace(head, linear))
    (problem,) = refused(place, 'train.init={ stages = ["encoder", "head"] }')
    assert problem.rule.code == "GN934"
    assert "it is of type `basics.linear` here, `basics.categorical` there" in problem.message
    assert problem.fixes[0].edits[0].replacement == '"basics.categorical"'


def test_shapes_that_no_size_explains_are_listed_and_the_stage_can_be_left_out(
    place: Path,
) -> None:
    def cut(shapes: dict[str, on_disk.Shape]) -> dict[str, on_disk.Shape]:
        return {**shapes, "head.weight": (10, 64), "head.bias": (10,)}

    on_disk.weights(cut)(place)
    (problem,) = refused(file_alone(place))
    assert problem.rule.code == "GN933"
    assert problem.notes == (
        "`head.weight` is (256, 64) here, (10, 64) there",
        "`head.bias` is (256) here, (10) there",
    )
    assert problem.fixes[0].text == ('take the others only: `stages = ["encoder", "backbone"]`')


def test_the_fix_that_leaves_a_stage_out_is_a_spec_that_is_accepted(place: Path) -> None:
    def cut(shapes: dict[str, on_disk.Shape]) -> dict[str, on_disk.Shape]:
        return {**shapes, "head.weight": (10, 64)}

    on_disk.weights(cut)(place)
    (edit,) = refused(file_alone(place))[0].fixes[0].edits
    now = place.read_text()
    place.write_text(now[: edit.span.start] + edit.replacement + now[edit.span.end :])
    assert taken(place).stages == ("encoder", "backbone")


def test_a_tensor_too_many_is_no_fit_for_a_lone_file(place: Path) -> None:
    on_disk.weights(lambda shapes: {**shapes, "encoder.scale": (64,)})(place)
    (problem,) = refused(file_alone(place))
    assert problem.notes == ("`encoder.scale` is not there here, (64) there",)


def test_an_empty_list_and_a_damaged_file_have_their_own_words(place: Path) -> None:
    on_disk.run()(place)
    (problem,) = refused(place, "train.init.stages=[]")
    assert (problem.rule.code, "`stages` is empty" in problem.message) == ("GN931", True)
    Path("pretrained.safetensors").write_bytes(b"\x80\x02}q\x00.")
    assert [p.rule.code for p in refused(file_alone(place))] == ["GN908"]


def test_a_name_without_weights_is_no_stage_to_take(place: Path) -> None:
    on_disk.run()(place)
    inits = 'train.init={ run = "run", stages = ["objective", "encodr"] }'
    found = refused(place, inits)
    assert [p.rule.code for p in found] == ["GN932", "GN932"]
    assert found[1].fixes[0].text == "did you mean `encoder`?"
