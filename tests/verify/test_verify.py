"""Every liar is caught with its code by the right check, and its honest twin passes everything."""

from __future__ import annotations

import pytest
from attrs import evolve

from graphnet.verify.check import Verdict
from graphnet.verify.verify import verify
from tests.verify.liars import OBJECTIVES, STAGES
from tests.verify.proving import (
    codes,
    failed,
    objective_text,
    proved,
    question,
    reordering_text,
    stage_text,
    unverified,
)

LIARS = {
    "folds-32": ("GN702", "shapes"),
    "special-32": ("GN706", "export"),
    "up-to-64": ("GN706", "export"),
    "fixed-width": ("GN706", "sizes"),
    "one-too-long": ("GN702", "shapes"),
    "wrong-key": ("GN702", "shapes"),
    "flipped": ("GN702", "shapes"),
    "other-names": ("GN702", "shapes"),
    "half-precision": ("GN702", "shapes"),
    "views": ("GN702", "values"),
    "writes-input": ("GN702", "values"),
    "normalises-batch": ("GN702", "values"),
    "infinite": ("GN702", "values"),
    "dead": ("GN702", "gradients"),
    "not-causal": ("GN705", "causality"),
    "faintly-ahead": ("GN705", "causality"),
    "not-positionwise": ("GN705", "causality"),
    "place-bias": ("GN702", "pieces"),
    "field-too-small": ("GN705", "causality"),
    "centred-field-too-small": ("GN705", "causality"),
    "pads-blind": ("GN705", "padding"),
    "forgets-tanh": ("GN704", "step"),
    "squeezes-batch": ("GN704", "step"),
    "keeps-time": ("GN704", "step"),
    "wide-state": ("GN704", "step"),
    "mutates-state": ("GN704", "step"),
    "grows-state": ("GN704", "step"),
    "no-batch": ("GN704", "step"),
    "drifts": ("GN704", "step"),
    "chunks-anew": ("GN704", "chunk"),
    "chunks-without-end": ("GN704", "chunk"),
    "chunks-one-short": ("GN704", "chunk"),
    "chunks-in-place": ("GN704", "chunk"),
    "chunks-other-state": ("GN704", "chunk"),
    "chunks-lose-one": ("GN704", "chunk"),
    "chunks-lose-precision": ("GN704", "chunk"),
    "chunks-long": ("GN704", "chunk"),
    "chunks-short": ("GN704", "chunk"),
    "chunks-for-themselves": ("GN704", "chunk"),
    "no-step": ("GN704", "step"),
    "selects-mean": ("GN702", "selects"),
    "selects-loudest": ("GN702", "selects"),
    "selects-narrow": ("GN702", "selects"),
    "selects-too-long": ("GN702", "selects"),
    "unread": ("GN707", "options"),
    "lost-init": ("GN702", "modes"),
    "lost-declaration": ("GN204", "declaration"),
}
REORDERING = {"in-blocks": "GN703", "no-inverse": "GN703"}
HONEST = (
    "up-to-64-said",
    "branches",
    "right-key",
    "reshapes",
    "alive",
    "looks-ahead",
    "field",
    "by-transform",
    "narrow-transform",
    "pads-safe",
    "selects-last",
    "recurrence",
    "chunks",
    "read",
    "read-in-chunks",
    "read-in-one-mode",
)
FEW, MANY = 256, 65536
LIKELIHOODS = {("half-bins", FEW): "GN703", ("half-bins", MANY): "GN703",
               ("clamped", MANY): "GN703", ("draws-too-far", FEW): "GN703",
               ("bins", FEW): "", ("bins", MANY): "", ("scores", FEW): ""}  # fmt: skip


@pytest.mark.parametrize("name", LIARS)
def test_a_liar_is_caught_by_its_check_and_by_no_other(name: str) -> None:
    proof = proved(stage_text(name))
    assert (codes(proof), failed(proof)) == ([LIARS[name][0]], [LIARS[name][1]])


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_twin_passes_everything(name: str) -> None:
    proof = proved(stage_text(name))
    assert (codes(proof), unverified(proof)) == ([], {})


