"""Long files go through in chunks and carry on every wire what the whole file has there."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from graphnet.build import Network
from graphnet.build.protocols import Example
from graphnet.graph.chunks import Whole
from graphnet.graph.plan import Wire
from graphnet.runtime.passage import Passage, passage_of
from tests.build.test_stepping import built, stages
from tests.runtime.tiny import Bytes

TEXT = stages('use = "net"', 'use = "fast-sum"').replace("n = 8", "n = 16")
CPU = torch.device("cpu")


def files(folder: Path, *lengths: int) -> tuple[Example, ...]:
    """Files of random values, of these lengths."""
    made = []
    for number, length in enumerate(lengths):
        path = folder / f"{number}.bin"
        path.write_bytes(bytes(torch.randint(0, 16, (length,)).tolist()))
        made.append(Example(path, length))
    return tuple(made)


def passage(network: Network, items: int) -> Passage:
    """The way to the objective."""
    found = passage_of(network, (Wire("objective"), Wire("s0.down")), items)
    assert isinstance(found, Passage), found
    return found


@pytest.mark.parametrize(("items", "fitting"), [(1, 2), (2, 2), (7, 6), (64, 64)])
def test_files_side_by_side_are_each_as_if_alone(tmp_path: Path, items: int, fitting: int) -> None:
    network = built(TEXT)
    source, examples = Bytes(None, {}), files(tmp_path, 23, 9, 1)
    way = passage(network, items)
    assert way.items == fitting
    nats: list[list[torch.Tensor]] = [[], [], []]
    slow: list[list[torch.Tensor]] = [[], [], []]
    for group, values in way.through(source, examples, CPU):
        assert {window.padded % 2 for window in group} == {0}
        for row, window in enumerate(group):
            nats[row].append(values[Wire("objective")][row, : window.length])
            slow[row].append(values[Wire("s0.down")][row, : (window.length + 1) // 2])
    for row, example in enumerate(examples):
        main = source.read(example, 0, example.length).unsqueeze(0)
        even = torch.cat([main, main[:, -1:]], dim=1)[:, : -(-example.length // 2) * 2]
        whole = network.values({"main": even})
        for wire, parts, count in (
            ("objective", nats[row], example.length),
            ("s0.down", slow[row], -(-example.length // 2)),
        ):
            found = torch.cat(parts)
            assert len(found) == count
            assert torch.allclose(found, whole[Wire(wire)][0, :count], rtol=0, atol=1e-10)


def test_memory_holds_one_chunk(tmp_path: Path) -> None:
    network = built(TEXT)
    lengths = [
        {values[Wire("objective")].shape[1] for _, values in passage(network, 8).through(
            Bytes(None, {}), files(tmp_path, length), CPU
        )}
        for length in (64, 640)
    ]  # fmt: skip
    assert lengths == [{8}, {8}]


def test_what_needs_whole_files_says_why() -> None:
    network = built(stages('use = "ahead"').replace('"next"', '"same"'))
    found = passage_of(network, network.plan.outputs, 8)
    assert found == Whole("`s0` waits for items that come later", "s0")
