"""What `graphnet verify` prints of a report: the worst of each level, and a count of all."""

from __future__ import annotations

import json

import pytest

from graphnet.cli.proof_table import LEVELS, show
from graphnet.cli.walk import Walk
from graphnet.verify.check import Check
from graphnet.verify.proof import Proof, Report
from graphnet.verify.subject import Who

WHO = Who(path="probed", use="toys.probed")


def report_of(*checks: Check) -> Report:
    return Report(proofs=(Proof(who=WHO, twins=("other",), checks=checks),))


def test_a_cell_is_the_worst_of_its_level(capsys: pytest.CaptureFixture[str]) -> None:
    good = Check(level="C1", name="shapes")
    open_one = Check(level="C1", name="sizes", unverified="no time")
    assert show(Walk(path="a.toml"), report_of(good, open_one), "text") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["stage", "use", *LEVELS]
    assert lines[2].split()[-7:] == ["-", "unverified", "-", "-", "-", "-", "-"]
    assert "unverified: probed: C1 sizes: no time" in lines
    assert lines[-1] == "2 stages, 1 of them distinct, 1 check ok, 0 failed, 1 unverified"


def test_json_has_every_check_with_its_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    nothing = Check(level="C4", name="causality", applies=False)
    assert show(Walk(path="a.toml"), report_of(nothing), "json") == 0
    (stage,) = json.loads(capsys.readouterr().out)["stages"]
    assert (stage["alike"], stage["checks"][0]["verdict"]) == (["other"], "not promised")
