"""`graphnet show` prints the shape table, as a table, as data or as a flow chart."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from attrs import evolve

from graphnet.cli import show
from graphnet.cli.main import main
from graphnet.cli.walk import Walk
from graphnet.contract.assumptions import Assumptions, Congruence
from graphnet.contract.polynomial import Symbol
from graphnet.diagnostics import Rule, Severity
from graphnet.graph.plan import Plan
from graphnet.graph.rules.budget_exceeded import RULE as EXCEEDED
from tests.graph.small_plan import small_plan

TABLE = """\
small
#  stage    use                in               out              dtype  domain  parameters  FLOPs  memory
-  -------  -----------------  ---------------  ---------------  -----  ------  ----------  -----  ------
1  source   x.files            -                (B, L, 1)        int64  -               10     96   192 B
2  encoder  x.embed            (B, L, d_model)  (B, L, d_model)  float  -               10     96   192 B
3  net      x.unet (3 stages)  (B, L//2, 128)   (B, L, d_model)  float  -               30    288   576 B
4  head     x.linear           (B, L, 256)      (B, L, 256)      float  -               10     96   192 B

parameters  60: 240 B, 960 B in training
forward     576 FLOP, 1.12 KiB kept for backward
at          B = 3, L = 16
sizes       d_model = 64
free        B, L
"""  # noqa: E501  # as wide as it is printed


@pytest.fixture(autouse=True)
def plan(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, small_plan())


def install(monkeypatch: pytest.MonkeyPatch, plan: Plan) -> None:
    def walk(path: str, overrides: Sequence[str] = (), *, rewriting: bool = True) -> Walk:
        return Walk(path=path, plan=plan)

    monkeypatch.setattr(show, "walk", walk)
    monkeypatch.delenv("FORCE_COLOR", raising=False)


def test_the_table_has_a_row_per_stage_and_counts_at_the_training_sizes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["show", "a.toml"]) == 0
    said = capsys.readouterr()
    assert said.out == TABLE
    assert said.err == ""


def test_a_bound_size_counts_instead_of_the_training_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["show", "a.toml", "--bind", "L=32", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["at"] == {"B": 3, "L": 32}
    assert [stage["flops"] for stage in found["stages"]] == [192, 192, 576, 192]


def test_json_says_what_the_table_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "a.toml", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["schema_version"], found["name"], found["free"]) == (1, "small", ["B", "L"])
    assert [stage["stage"] for stage in found["stages"]] == ["source", "encoder", "net", "head"]
    assert found["diagnostics"] == []


def test_an_unfolded_stage_shows_its_inner_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "a.toml", "--unfold", "net"]) == 0
    out = capsys.readouterr().out
    assert "net.down" in out
    assert "(B, L//2, 128)" in out


def test_mermaid_is_the_flow_chart(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "a.toml", "--format", "mermaid"]) == 0
    assert capsys.readouterr().out.startswith("flowchart TD\n")


def test_cost_adds_the_formulas(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "a.toml", "--cost"]) == 0
    assert "net      6*B*L" in capsys.readouterr().out


def test_without_lengths_numbers_are_left_open(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = small_plan()
    train = evolve(plan.settings.train, length={})
    install(monkeypatch, evolve(plan, settings=evolve(plan.settings, train=train)))
    assert main(["show", "a.toml"]) == 0
    assert "forward     -, - kept for backward\nat          B = 3\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--bind", "LL=16"], "GN1002"),
        (["--bind", "L=24"], "GN308"),
        (["--unfold", "nt"], "GN1008"),
    ],
)
def test_what_the_plan_cannot_take_is_refused(
    words: list[str],
    code: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = Assumptions(congruences=(Congruence(Symbol("L"), 16, 0, ()),))
    install(monkeypatch, evolve(small_plan(), assumptions=asked))
    assert main(["show", "a.toml", *words]) == 1
    said = capsys.readouterr()
    assert f"error[{code}]" in said.err
    assert said.out == ""


def test_a_spec_with_errors_shows_them_and_no_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Walk(path="a.toml", diagnostics=(Rule("GN301", "x").breach("m"),))
    monkeypatch.setattr(show, "walk", lambda path, overrides, rewriting: broken)
    assert main(["show", "a.toml"]) == 1
    assert capsys.readouterr().out == ""
    assert main(["show", "a.toml", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["summary"]["errors"] == 1


def test_a_warning_is_said_beside_the_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    warning = Rule("GN503", "x", Severity.WARNING).breach("m")
    warned = Walk(path="a.toml", plan=small_plan(), diagnostics=(warning,))
    monkeypatch.setattr(show, "walk", lambda path, overrides, rewriting: warned)
    assert main(["show", "a.toml"]) == 0
    said = capsys.readouterr()
    assert said.out == TABLE
    assert said.err.startswith("warning[GN503]")


def test_costs_and_groups_are_shown_where_they_are_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["show", "a.toml", "--cost"]) == 0
    said = capsys.readouterr().out
    assert "memory of a training update at B = 3, L = 16: " in said
    assert "optimizer adamw: groups that stages ask for" in said
    assert main(["show", "a.toml", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["memory"]["bytes"] > 0
    assert data["optimizer_groups"][0]["parameters"] == 60


def test_what_exceeds_its_budget_is_shown_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    too_much = EXCEEDED.breach("too much")
    monkeypatch.setattr(
        show,
        "walk",
        lambda *_, **__: Walk(path="a.toml", plan=small_plan(), diagnostics=(too_much,)),
    )
    assert main(["show", "a.toml", "--cost"]) == 1
    said = capsys.readouterr()
    assert "error[GN801]: too much" in said.err
    assert "memory of a training update" in said.out
