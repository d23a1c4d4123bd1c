"""What is generated is what the model says, one value after another, by the seed."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from attrs import evolve
from torch import Tensor

from graphnet.build.protocols import Sampling
from graphnet.disk.checkpoint import Checkpoint, State
from graphnet.runtime.device import find_device
from graphnet.runtime.generate import (
    Drawing,
    check_drawing,
    check_model,
    draw_sequences,
    start_values,
    write_sequences,
)
from graphnet.runtime.restore import Restored
from graphnet.spec.load import spec_from_text
from graphnet.text import SourceText
from tests.runtime.launching import Silent
from tests.runtime.tiny import Sink, tiny_network, tiny_plan, tiny_spec


def restored() -> Restored:
    device, _ = find_device("cpu")
    assert device is not None
    plan = tiny_plan()
    state = State(update=0, seed=0, fingerprints=plan.fingerprints, checksums={})
    network = tiny_network(plan, seed=4).eval()
    with torch.no_grad():
        network.get_parameter("head.weight").mul_(20)
    return Restored(network, Checkpoint(Path("none"), state), device)


def draw(drawing: Drawing) -> Tensor:
    return draw_sequences(restored(), drawing, Silent())


def test_the_seed_decides_the_sequence() -> None:
    one, two, other = (draw(Drawing(items=50, batch=2, seed=s)) for s in (1, 1, 2))
    assert one.shape == (2, 50, 1)
    assert one.dtype == torch.int64
    assert torch.equal(one, two)
    assert not torch.equal(one, other)
    assert not torch.equal(one[0], one[1])


def test_what_is_drawn_is_fed_back_after_the_start_value() -> None:
    """At a low temperature the likeliest value follows: checked against the whole-sequence pass."""
    drawn = draw(Drawing(items=16, sampling=Sampling(temperature=1e-4)))
    network = restored().network
    head_in = network.module("decay")(network.module("encoder")(network.module("delay")(drawn)))
    likeliest = network.module("head")(head_in).argmax(-1)
    assert torch.equal(drawn.squeeze(-1), likeliest)
    assert start_values(network.plan, 3).tolist() == [[8]] * 3


def test_a_prompt_is_what_comes_before() -> None:
    whole = draw(Drawing(items=12, sampling=Sampling(temperature=1e-4)))
    rest = draw(Drawing(items=7, sampling=Sampling(temperature=1e-4), prompt=whole[0, :5]))
    assert torch.equal(rest[0], whole[0, 5:])
    two = draw(Drawing(items=7, batch=2, sampling=Sampling(temperature=1e-4), prompt=whole[0, :5]))
    assert torch.equal(two[0], two[1])
    assert torch.equal(two[0], whole[0, 5:])


def test_a_watcher_sees_it_move_to_the_end() -> None:
    watcher = Silent()
    draw_sequences(restored(), Drawing(items=40, batch=3), watcher)
    assert watcher.places == [16, 32, 40]
    assert (watcher.task.total, watcher.task.values) == (40, 3)


@pytest.mark.parametrize(
    ("drawing", "name"),
    [
        (Drawing(items=0), "length"),
        (Drawing(items=1, batch=0), "--batch"),
        (Drawing(items=1, sampling=Sampling(temperature=-1.0)), "temperature"),
        (Drawing(items=1, sampling=Sampling(temperature=float("nan"))), "temperature"),
        (Drawing(items=1, sampling=Sampling(temperature=float("inf"))), "temperature"),
        (Drawing(items=1, sampling=Sampling(top_p=0.0)), "top_p"),
        (Drawing(items=1, sampling=Sampling(top_p=1.5)), "top_p"),
        (Drawing(items=1, sampling=Sampling(top_k=0)), "top_k"),
    ],
)
def test_impossible_numbers_are_refused_by_name(drawing: Drawing, name: str) -> None:
    (problem,) = check_drawing(drawing)
    assert problem.rule.code == "GN1001"
    assert problem.message.startswith(f"`{name}` is")
    assert check_drawing(Drawing(items=1)) == ()


def test_a_model_that_cannot_step_says_why() -> None:
    plan = evolve(tiny_plan(), schedule=None, why_no_schedule="`x` sees the whole sequence")
    (problem,) = check_model(plan, tiny_spec())
    assert problem.rule.code == "GN602"
    assert "`x` sees the whole sequence" in problem.message
    assert problem.fixes[0].text.startswith("use stages that step")
    text = 'format = 1\nname = "x"\n[objective]\nuse = "x"\npredict = "label"\n'
    labels, _ = spec_from_text(SourceText("x.toml", text))
    assert labels is not None
    (problem,) = check_model(plan, labels)
    assert problem.fixes[0].text == 'take a run whose objective has `predict = "next"`'
    assert check_model(tiny_plan(), tiny_spec()) == ()


def test_several_sequences_go_to_numbered_files(tmp_path: Path) -> None:
    sequences = torch.tensor([[[1], [2]], [[3], [4]]])
    written, problems = write_sequences(Sink(None, {}), sequences, tmp_path / "out.x.bin")
    assert problems == ()
    assert [each.path.name for each in written] == ["out.x-1.bin", "out.x-2.bin"]
    assert (tmp_path / "out.x-2.bin").read_bytes() == b"\x03\x04"


def test_a_disk_that_fills_up_is_refused(tmp_path: Path) -> None:
    class Full(Sink):
        def write(self, values: Tensor, path: Path) -> tuple[()]:
            raise OSError(28, "No space left on device")

    _, (problem,) = write_sequences(Full(None, {}), torch.zeros(1, 2, 1), tmp_path / "out.bin")
    assert problem.rule.code == "GN1005"
    assert "No space left" in problem.message
