"""Items are the same by whichever means they are drawn, and what draws them says its name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import torch
from attrs import evolve
from torch import Tensor

from graphnet.build import Network
from graphnet.build.lowered.lower import lower_network
from graphnet.build.machine.compiler import Unavailable, find_compiler
from graphnet.build.protocols import Sampling
from graphnet.disk.checkpoint import Checkpoint, State
from graphnet.runtime import steps as steps_module
from graphnet.runtime.device import find_device
from graphnet.runtime.generate import Drawing, check_step, draw_sequences, start_values
from graphnet.runtime.restore import Restored
from graphnet.runtime.steps import (
    CompiledSteps,
    MixedSteps,
    Start,
    Steps,
    TorchSteps,
    compiled_steps,
    predicted_shapes,
    steps_from,
    threads_of,
)
from tests.runtime.launching import Silent
from tests.runtime.test_generate import restored as restored_toy
from tests.specs.generating import SPECS, network_of, tried

with_compiler = pytest.mark.skipif(
    isinstance(find_compiler(os.environ), Unavailable), reason="no C compiler"
)
MEANS = {"compiled": CompiledSteps, "torch": TorchSteps}
BATCH = 3


def network(name: str) -> Network:
    """A small network of a shipped spec, whose predictions are far from even."""
    found = network_of(tried(SPECS / f"{name}.toml", is_small=True).plan)
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in found.module("head").parameters():
            noise = torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
            parameter.add_(0.3 * noise)
    return found


def start(of: Network, sampling: Sampling, prompt: int = 0) -> Start:
    value, state = start_values(of.plan, BATCH), of.initial_state(BATCH)
    if prompt:
        items = torch.arange(BATCH * prompt).view(BATCH, prompt, 1) % 200
        with torch.inference_mode():
            _, state = of.chunk(items, state)
        value = items[:, -1]
    generator = torch.Generator().manual_seed(5)
    return Start(network=of, value=value, state=state, sampling=sampling, generator=generator)


def drawn(steps: Steps, items: int) -> Tensor:
    found: list[Tensor] = []
    with torch.inference_mode():
        while (done := sum(each.shape[1] for each in found)) < items:
            found.append(steps.draw(items - done))
    return torch.cat(found, dim=1)


@with_compiler
@pytest.mark.parametrize("name", ["tiny", "sashimi16-factorised", "sashimi16-stereo-mixture"])
@pytest.mark.parametrize("prompt", [0, 7])
def test_a_machine_draws_what_torch_draws(name: str, prompt: int) -> None:
    of = network(name)
    found = {
        asked: steps_from(start(of, Sampling(), prompt), asked)  # type: ignore[arg-type]
        for asked in MEANS
    }
    for asked, kind in MEANS.items():
        assert isinstance(found[asked], kind), found[asked].words
    one, other = (drawn(each, 90) for each in found.values())
    assert one.shape == (BATCH, 90, 1)
    assert one.dtype == other.dtype == torch.int64
    assert torch.equal(one, other)
    assert len(set(one.flatten().tolist())) > 10


@with_compiler
def test_in_single_precision_too() -> None:
    of = network("tiny").float()
    compiled = steps_from(start(of, Sampling(temperature=0.8, top_k=50, top_p=0.9)))
    assert "float32" in compiled.words
    plain = steps_from(start(of, Sampling(temperature=0.8, top_k=50, top_p=0.9)), "torch")
    assert torch.equal(drawn(compiled, 200), drawn(plain, 200))


@with_compiler
@pytest.mark.parametrize("name", ["sashimi16-factorised", "sashimi-dml-youtubemix"])
def test_where_a_draw_has_no_operations_torch_draws_from_what_a_machine_predicts(
    name: str,
) -> None:
    of, sampling = network(name).float(), Sampling(top_k=3)
    mixed = steps_from(start(of, sampling))
    assert isinstance(mixed, MixedSteps)
    assert mixed.words.startswith("compiled (")
    assert "draws: torch (the objective ranks all " in mixed.words
    plain = steps_from(start(of, sampling), "torch")
    assert torch.equal(drawn(mixed, 20), drawn(plain, 20))


@with_compiler
def test_how_many_are_drawn_at_once_does_not_change_them() -> None:
    of = network("tiny")
    whole = drawn(steps_from(start(of, Sampling())), 100)
    steps = steps_from(start(of, Sampling()))
    with torch.inference_mode():
        found = [steps.draw(1) for _ in range(3)]
    found += [drawn(steps, 97)]
    assert torch.equal(torch.cat(found, dim=1), whole)


@with_compiler
def test_a_network_that_predicts_no_numbers_is_told_in_words() -> None:
    of = network("tiny")
    with torch.no_grad():
        of.get_parameter("head.bias").fill_(torch.nan)
    for asked in ("compiled", "torch"):
        with pytest.raises(RuntimeError, match="nothing can be drawn"):
            drawn(steps_from(start(of, Sampling()), asked), 2)


def test_without_a_compiler_torch_steps_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "/nowhere/cc")
    found = steps_from(start(network("tiny"), Sampling()))
    assert isinstance(found, TorchSteps)
    assert found.words == "torch (no C compiler answers (/nowhere/cc))"


def test_what_cannot_be_lowered_and_what_is_asked_for_is_said() -> None:
    toy = restored_toy().network
    value = start_values(toy.plan, 1)
    where = Start(
        network=toy, value=value, state=toy.initial_state(1), sampling=Sampling(),
        generator=torch.Generator(),
    )  # fmt: skip
    assert steps_from(where).words == "torch (`encoder` (tiny.encoder) has no `lower`)"
    assert steps_from(where, "torch").words == "torch (it was asked for)"
    with pytest.raises(RuntimeError, match="there is no machine: `encoder`"):
        steps_from(where, "compiled")
    elsewhere = evolve(where, value=value.to("meta"))
    found = compiled_steps(elsewhere)
    assert isinstance(found, Unavailable)
    assert "the network is on meta" in found.why


def test_a_machine_that_must_be_there_is_refused_where_there_is_none() -> None:
    steps, (problem,) = check_step(restored_toy(), Drawing(items=1, step="compiled"))
    assert steps is None
    assert problem.rule.code == "GN1001"
    assert "has no `lower`" in problem.message
    assert check_step(restored_toy(), Drawing(items=1)) == (None, ())


@with_compiler
def test_drawing_says_how_it_steps_and_is_the_same_either_way() -> None:
    device, _ = find_device("cpu")
    assert device is not None
    of = network("tiny")
    state = State(update=0, seed=0, fingerprints=of.plan.fingerprints, checksums={})
    restored = Restored(of, Checkpoint(Path("none"), state), device)
    after = Drawing(items=1, step="compiled", prompt=torch.arange(21).view(21, 1))
    assert check_step(restored, after) == (None, ())
    prompt, found = torch.arange(21).view(21, 1), []
    for step in MEANS:
        watcher = Silent()
        drawing = Drawing(items=70, batch=2, seed=4, prompt=prompt, step=step)  # type: ignore[arg-type]
        found.append(draw_sequences(restored, drawing, watcher))
        assert watcher.lines[0].startswith(f"step: {step} (")
        assert watcher.places[-1] == 91
    assert torch.equal(*found)
    assert found[0].shape == (2, 70, 1)


@with_compiler
def test_a_machine_that_was_looked_for_is_the_one_that_draws(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    device, _ = find_device("cpu")
    assert device is not None
    of, made = network("tiny"), []

    def counted(*given: Any) -> object:
        made.append(given)
        return lower_network(*given)

    monkeypatch.setattr(steps_module, "lower_network", counted)
    state = State(update=0, seed=0, fingerprints=of.plan.fingerprints, checksums={})
    restored = Restored(of, Checkpoint(Path("none"), state), device)
    drawing = Drawing(items=40, batch=2, seed=4, step="compiled")
    ready, problems = check_step(restored, drawing)
    assert problems == ()
    found = draw_sequences(restored, drawing, Silent(), ready)
    assert len(made) == 1
    assert torch.equal(found, draw_sequences(restored, evolve(drawing, step="torch"), Silent()))


def test_predictions_are_shaped_as_one_item() -> None:
    plan = network("sashimi16-stereo-mixture").plan
    assert predicted_shapes(plan) == {
        "logit_probs": (10,), "means": (10,), "log_scales": (10,),
    }  # fmt: skip
    assert predicted_shapes(network("tiny").plan) == {"": (256,)}


def test_threads_are_as_before_afterwards() -> None:
    before = torch.get_num_threads()
    with threads_of(before + 1):
        assert torch.get_num_threads() == before + 1
    assert torch.get_num_threads() == before
