"""`graphnet validate` reports all problems of all specs, once, in the form asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from graphnet.cli import validate
from graphnet.cli.main import main
from graphnet.cli.walk import Walk
from graphnet.diagnostics import Diagnostics, Edit, Fix, Rule
from graphnet.spec.files import NO_DRAFTS, Drafts
from graphnet.text import SourceText, Span
from tests.graph.small_plan import small_plan

SOURCE = SourceText("shared.toml", "one = 1\n")
SHARED = Rule("GN301", "size-disagrees").breach("m", Span(SOURCE, 0, 3))
FOUND: dict[str, Diagnostics] = {
    "good.toml": (),
    "bad.toml": (SHARED,),
    "worse.toml": (SHARED, Rule("GN201", "missing-plugin").breach("n")),
}


@pytest.fixture(autouse=True)
def walks(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """Walks that end as `FOUND` says; the overrides of each are recorded."""
    asked: list[Sequence[str]] = []

    def walk(
        path: str,
        overrides: Sequence[str] = (),
        drafts: Drafts = NO_DRAFTS,
        *,
        rewriting: bool = True,
    ) -> Walk:
        asked.append(overrides)
        plan = None if FOUND[path] else small_plan()
        return Walk(path=path, plan=plan, diagnostics=FOUND[path])

    monkeypatch.setattr(validate, "walk", walk)
    return asked


def test_a_good_spec_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "good.toml"]) == 0
    said = capsys.readouterr()
    assert said.out == "good.toml: good, 6 stages, 60 parameters, free: B, L\n"
    assert said.err == ""


def test_several_specs_report_a_shared_problem_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "bad.toml", "good.toml", "worse.toml"]) == 3
    said = capsys.readouterr()
    assert said.out.startswith("good.toml: good")
    assert said.err.count("error[GN301]") == 1
    assert said.err.endswith("\n2 errors\n")


def test_json_is_one_object_with_a_verdict_per_spec(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "bad.toml", "good.toml", "--format", "json"]) == 1
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert said.err == ""
    assert found["schema_version"] == 1
    assert [(spec["path"], spec["good"]) for spec in found["specs"]] == [
        ("bad.toml", False),
        ("good.toml", True),
    ]
    assert found["specs"][1]["parameters"] == 60
    assert found["diagnostics"][0]["code"] == "GN301"


def test_sarif_and_workflow_commands_go_to_stdout_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["validate", "bad.toml", "--format", "sarif"]) == 1
    assert json.loads(capsys.readouterr().out)["runs"][0]["results"][0]["ruleId"] == "GN301"
    assert main(["validate", "bad.toml", "--format", "github"]) == 1
    said = capsys.readouterr()
    assert said.out.startswith("::error file=shared.toml,line=1,col=1")
    assert said.err == ""


def test_overrides_reach_the_walk(walks: list[Sequence[str]]) -> None:
    main(["validate", "good.toml", "--set", "train.batch=2"])
    assert [list(each) for each in walks] == [["train.batch=2"]]


def test_fix_mends_the_file_and_walks_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "a.toml"
    path.write_text("onr = 1\n", encoding="utf-8")

    def walk(
        name: str,
        overrides: Sequence[str] = (),
        drafts: Drafts = NO_DRAFTS,
        *,
        rewriting: bool = True,
    ) -> Walk:
        source = SourceText(name, drafts.get(name, path.read_text(encoding="utf-8")))
        if source.text == "one = 1\n":
            return Walk(path=name, plan=small_plan())
        edit = Edit(Span(source, 0, 3), "one")
        fix = Fix("write `one`", (edit,))
        breach = Rule("GN103", "unknown-key").breach("m", edit.span, fixes=(fix,))
        return Walk(path=name, diagnostics=(breach,))

    monkeypatch.setattr(validate, "walk", walk)
    assert main(["validate", str(path), "--fix"]) == 0
    said = capsys.readouterr()
    assert said.err == f"mended {path}\n"
    assert said.out.startswith(f"{path}: good")


def test_a_budget_is_an_override_of_the_specs_own(walks: list[Sequence[str]]) -> None:
    assert main(["validate", "good.toml", "--budget", "24GiB", "--set", "sizes.n=3"]) == 0
    assert main(["validate", "good.toml", "--budget", "1000"]) == 0
    assert walks == [["sizes.n=3", 'budget.memory="24GiB"'], ['budget.memory="1000"']]
