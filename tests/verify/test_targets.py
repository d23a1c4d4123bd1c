"""Objectives as likelihoods to probe: what they predict, and every value of a target."""

from __future__ import annotations

import torch

from graphnet.graph import plan_spec
from graphnet.registry import find_plugins
from graphnet.spec.load import spec_from_text
from graphnet.text import SourceText
from graphnet.verify.subject import Subject, subjects
from graphnet.verify.targets import Density, Likely, density, likely
from tests.toys import BASE
from tests.verify.proving import objective_text, stage_text
from tests.verify.test_names import subject


def probe(n: int = 256) -> Likely:
    found = likely(subject(objective_text("bins", n, 2), "objective"))
    assert isinstance(found, Likely), found
    return found


def test_every_value_of_a_target_comes_once_in_pieces_of_the_asked_size() -> None:
    chunks = [*probe().chunks(2 * 100)]
    assert max(map(len, chunks)) <= 100
    assert torch.cat(chunks).tolist() == list(range(256))


def test_one_prediction_is_spread_over_many_targets_without_copying() -> None:
    found = probe()
    values = found.values({"main": torch.rand(1, 1, 2)}, torch.arange(5))
    assert values["target"].numel() == 5
    assert values["main"].numel() == 10
    assert 0 in values["main"].stride()


def test_an_objective_over_codes_can_be_probed_and_a_stage_cannot() -> None:
    assert (probe().count, probe().numbers, probe().low, probe().high) == (256, 2, 0, 255)
    assert isinstance(likely(subject(BASE, "head")), str)
    assert isinstance(likely(subject(stage_text("reshapes"), "probed")), str)


NUMBERS = """
format = 1
name   = "numbers"

[source]
use      = "audio.files"
contract = "-> float (B, L, 3) in [-1, 1]"
options  = { quantization = "none" }

[stages.head]
use     = "basics.linear"
options = { takes = "channels", gives = "channels" }

[objective]
use     = "basics.squared-error"
predict = "next"
"""


def density_subject() -> Subject:
    """An objective over numbers of three channels."""
    spec, _ = spec_from_text(SourceText("numbers.toml", NUMBERS))
    assert spec is not None
    registry = find_plugins({})
    plan, problems = plan_spec(spec, registry)
    assert plan is not None, problems
    found, _ = subjects(plan, spec, registry)
    return next(each for each in found if each.who.path == "objective")


def test_an_objective_over_numbers_is_a_density() -> None:
    probe = density(density_subject())
    assert isinstance(probe, Density)
    assert probe.target.shape(probe.point(4)) == (4, 4, 3)
    assert isinstance(likely(density_subject()), str)
    assert density(subject(objective_text("bins", 16, 2), "objective")) is None
    assert density(subject(BASE, "head")) is None
