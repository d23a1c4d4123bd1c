"""New sequences from a trained model: one step at a time, what was drawn is fed back."""

from __future__ import annotations

import math
from pathlib import Path

import torch
from torch import Tensor

from graphnet.build.actors import NetworkState
from graphnet.build.machine.compiler import Unavailable
from graphnet.build.network import Network
from graphnet.build.protocols import Sampling, Sink, Written
from graphnet.diagnostics import Diagnostics
from graphnet.graph.amounts import is_float
from graphnet.graph.plan import Plan
from graphnet.graph.rules.cannot_step import cannot_step
from graphnet.runtime.data_stages import as_predicted, as_read, items_drawn, one_way, predicted_port
from graphnet.runtime.outputs import output_paths, unwritable_output
from graphnet.runtime.progress import Task, Watcher
from graphnet.runtime.prompt import begin
from graphnet.runtime.restore import Restored
from graphnet.runtime.rules.setting_refused import setting_refused
from graphnet.runtime.seeds import seed_of
from graphnet.runtime.steps import Start, Step, Steps, compiled_steps, steps_from
from graphnet.spec.spec import Spec
from graphnet.values import frozen


@frozen(kw_only=True)
class Drawing:
    """How to draw: `items` of `batch` sequences, after a `prompt` `(T, ...)` where there is one.

    `step` is by which means, `auto` for the fastest that is to be had. `threads` None leaves their
    number to those means.
    """

    items: int
    batch: int = 1
    sampling: Sampling = Sampling()
    seed: int = 0
    prompt: Tensor | None = None
    step: Step = "auto"
    threads: int | None = None


def check_drawing(drawing: Drawing) -> Diagnostics:
    """Refuse numbers nothing can be drawn with."""
    found: Diagnostics = ()
    if drawing.items < 1:
        mend = "ask for more with `--seconds S` or `--length N`"
        found += (setting_refused("length", drawing.items, "at least one item", mend),)
    if drawing.batch < 1:
        mend = "write `--batch 1`"
        found += (setting_refused("--batch", drawing.batch, "at least 1", mend),)
    return found + _check_sampling(drawing.sampling)


def _check_sampling(sampling: Sampling) -> Diagnostics:
    found: Diagnostics = ()
    if not 0 <= sampling.temperature < math.inf:
        mend = "write `--temperature 1.0`; smaller is safer, 0 takes the likeliest value"
        found += (setting_refused("temperature", sampling.temperature, "finite, 0 or more", mend),)
    if not 0 < sampling.top_p <= 1:
        mend = "write `--top-p 1.0`; smaller leaves out what is unlikely"
        found += (setting_refused("top_p", sampling.top_p, "above 0, at most 1", mend),)
    if sampling.top_k is not None and sampling.top_k < 1:
        mend = "write `--top-k 1` for the likeliest value, or leave it out for all values"
        found += (setting_refused("top_k", sampling.top_k, "at least 1", mend),)
    return found


def check_model(plan: Plan, spec: Spec) -> Diagnostics:
    """Refuse a model that cannot go one item at a time, or not back to what its source reads."""
    at = spec.text.whole
    predict = None if spec.objective is None else spec.objective.predict
    if plan.schedule is None and predict is not None and predict.value != "next":
        mend = 'take a run whose objective has `predict = "next"`'
        return (cannot_step(plan.why_no_schedule, at, mend=mend),)
    if plan.schedule is None:
        return (cannot_step(plan.why_no_schedule, at),)
    stage = one_way(plan)
    if stage is None:
        return ()
    why = f"`{stage.path}` has no inverse, so what is drawn cannot become what the source reads"
    mend = f"use a stage with an inverse in place of `{stage.path}`"
    return (cannot_step(why, at, mend=mend),)


def draw_sequences(
    restored: Restored, drawing: Drawing, watcher: Watcher, ready: Steps | None = None
) -> Tensor:
    """Draw `(batch, items, ...)`: start value in, prediction out, a value drawn from it, and on.

    What was drawn is given back as the source reads it. `ready` are the steps that `check_step`
    gave, used up by this.
    """
    network, device = restored.network, restored.device.torch
    value = start_values(network.plan, drawing.batch).to(device)
    prompt = _prompt(network, drawing, value)
    done, total = len(prompt), len(prompt) + items_drawn(network.plan, drawing.items)
    watcher.started(Task(title="generate", total=total, values=drawing.batch))
    drawn: list[Tensor] = []
    with torch.inference_mode():
        value, state = begin(network, value, prompt, watcher.moved)
        start = start_of(restored, drawing, value, state)
        steps = ready or steps_from(start, drawing.step, drawing.threads)
        watcher.said(f"step: {steps.words}")
        while done < total:
            drawn.append(steps.draw(total - done))
            done += drawn[-1].shape[1]
            watcher.moved(done)
    watcher.finished()
    return as_read(network.plan, torch.cat(drawn, dim=1).cpu())


def start_of(restored: Restored, drawing: Drawing, value: Tensor, state: NetworkState) -> Start:
    """Where drawing begins: all of its chance comes from the seed."""
    generator = torch.Generator(restored.device.torch)
    generator.manual_seed(seed_of(drawing.seed, "generate"))
    return Start(
        network=restored.network,
        value=value,
        state=state,
        sampling=drawing.sampling,
        generator=generator,
    )


def check_step(restored: Restored, drawing: Drawing) -> tuple[Steps | None, Diagnostics]:
    """Refuse `--step compiled` where there is no machine for the network.

    The machine's steps are given where drawing begins with them: a prompt comes before the others.
    """
    if drawing.step != "compiled":
        return None, ()
    network = restored.network
    with torch.inference_mode():
        value = start_values(network.plan, drawing.batch).to(restored.device.torch)
        start = start_of(restored, drawing, value, network.initial_state(drawing.batch))
        found = compiled_steps(start, drawing.threads if drawing.prompt is None else 1)
    if not isinstance(found, Unavailable):
        return (found if drawing.prompt is None else None), ()
    mend = "leave `--step` out: it takes the fastest there is"
    expected = f"`auto` or `torch`, as there is no machine: {found.why}"
    return None, (setting_refused("--step", drawing.step, expected, mend),)


def start_values(plan: Plan, batch: int) -> Tensor:
    """What every sequence begins with: the source's start value, one item of each of `batch`."""
    port = predicted_port(plan)
    inner = [
        axis.size.as_int or 1
        for index, axis in enumerate(port.axes)
        if index != port.time_axis and axis.role != "batch"
    ]
    dtype = torch.float32 if is_float(port) else torch.int64
    return torch.full((batch, *inner), plan.source.start or 0, dtype=dtype)


def write_sequences(
    sink: Sink, sequences: Tensor, output: Path
) -> tuple[tuple[Written, ...], Diagnostics]:
    """Write every sequence through the source's sink."""
    written: list[Written] = []
    for values, path in zip(sequences, output_paths(output, len(sequences)), strict=True):
        try:
            written.extend(sink.write(values, path))
        except OSError as problem:
            return tuple(written), (unwritable_output(path, problem),)
    return tuple(written), ()


def _prompt(network: Network, drawing: Drawing, value: Tensor) -> Tensor:
    if drawing.prompt is None:
        return value.new_empty((0, *value.shape))
    return as_predicted(network, drawing.prompt.to(value.device)).unsqueeze(1)
