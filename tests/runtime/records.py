"""The record of a run over two small files, and a checkpoint of the tiny model."""

from __future__ import annotations

from pathlib import Path

import torch

from graphnet.disk.checkpoint import Checkpoint, State
from graphnet.disk.corpus import Corpus, read_corpus
from graphnet.disk.record import Lock
from graphnet.disk.run import Run
from graphnet.graph.plan import Plan
from graphnet.runtime.checkpoint import save_checkpoint
from graphnet.runtime.device import Device, find_device
from graphnet.runtime.lock import Origin, lock_of
from graphnet.runtime.optimizer import build_optimizer
from graphnet.runtime.run import create_run
from graphnet.runtime.weights import optimizer_tensors, weights_of
from tests.runtime.tiny import (
    tiny_network,
    tiny_plan,
    tiny_registry,
    tiny_scanner,
    tiny_spec,
    write_data,
)


def processor() -> Device:
    device, _ = find_device("cpu")
    assert device is not None
    return device


def corpus(folder: Path) -> Corpus:
    found, _ = read_corpus(write_data(folder, {"train": 2}), tiny_scanner())
    assert found is not None
    return found


def lock(folder: Path) -> Lock:
    origin = Origin(
        spec="tiny.toml", argv=("graphnet", "train"), registry=tiny_registry(),
        device=processor(), determinism={"threads": "1"},
    )  # fmt: skip
    return lock_of(origin, corpus(folder / "data"), tiny_plan().fingerprints, 5)


def saved(folder: Path, update: int = 3, plan: Plan | None = None) -> Checkpoint:
    """A checkpoint after one update of the network of seed 1, every gradient one half."""
    plan = plan or tiny_plan()
    network = tiny_network(plan, seed=1)
    optimizer = build_optimizer(plan, network)
    for parameter in network.parameters():
        parameter.grad = torch.full_like(parameter, 0.5)
    optimizer.step()
    state = State(update=update, seed=5, fingerprints=plan.fingerprints, checksums={})
    return save_checkpoint(folder, state, weights_of(network), optimizer_tensors(optimizer))


def make(folder: Path, tmp_path: Path) -> Run:
    run, problems = create_run(folder, tiny_spec(), lock(tmp_path))
    assert run is not None, problems
    return run
