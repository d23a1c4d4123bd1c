"""Weights go by name: shared ones once, into a part or the whole, never into another model."""

from __future__ import annotations

from pathlib import Path

import torch

from graphnet.disk.checkpoint import OPTIMIZER, WEIGHTS
from graphnet.graph import cut
from graphnet.runtime.optimizer import build_optimizer
from graphnet.runtime.weights import load_optimizer, load_weights, optimizer_tensors, weights_of
from tests.runtime.records import saved
from tests.runtime.tiny import tiny_network, tiny_plan


def test_a_tensor_in_two_places_is_saved_once_and_loaded_into_both(tmp_path: Path) -> None:
    network = tiny_network()
    network.module("head").weight = network.module("encoder").weight
    assert list(weights_of(network)) == ["encoder.weight", "decay.a"]
    written = saved(tmp_path)
    load_weights(written, network)
    assert network.module("head").weight is network.module("encoder").weight


def test_weights_of_other_names_and_shapes_are_refused_untouched(tmp_path: Path) -> None:
    written = saved(tmp_path)
    network = tiny_network()
    network.module("head").weight = torch.nn.Parameter(torch.zeros(16, 7))
    network.module("head").extra = torch.nn.Parameter(torch.zeros(2))
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    problems = load_weights(written, network)
    assert [problem.rule.code for problem in problems] == ["GN910", "GN910"]
    missing, reshaped = problems
    assert missing.notes == ("`head.extra`",)
    assert reshaped.notes == ("`head.weight` is (16, 6) in the checkpoint, (16, 7) in the spec",)
    assert all(torch.equal(before[name], t) for name, t in network.state_dict().items())


def test_a_shape_that_differs_alone_is_refused_too(tmp_path: Path) -> None:
    network = tiny_network()
    network.module("decay").a = torch.nn.Parameter(torch.zeros(1))
    (problem,) = load_weights(saved(tmp_path), network)
    assert problem.notes == ("`decay.a` is (6) in the checkpoint, (1) in the spec",)


def test_a_part_of_the_network_takes_its_part(tmp_path: Path) -> None:
    part, _ = cut(tiny_plan(), "encoder")
    assert part is not None
    network, whole = tiny_network(part), tiny_network()
    written = saved(tmp_path)
    assert load_weights(written, network) == load_weights(written, whole) == ()
    assert torch.equal(
        network.get_parameter("encoder.weight"), whole.get_parameter("encoder.weight")
    )


def test_a_parameter_goes_on_learning_from_where_it_was(tmp_path: Path) -> None:
    """The first moment after one gradient of one half is (1 - 0.9) / 2, by AdamW's definition."""
    optimizer = build_optimizer(tiny_plan(), tiny_network())
    assert load_optimizer(saved(tmp_path), optimizer) == ()
    found = optimizer_tensors(optimizer)
    names = {name.rsplit(".", 1)[0] for name in found}
    assert names == {"encoder.weight", "decay.a", "head.weight"}
    for name in names:
        moment = found[f"{name}.exp_avg"]
        torch.testing.assert_close(moment, torch.full_like(moment, 0.05))
        assert float(found[f"{name}.step"]) == 1.0


def test_an_optimiser_that_has_not_begun_has_nothing_to_keep() -> None:
    assert optimizer_tensors(build_optimizer(tiny_plan(), tiny_network())) == {}


def test_files_that_hold_no_tensors_are_damaged(tmp_path: Path) -> None:
    whole = saved(tmp_path)
    for name in (WEIGHTS, OPTIMIZER):
        (whole.folder / name).write_bytes(b"no tensors")
    network = tiny_network()
    optimizer = build_optimizer(tiny_plan(), network)
    for (problem,) in (load_weights(whole, network), load_optimizer(whole, optimizer)):
        assert problem.rule.code == "GN908"
