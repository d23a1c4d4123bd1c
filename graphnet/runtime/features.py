"""The output of any stage over whole files; what lies behind the stage is neither built nor run."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from graphnet.build.network import Network
from graphnet.build.protocols import Example, Source
from graphnet.graph.plan import Plan, Wire
from graphnet.graph.records import split
from graphnet.runtime.chunk_size import items_at_a_time
from graphnet.runtime.device import Device
from graphnet.runtime.lengths import fitting
from graphnet.runtime.measure import evaluating
from graphnet.runtime.passage import Passage, passage_of
from graphnet.runtime.progress import Task, Watcher
from graphnet.runtime.windows import Window, read_windows
from graphnet.values import frozen


@frozen(kw_only=True)
class Extraction:
    """What is run over which files. `network` is built from the plan cut at the stage."""

    network: Network
    device: Device
    source: Source
    examples: tuple[Example, ...]

    @property
    def plan(self) -> Plan:
        """The plan that ends at the stage."""
        return self.network.plan


def extract(extraction: Extraction, watcher: Watcher) -> Mapping[str, Tensor]:
    """The stage's output for each file, `(T, ...)`, by the file's name.

    Each field of a record, and each of several ports, stands by itself: `a.x.means`.
    """
    names = names_of(extraction.examples)
    total = sum(example.length for example in extraction.examples)
    watcher.started(Task(title="features", total=total))
    features: dict[str, Tensor] = {}
    done = 0
    passage = _passage(extraction)
    with evaluating(extraction.network), torch.inference_mode():
        for name, example in zip(names, extraction.examples, strict=True):
            for field, values in _one(extraction, example, passage).items():
                features[f"{name}.{field}" if field else name] = values
            done += example.length
            watcher.moved(done)
    watcher.finished()
    return features


def names_of(examples: Sequence[Example]) -> tuple[str, ...]:
    """The files' paths from the folder they share, without what they have in common."""
    if len(examples) == 1:
        return (examples[0].path.name,)
    folder = os.path.commonpath([example.path.parent for example in examples])
    return tuple(example.path.relative_to(folder).as_posix() for example in examples)


def save_features(features: Mapping[str, Tensor], path: Path, plan: Plan) -> None:
    """Write the features with the name of their stage; OSError where that cannot be."""
    wire = plan.outputs[0]
    part = path.with_name(f".{path.name}.part")
    facts = {"spec": plan.name, "stage": wire.stage, "port": ", ".join(_ports(plan))}
    try:
        save_file(dict(features), part, metadata=facts)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def whole_window(plan: Plan, example: Example) -> Window:
    """A whole file as one window: padded on the right where no stage looks ahead, else cut."""
    length = example.length
    if all(stage.timing.causal for stage in plan.stages[1:]):
        return Window(example, 0, length, fitting(plan, length, upwards=True) or length)
    fits = fitting(plan, length, upwards=False) or length
    return Window(example, 0, fits, fits)


def _one(extraction: Extraction, example: Example, passage: Passage | None) -> dict[str, Tensor]:
    """The outputs for one file by field or port; a tensor alone has no name."""
    if passage is not None and example.length > passage.items:
        return _in_chunks(extraction, example, passage)
    window = whole_window(extraction.plan, example)
    batch = read_windows(extraction.source, [window])
    on_device = {port: values.to(extraction.device.torch) for port, values in batch.items()}
    results = extraction.network(on_device).values()
    wires = extraction.plan.outputs
    return {
        output_name(extraction.plan, wire): _trimmed(extraction.plan, wire, window, result)
        for wire, result in zip(wires, results, strict=True)
    }


def _in_chunks(extraction: Extraction, example: Example, passage: Passage) -> dict[str, Tensor]:
    """The same for a long file, chunk by chunk, so that memory holds one chunk and the result."""
    plan = extraction.plan
    found: dict[Wire, list[Tensor]] = {wire: [] for wire in plan.outputs}
    chunks = passage.through(extraction.source, (example,), extraction.device.torch)
    for (window,), values in chunks:
        for wire, result in values.items():
            found[wire].append(_trimmed(plan, wire, window, result))
    return {
        output_name(plan, wire): torch.cat(parts, dim=(_time_axis(plan, wire) or 1) - 1)
        for wire, parts in found.items()
    }


def _passage(extraction: Extraction) -> Passage | None:
    """The way through for long files, None where a stage needs the whole file or is slow at it."""
    network, plan = extraction.network, extraction.plan
    match passage_of(network, plan.outputs, items_at_a_time(plan, 1)):
        case Passage() as passage if not passage.streamer.is_stepped:
            return passage
    return None


def _ports(plan: Plan) -> tuple[str, ...]:
    """The ports that are the plan's outputs, a record by its own name."""
    if len(plan.outputs) == 1:
        return (plan.outputs[0].port,)
    return tuple(dict.fromkeys(split(wire.port)[0] for wire in plan.outputs))


def output_name(plan: Plan, wire: Wire) -> str:
    """What tells an output from the others: its field in a record, or its port."""
    if len(plan.outputs) == 1:
        return ""
    return wire.port if len(_ports(plan)) > 1 else split(wire.port)[1]


def _trimmed(plan: Plan, wire: Wire, window: Window, result: Tensor) -> Tensor:
    """One output without its batch; a stage slower than the source keeps its share of items."""
    axis = _time_axis(plan, wire)
    if axis is not None:
        share = Fraction(window.length * result.shape[axis], window.padded)
        result = result.narrow(axis, 0, math.ceil(share))
    return result[0].cpu().contiguous()


def _time_axis(plan: Plan, wire: Wire) -> int | None:
    return plan.by_path[wire.stage].gives[wire.port].time_axis
