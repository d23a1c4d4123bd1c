"""`graphnet verify`: a table of stages by levels, what stays unverified, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graphnet.cli import verify
from graphnet.cli.main import main
from graphnet.cli.proof_table import LEVELS
from graphnet.cli.walk import Walk
from tests.cli.small_run import SPEC
from tests.verify.proving import question, stage_text


@pytest.fixture
def small(tmp_path: Path) -> str:
    """The path of a small real spec."""
    path = tmp_path / "small.toml"
    path.write_text(SPEC, encoding="utf-8")
    return str(path)


def about(monkeypatch: pytest.MonkeyPatch, use: str) -> None:
    """Let the command walk to a plan with one toy stage in it."""
    asked = question(stage_text(use))
    walked = Walk(path="toy.toml", spec=asked.spec, registry=asked.registry, plan=asked.plan)
    monkeypatch.setattr(verify, "walk", lambda *_: walked)


def test_each_distinct_stage_has_a_row_and_each_unverified_check_its_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    about(monkeypatch, "loops")
    assert main(["verify", "toy.toml"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["stage", "use", *LEVELS]
    rows = {line.split()[0]: line.split()[2:] for line in lines[2:7]}
    assert rows["probed"] == ["ok", "ok", "unverified", "ok", "ok", "-", "-"]
    assert rows["source"] == ["ok", "-", "-", "unverified", "-", "-", "-"]
    assert any(line.startswith("unverified: probed: C2 export: its trace") for line in lines)
    assert lines[-1].startswith("5 stages, 5 of them distinct, ")
    assert lines[-1].endswith("0 failed, 2 unverified")


def test_a_broken_promise_is_refused_with_its_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    about(monkeypatch, "not-causal")
    assert main(["verify", "toy.toml", "--stage", "probed"]) == 1
    output = capsys.readouterr()
    assert "failed" in output.out
    assert "error[GN705]: `probed` is not causal as declared" in output.err
    assert "C4 causality, port `main` at B = 1" in output.err


def test_a_module_that_differs_from_its_contract_is_a_broken_plugin(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    about(monkeypatch, "one-too-long")
    assert main(["verify", "toy.toml"]) == 3
    assert "error[GN702]" in capsys.readouterr().err


def test_as_json_every_check_and_finding_is_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    about(monkeypatch, "one-too-long")
    assert main(["verify", "toy.toml", "--stage", "probed", "--json"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert told["schema_version"] == 1
    (stage,) = told["stages"]
    checks = {check["name"]: check for check in stage["checks"]}
    assert checks["shapes"]["verdict"] == "failed"
    assert checks["shapes"]["findings"][0] | {"message": ""} == {
        "code": "GN702",
        "message": "",
        "port": "main",
        "expected": "(B, L, 4) = (2, 3, 4)",
        "found": "(2, 6, 4)",
        "point": {"B": 2, "L": 3},
    }
    assert checks["causality"]["verdict"] == "unverified"
    assert told["diagnostics"][0]["code"] == "GN702"


def test_one_stage_of_a_real_spec_is_proved_with_what_is_inside_it(
    small: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", small, "--stage", "backbone.center.0", "--seed", "3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split() == ["backbone.center.0", "s4.s4d", *["ok"] * 5, "-", "ok"]


def test_an_unknown_stage_is_refused_with_a_guess(
    small: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", small, "--stage", "backbon"]) == 1
    assert "did you mean `backbone`" in capsys.readouterr().err


def test_a_spec_that_is_refused_is_not_verified(
    small: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", small, "--set", "stages.head.sizes.C=3"]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert "error[GN" in output.err


def test_overrides_change_what_is_verified(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = (
        "--set",
        "stages.backbone.options.bidirectional=true",
        "--set",
        'objective.predict="same"',
    )
    assert main(["verify", small, "--stage", "backbone.center.0", *words]) == 0
    row = capsys.readouterr().out.splitlines()[2].split()
    assert row[:2] == ["backbone.center.0", "s4.s4d"]
