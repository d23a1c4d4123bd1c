"""Every stage, objective and metric of the installed plugins keeps its promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphnet.graph import plan_spec
from graphnet.registry import find_plugins
from graphnet.spec.load import load_spec, spec_from_text
from graphnet.spec.spec import Spec
from graphnet.text import SourceText
from graphnet.verify.proof import Question, Report
from graphnet.verify.verify import verify

SPECS = Path(__file__).parents[2] / "specs"
READS_FILES = {"it reads files, and none are given"}

HEAD = """\
format   = 1
name     = "all"
requires = ["graphnet-audio", "graphnet-s4"]
"""

STEREO = """
[sizes]
bits = 6
T    = "any"

[source]
use      = "audio.files"
contract = "-> int64 (B, T, 2) in [0, 2**bits)"
options  = {{ sample_rate = 16000, quantization = "linear" }}

[stages.interleave]
use     = "interleave"
options = {{ order = "{order}" }}

[stages.encoder]
use   = "embedding"
sizes = {{ n = "2**bits", H = 6 }}

[stages.block]
use     = "s4.s4d"
options = {{ d_state = 4, flavour = "{flavour}", init = "{init}" }}

[stages.head]
use   = "mixture-logistic"
sizes = {{ n_mixtures = 3 }}

[stages.decoder]
use = "sequence"

[objective]
use     = "mixture-nll"
predict = "next"
target  = "interleave"

[metrics]
spent = {{ use = "bits", prediction = "objective", options = {{ of = "nats" }} }}
"""

LABELS = """
[sizes]
n_labels = 5

[source]
use     = "audio.files"
options = {{ sample_rate = 16000, quantization = "none", labels = "folder" }}

[source.contract]
out.main    = "float (B, L, 2) in [-1, 1]"
out.label   = "int64 (B) in [0, n_labels)"
out.lengths = "int64 (B) in [1, L]"

[stages.encoder]
use     = "linear"
sizes   = {{ d_output = 6 }}
options = {{ takes = "channels", gives = "features" }}

[stages.position]
use     = "position"
options = {{ rows = 50 }}

[stages.decoder]
use     = "sequence"
options = {{ mode = "{mode}", l_output = 0 }}

[stages.head]
use   = "linear"
sizes = {{ n_classes = "n_labels" }}

[objective]
use     = "cross-entropy"
predict = "label"
target  = "source.label"
"""

CODES = """
[sizes]
n = 16

[source]
use      = "audio.files"
contract = "-> int64 (B, L, 1) in [0, n)"
options  = {{ sample_rate = 16000, quantization = "mu-law" }}

[stages.encoder]
use   = "embedding"
sizes = {{ H = 6 }}

[stages.backbone]
use     = "sashimi"
options = {{ n_layers = 1, pool = [2], d_state = 4, bidirectional = {both} }}

[stages.head]
use   = "categorical"
sizes = {{ C = "n" }}

[objective]
use     = "cross-entropy"
predict = "same"

[metrics]
right = {{ use = "accuracy", options = {{ average = "{average}" }} }}
bits  = {{ use = "bits" }}
"""

HALVES = """
[sizes]
bits = 6

[source]
use      = "audio.files"
contract = "-> int64 (B, L, 1) in [0, 2**bits)"
options  = {{ sample_rate = 16000, quantization = "linear" }}

[stages.encoder]
use   = "embedding"
sizes = {{ H = 6 }}

[stages.head]
use   = "factorised"
sizes = {{ d_fine = 5 }}

[stages.decoder]
use     = "sequence"
options = {{ mode = "{mode}" }}

[objective]
use     = "factorised-nll"
predict = "next"
"""

TEXTS = {
    "temporal": STEREO.format(order="temporal", flavour="src", init="lin"),
    "blocking": STEREO.format(order="blocking", flavour="standalone", init="legs"),
    "blocking-3": STEREO.format(order="blocking-3", flavour="src", init="real"),
    **{mode: LABELS.format(mode=mode) for mode in ("last", "first", "pool", "sum")},
    "both-ways": CODES.format(both="true", average="macro"),
    "halves": HALVES.format(mode="full"),
    "one-way": CODES.format(both="false", average="micro"),
}
FOLDER = Path(__file__).parent / "built_in"
WHOLE = {
    **{name: HEAD + text for name, text in TEXTS.items()},
    **{path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.toml"))},
}
"""Whole specs: those of this file, and each of the folder `built_in`."""


def proofs(spec: Spec | None) -> Report:
    """The report on a spec over the installed plugins."""
    assert spec is not None
    registry = find_plugins({})
    plan, problems = plan_spec(spec, registry)
    assert plan is not None, [(p.rule.code, p.message) for p in problems]
    return verify(Question(plan=plan, spec=spec, registry=registry))


def unproved(report: Report) -> set[str]:
    """Why checks could not be made."""
    return {c.unverified for proof in report.proofs for c in proof.checks if c.unverified}


@pytest.mark.parametrize("name", WHOLE)
def test_every_stage_of_a_small_spec_keeps_its_promises(name: str) -> None:
    report = proofs(spec_from_text(SourceText(f"{name}.toml", WHOLE[name]))[0])
    assert [(d.rule.code, d.message, d.notes) for d in report.diagnostics] == []
    assert unproved(report) <= READS_FILES


@pytest.mark.parametrize("name", ["tiny.toml"])
def test_every_stage_of_a_shipped_spec_keeps_its_promises(name: str) -> None:
    report = proofs(load_spec(str(SPECS / name), ())[0])
    assert [(d.rule.code, d.message, d.notes) for d in report.diagnostics] == []
    assert unproved(report) <= READS_FILES


def test_the_specs_here_use_every_offer() -> None:
    texts = [*WHOLE.values()]
    texts.append((SPECS / "tiny.toml").read_text(encoding="utf-8"))
    registry = find_plugins({})
    used: set[str] = set()
    for text in texts:
        plan, _ = plan_spec(_spec(text), registry)
        assert plan is not None
        stages = (*plan.stages, *plan.metrics)
        used |= {stage.use for stage in stages} | {*plan.composites.values()}
    offers = (registry.stages, registry.sources, registry.objectives, registry.metrics)
    assert {name for offer in offers for name in offer} <= used


def _spec(text: str) -> Spec:
    spec, _ = spec_from_text(SourceText("all.toml", text))
    assert spec is not None
    return spec