@pytest.mark.parametrize("name", REORDERING)
def test_a_wrong_order_and_an_inverse_that_is_none_are_caught(name: str) -> None:
    proof = proved(reordering_text(name))
    assert (codes(proof), failed(proof)) == ([REORDERING[name]], ["laws"])


def test_the_right_order_and_its_inverse_pass() -> None:
    proof = proved(reordering_text("interleave"))
    assert (codes(proof), unverified(proof)) == ([], {})


@pytest.mark.parametrize(("name", "n"), LIKELIHOODS)
def test_likelihoods_that_are_none_are_caught_and_others_pass(name: str, n: int) -> None:
    classes = n if name in ("scores", "draws-too-far") else 2
    proof = proved(objective_text(name, n, classes), "objective")
    expected = LIKELIHOODS[name, n]
    assert codes(proof) == ([expected] if expected else [])
    assert unverified(proof) == {}


def test_a_module_that_loops_over_time_is_no_liar_and_its_export_is_unverified() -> None:
    proof = proved(stage_text("loops"))
    assert codes(proof) == []
    assert unverified(proof).keys() == {"export"}
    assert "takes `L` as the number" in unverified(proof)["export"]


def test_every_liar_and_twin_of_the_toy_plugin_is_put_on_trial() -> None:
    tried = {*LIARS, *HONEST, *REORDERING, "interleave", "loops"}
    assert tried == set(STAGES)
    assert {name for name, _ in LIKELIHOODS} == set(OBJECTIVES)


def test_what_follows_from_wrong_shapes_is_unverified_and_says_why() -> None:
    proof = proved(stage_text("one-too-long"))
    reasons = unverified(proof)
    assert set(reasons.values()) == {"its shapes are wrong"}
    assert "causality" in reasons


def test_a_finding_names_level_port_sizes_and_what_was_promised() -> None:
    (found,) = proved(stage_text("one-too-long")).diagnostics
    assert found.message == "`probed` gives `main` with 6 instead of 3 on axis 1"
    assert found.notes[:2] == (
        "C1 shapes, port `main` at B = 2, L = 3",
        "promised: (B, L, 4) = (2, 3, 4); found: (2, 6, 4)",
    )
    assert found.primary is not None
    assert found.primary.span.text == '"liar.one-too-long"'


def test_a_clamp_under_which_12_7_of_16_bits_are_the_best_is_measured_so() -> None:
    (found,) = proved(objective_text("clamped", MANY, 2), "objective").diagnostics
    assert "for less than 12.67 bits" in found.message


def test_stages_that_are_the_same_are_proved_once() -> None:
    text = stage_text("recurrence").replace(
        "\n[stages.head]", '\n[stages.again]\nuse = "liar.recurrence"\n\n[stages.head]'
    )
    report = verify(question(text, "probed"))
    assert [(p.who.path, p.twins) for p in report.proofs] == [("probed", ("again",))]


def test_the_whole_plan_has_a_proof_for_each_stage_and_a_reason_for_its_source() -> None:
    report = verify(question(stage_text("reshapes")))
    assert [p.who.path for p in report.proofs] == ["source", "embed", "probed", "head", "objective"]
    assert report.diagnostics == ()
    assert report.count(Verdict.UNVERIFIED) == 1
    assert unverified(report.proofs[0]) == {"values": "it reads files, and none are given"}


def test_the_same_seed_finds_the_same_and_another_seed_still_finds_it() -> None:
    text = stage_text("forgets-tanh")
    first, again = proved(text).diagnostics, proved(text).diagnostics
    assert [d.notes for d in first] == [d.notes for d in again]
    (other,) = verify(evolve(question(text, "probed"), seed=7)).diagnostics
    assert other.rule.code == "GN704"
