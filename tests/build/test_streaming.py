"""A network from its source on, chunk by chunk, carries on every wire what the whole has there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from graphnet.build import Network
from graphnet.build.streaming import Streamer, stream_through
from graphnet.graph.plan import Wire
from tests.build.test_chunking import NETWORKS, network_of
from tests.build.test_stepping import built, stages


def streamed(
    streamer: Streamer, codes: Tensor, turns: Sequence[int]
) -> tuple[dict[Wire, Tensor], int]:
    """What all chunks give together; `turns` are their lengths in blocks."""
    state = streamer.initial_state(codes.shape[0])
    found: dict[Wire, list[Tensor]] = {end: [] for end in streamer.ends}
    begin = chunks = 0
    while begin < codes.shape[1]:
        end = min(begin + turns[chunks % len(turns)] * streamer.block, codes.shape[1])
        given, state = streamer.chunk({"main": codes[:, begin:end]}, state)
        for wire, values in given.items():
            found[wire].append(values)
        begin, chunks = end, chunks + 1
    return {wire: torch.cat(parts, dim=1) for wire, parts in found.items()}, chunks


def wires(network: Network) -> tuple[Wire, ...]:
    """Every wire of a network."""
    stages = network.plan.stages
    return tuple(Wire(stage.path, port) for stage in stages for port in stage.gives)


@pytest.mark.parametrize("way", NETWORKS)
@settings(max_examples=6, deadline=None)
@given(turns=st.lists(st.integers(1, 4), min_size=1, max_size=6), seed=st.integers(0, 2**16))
def test_every_wire_carries_what_it_does_for_the_whole(
    way: str, turns: list[int], seed: int
) -> None:
    network = network_of(way)
    codes = torch.randint(0, 8, (2, 48, 1), generator=torch.Generator().manual_seed(seed))
    streamer = stream_through(network, wires(network))
    assert isinstance(streamer, Streamer)
    found, _ = streamed(streamer, codes, turns)
    whole = network.values({"main": codes})
    assert found.keys() == whole.keys()
    for wire, values in whole.items():
        assert torch.allclose(found[wire].double(), values.double(), rtol=0, atol=1e-10), wire


def test_a_chunk_is_a_multiple_of_the_block() -> None:
    network = built(stages('use = "net"', 'use = "net"\noptions = { by = 3 }'))
    streamer = stream_through(network, network.plan.outputs)
    assert isinstance(streamer, Streamer)
    assert streamer.block == 6
    codes = torch.zeros(1, 8, 1, dtype=torch.int64)
    with pytest.raises(ValueError, match="8 items are no multiple of 6"):
        streamer.chunk({"main": codes}, streamer.initial_state(1))
