"""Specs around one toy stage, planned and verified."""

from __future__ import annotations

from graphnet.graph import plan_spec
from graphnet.verify.check import Verdict
from graphnet.verify.proof import Proof, Question, Report
from graphnet.verify.verify import verify
from tests.toys import read
from tests.verify.liars import registry

FRAMES = """\
format = 1
name   = "liar"

[sizes]
n = {n}
H = 4

[source]
use      = "codes"
contract = "-> int64 (B, L, {channels}) in [0, n)"
{before}
[stages.embed]
use      = "embed"
contract = "int64 (B, L, 1) in [0, n) -> float (B, L, H)"
{stage}
[stages.head]
use   = "head"
sizes = {{ C = {classes} }}

[objective]
use     = "{objective}"
predict = "same"
"""


def stage_text(use: str, options: str = "") -> str:
    """A spec with a stage among frames."""
    stage = f'\n[stages.probed]\nuse = "liar.{use}"\noptions = {{ {options} }}\n'
    return FRAMES.format(
        n=8, channels=1, before="", stage=stage, classes='"n"', objective="toy.nats"
    )


def reordering_text(use: str) -> str:
    """A spec with a stage between a source of three channels and the encoder."""
    before = f'\n[stages.probed]\nuse = "liar.{use}"\n'
    text = FRAMES.format(
        n=8, channels=3, before=before, stage="", classes='"n"', objective="toy.nats"
    )
    text = text.replace("int64 (B, L, 1) in [0, n) -> float (B, L, H)", "-> float (B, 3*L, H)")
    return text.replace(
        'contract = "-> float (B, 3*L, H)"', 'sizes = { n = "n", H = "H" }'
    ).replace('predict = "same"', 'predict = "same"\ntarget  = "probed"')


def objective_text(use: str, n: int, classes: int) -> str:
    """A spec with an objective over n codes."""
    return FRAMES.format(
        n=n, channels=1, before="", stage="", classes=classes, objective=f"liar.{use}"
    )


def question(text: str, *only: str) -> Question:
    """A spec's text, planned over the toys and the liars."""
    spec, problems = read(text)
    offered = registry()
    plan, found = plan_spec(spec, offered)
    if plan is None:
        raise AssertionError([(p.rule.code, p.message) for p in (*problems, *found)])
    return Question(plan=plan, spec=spec, registry=offered, only=only)


def proved(text: str, stage: str = "probed") -> Proof:
    """What is proved of one stage of a spec."""
    (proof,) = (p for p in verify(question(text, stage)).proofs if p.who.path == stage)
    return proof


def codes(proof: Proof) -> list[str]:
    """The codes of all findings."""
    return [found.rule.code for found in proof.diagnostics]


def failed(report: Report | Proof) -> list[str]:
    """The checks that failed, by name."""
    proofs = report.proofs if isinstance(report, Report) else (report,)
    return [c.name for p in proofs for c in p.checks if c.verdict is Verdict.FAILED]


def unverified(proof: Proof) -> dict[str, str]:
    """The checks that could not be made, with their reasons."""
    return {check.name: check.unverified for check in proof.checks if check.unverified}
