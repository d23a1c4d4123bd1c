"""From a network and its state to a program: played, made shorter, and given few registers."""

from __future__ import annotations

import torch
from torch import Tensor

from graphnet.build.actors import NetworkState
from graphnet.build.lowered.access import with_vectors
from graphnet.build.lowered.allocate import allocate
from graphnet.build.lowered.coalesce import coalesce
from graphnet.build.lowered.code import NotLowered
from graphnet.build.lowered.fuse import fuse
from graphnet.build.lowered.listing import Listing
from graphnet.build.lowered.ops import Program
from graphnet.build.lowered.superstep import Drawer, Superstep
from graphnet.build.network import Network
from graphnet.build.protocols import Sampling
from graphnet.values import frozen


@frozen(eq=False)
class LoweredNetwork:
    """A program, and the dtype that its steps ask for: float64 where one needs the digits."""

    program: Program
    dtype: torch.dtype


def lower_network(
    network: Network, item: Tensor, state: NetworkState, sampling: Sampling | None = None
) -> LoweredNetwork | NotLowered:
    """What a network does with items like `item` (B, ...) from `state` on, as a program.

    With `sampling` the program also draws from what it predicts. Modules are lowered as they
    compute in evaluation.
    """
    with torch.inference_mode():
        superstep = Superstep(network.stepper, state, item, network.like)
        drawer = None if sampling is None else Drawer(network.objective_module, sampling)
        why = superstep.play(drawer)
    if why is not None:
        return why
    return LoweredNetwork(program_of(superstep), superstep.frame.dtype)


def program_of(superstep: Superstep) -> Program:
    """A superstep that was played, in few operations and registers."""
    frame = superstep.frame
    listing = Listing(frame.ticks)
    fuse(listing, frame.lasting)
    coalesce(listing, frame.lasting, frame.registers)
    found = allocate(listing, frame.lasting, frame.registers)
    drawn, uniform = superstep.drawn, frame.uniform
    return Program(
        batch=frame.batch,
        registers=tuple(found.registers),
        ticks=tuple(tuple(with_vectors(op, found.moved) for op in t) for t in listing.ticks()),
        item=found.moved(superstep.item),
        prediction={name: found.moved(v) for name, v in superstep.prediction.items()},
        drawn=None if drawn is None else found.moved(drawn),
        uniform=None if uniform is None else found.moved(uniform),
    )
