"""Every shipped spec that generates: steps and chunks equal the whole, and all is proved."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
import torch

from graphnet.build.streaming import Streamer, stream_through
from graphnet.diagnostics import has_errors
from graphnet.graph.chunks import measured
from graphnet.graph.plan import PlannedStage
from graphnet.testing import chunk_gap, future_gap, step_gap
from graphnet.verify.check import Verdict
from graphnet.verify.proof import Question
from graphnet.verify.subject import subjects
from graphnet.verify.verify import verify
from tests.specs.generating import SPECS, codes_of, generating, network_of, tried

each_spec = pytest.mark.parametrize("path", generating(), ids=lambda path: path.stem)


def test_there_are_specs_to_try() -> None:
    assert len(generating()) >= 4


@each_spec
def test_it_has_a_schedule(path: Path) -> None:
    plan = tried(path, is_small=False).plan
    assert plan.schedule is not None, plan.why_no_schedule


@each_spec
def test_steps_and_chunks_in_turns_are_the_whole_sequence(path: Path) -> None:
    network = network_of(tried(path, is_small=True).plan)
    codes = codes_of(network.plan, 80)
    assert step_gap(network, codes[:, : codes_of(network.plan, 48).shape[1]]) < 1e-10
    for lengths in ((16,), (13, 1, 1, 7), (1, 40, 3), (1000,)):
        assert chunk_gap(network, codes, lengths) < 1e-10, lengths


@each_spec
def test_nothing_is_seen_ahead(path: Path) -> None:
    network = network_of(tried(path, is_small=True).plan)
    one, other = (codes_of(network.plan, 48, seed) for seed in (0, 1))
    assert max(future_gap(network, one, other, at) for at in (1, 7, 16, 33)) < 1e-10


@each_spec
def test_from_the_source_on_in_chunks_is_the_whole_sequence(path: Path) -> None:
    network = network_of(tried(path, is_small=True).plan)
    streamer = stream_through(network, measured(network.plan))
    assert isinstance(streamer, Streamer), streamer
    codes = codes_of(network.plan, 6 * streamer.block)
    state, begin, lengths = streamer.initial_state(2), 0, (2, 1, 3)
    whole = network.values({"main": codes})
    for length in lengths:
        end = begin + length * streamer.block
        found, state = streamer.chunk({"main": codes[:, begin:end]}, state)
        for wire, values in found.items():
            rate = streamer.chunks.rates[wire.stage]
            part = whole[wire][:, int(begin * rate) : int(end * rate)]
            assert torch.allclose(values.double(), part.double(), rtol=0, atol=1e-10), wire
        begin = end


PROVED: set[str] = set()
"""Stages of specs that were tried before: what is the same is proved once."""


@each_spec
def test_every_stage_keeps_its_promises(path: Path) -> None:
    found = tried(path, is_small=True)
    parts, problems = subjects(found.plan, found.spec, found.registry)
    assert problems == ()
    new = {key_of(each.planned): each.who.path for each in parts}
    asked = tuple(where for key, where in new.items() if key not in PROVED)
    PROVED.update(new)
    if asked:
        report = verify(Question(**attrs.asdict(found, recurse=False), only=asked))
        assert not has_errors(report.diagnostics), report.diagnostics
        assert {proof.who.path for proof in report.proofs} >= {*asked}
        assert report.count(Verdict.FAILED) == 0


def key_of(stage: PlannedStage) -> str:
    """What tells a stage from others that behave alike."""
    return repr((stage.use, stage.options, sorted(stage.sizes.items()), sorted(stage.inputs)))


def test_the_whole_of_tiny_at_its_full_size() -> None:
    network = network_of(tried(SPECS / "tiny.toml", is_small=False).plan)
    codes = codes_of(network.plan, 1024)
    assert chunk_gap(network, codes, (400, 1, 17, 1, 1, 600)) < 1e-10
    assert step_gap(network, codes[:, :64]) < 1e-10
