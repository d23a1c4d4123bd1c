"""Before training: a second or two of proofs, once for each stage in a process."""

from __future__ import annotations

import pytest
import torch

import graphnet.verify.cheap as room
from graphnet.verify.cheap import known_as, verify_cheaply
from tests.toys import BASE
from tests.verify.proving import question, reordering_text, stage_text
from tests.verify.test_names import subject


@pytest.fixture(autouse=True)
def nothing_proved_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_PROVED", set())


def codes(text: str) -> list[str]:
    return [d.rule.code for d in verify_cheaply(question(text), 60.0).diagnostics]


def test_shapes_and_quick_laws_are_proved() -> None:
    assert codes(stage_text("reshapes")) == []
    assert codes(stage_text("one-too-long")) == ["GN702"]
    assert codes(reordering_text("no-inverse")) == ["GN703"]


def test_what_takes_longer_is_left_to_verify() -> None:
    assert codes(stage_text("not-causal")) == []


def test_what_time_does_not_allow_is_named() -> None:
    report = verify_cheaply(question(stage_text("reshapes")), -1.0)
    assert report.left_out == ("embed", "probed", "head", "objective")
    assert report.proofs == ()


def test_what_was_proved_once_is_not_proved_again_and_what_failed_is() -> None:
    asked = question(stage_text("reshapes"))
    verify_cheaply(asked, 60.0)
    again = verify_cheaply(asked, -1.0)
    assert again.left_out == ()
    bad = question(stage_text("one-too-long"))
    verify_cheaply(bad, 60.0)
    assert verify_cheaply(bad, 60.0).diagnostics != ()


def test_a_proof_is_known_by_type_options_and_sizes() -> None:
    registry = question(BASE).registry
    names = {known_as(subject(BASE, path), registry) for path in ("head", "net.down", "net.up")}
    assert len(names) == 3


def test_random_numbers_of_the_run_stay_as_they_are() -> None:
    torch.manual_seed(3)
    expected = torch.rand(1)
    torch.manual_seed(3)
    verify_cheaply(question(stage_text("alive")), 60.0)
    assert torch.equal(torch.rand(1), expected)
