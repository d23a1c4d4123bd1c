"""Everything that stands in the way of a run is found before anything is written."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from graphnet.graph.costs import costs_of, default_bindings
from graphnet.graph.plan import Rewrite
from graphnet.runtime.launch import prepare
from graphnet.spec.byte_count import Bytes
from graphnet.spec.settings import BudgetSettings, TrainSettings
from tests.runtime.launching import launched, opened, refused, request, trained
from tests.runtime.tiny import tiny_plan, tiny_training, write_data


def test_a_short_training_file_is_refused_with_the_length_that_fits(tmp_path: Path) -> None:
    asked = request(tmp_path, tiny_plan(tiny_training(length={"L": 64})))
    (problem,) = refused(asked)
    assert problem.rule.code == "GN904"
    assert problem.message.startswith("4 files are shorter than one training example: `0.bin`")
    assert "`length = { L = 40 }`" in problem.fixes[0].text
    assert len(problem.others) == 4


def test_short_files_of_other_splits_are_welcome(tmp_path: Path) -> None:
    asked = request(tmp_path, tiny_plan(tiny_training(length={"L": 40})))
    (tmp_path / "data" / "valid" / "short.bin").write_bytes(b"\x01\x02")
    assert launched(asked).validation[-1].length == 2


def test_several_problems_of_different_kinds_come_together(tmp_path: Path) -> None:
    plan = tiny_plan(tiny_training(length={"L": 9}))
    asked = evolve(request(tmp_path, plan), device="cuda:7", threads=0)
    (tmp_path / "data" / "train" / "bad.bin").write_bytes(b"\xff")
    codes = {d.rule.code for d in refused(asked)}
    assert codes == {"GN308", "GN903", "GN1001", "GN1004"}
    assert not (tmp_path / "run").exists()


def test_a_spec_without_an_objective_or_data_says_so(tmp_path: Path) -> None:
    plan = tiny_plan()
    asked = request(tmp_path, evolve(plan, stages=plan.stages[:-1]))
    codes = {d.rule.code for d in refused(evolve(asked, data=None))}
    assert codes == {"GN507", "GN901"}


def test_the_length_of_the_training_must_be_bound(tmp_path: Path) -> None:
    asked = request(tmp_path, tiny_plan(TrainSettings()))
    assert {d.rule.code for d in refused(asked)} == {"GN1002"}


def test_a_folder_that_holds_something_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "precious").write_text("mine")
    assert [d.rule.code for d in refused(request(tmp_path))] == ["GN1003"]
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["precious"]


def test_data_of_the_spec_lie_beside_the_spec(tmp_path: Path) -> None:
    asked = request(tmp_path)
    write_data(tmp_path / "specs" / "mine", {"train": 1})
    spec = evolve(asked.spec, text=evolve(asked.spec.text, path=str(tmp_path / "specs" / "x.toml")))
    settings = evolve(asked.plan.settings, data=evolve(asked.plan.settings.data, path="mine"))
    training = launched(
        evolve(asked, spec=spec, data=None, plan=evolve(asked.plan, settings=settings))
    )
    assert len(training.batches.examples) == 1
    assert training.validation == ()


def test_validation_takes_a_tenth_of_the_training_at_most(tmp_path: Path) -> None:
    plan = tiny_plan(tiny_training(validate_every=50))
    asked = request(tmp_path, plan)
    write_data(tmp_path / "data", {"valid": 9})
    assert len(launched(asked).validation) == 10


def test_a_run_is_judged_with_the_rewrites_it_goes_on_with(tmp_path: Path) -> None:
    plain = tiny_plan()
    rewrite = Rewrite(name="chunked", stages=("head", "objective"), why="less", positions=1)
    chunked = evolve(plain, rewrites=(rewrite,))
    needs = [costs_of(plan, default_bindings(plan)) for plan in (plain, chunked)]
    assert needs[0] is not None
    assert needs[1] is not None
    assert needs[1].memory < needs[0].memory
    trained(tmp_path, plain, "plain")
    trained(tmp_path, chunked, "chunked")
    tight = evolve(plain.settings, budget=BudgetSettings(memory=Bytes(needs[1].memory)))
    asked = request(tmp_path, evolve(chunked, settings=tight))
    (problem,) = refused(asked, opened(tmp_path / "plain"))
    assert problem.rule.code == "GN801"
    launched(asked, opened(tmp_path / "chunked"))


def test_rewrites_are_the_same_for_whatever_reason() -> None:
    one = Rewrite(name="chunked", stages=("head",), why="then", positions=4)
    assert one == evolve(one, why="now")
    assert one != evolve(one, positions=8)
    assert one != evolve(one, stages=("other",))


def test_warnings_do_not_stand_in_the_way(tmp_path: Path) -> None:
    training, problems = prepare(request(tmp_path), None)
    assert training is not None
    assert problems == ()
