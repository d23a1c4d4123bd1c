"""The same constants are packed once, and every layout has pieces of its own."""

from __future__ import annotations

import numpy as np
import torch
from attrs import evolve

from graphnet.build.lowered.ops import Affine, Copy, Normalise, Vector
from graphnet.build.machine.constants import pieces
from graphnet.build.machine.layout import as_array
from graphnet.build.machine.pack import Array
from tests.build.machine.programs import Maker

DOUBLE = np.dtype(np.float64)
OP = Affine(
    weight=torch.randn(6, 20).double(),
    bias=torch.randn(6).double(),
    x=Vector(0, 0, 20),
    out=Vector(1, 0, 6),
)


def array(tensor: torch.Tensor) -> Array:
    return as_array(tensor, DOUBLE)


def test_operations_on_the_same_tensors_have_the_same_key() -> None:
    elsewhere = evolve(OP, x=Vector(5, 3, 20), out=Vector(6, 0, 6))
    one = pieces(OP, 8, by_rows=False)
    assert one.key == pieces(elsewhere, 8, by_rows=False).key
    assert one.key != pieces(OP, 8, by_rows=True).key
    assert one.key != pieces(evolve(OP, bias=None), 8, by_rows=False).key
    assert one.key != pieces(evolve(OP, weight=OP.weight.clone()), 8, by_rows=False).key
    halved = evolve(OP, bias=None, gated=True, out=Vector(1, 0, 3))
    assert one.key != pieces(halved, 8, by_rows=False).key


def test_halves_of_a_product_hold_each_weight_once() -> None:
    for by_rows in (False, True):
        weights = pieces(OP, 8, by_rows=by_rows).make(array)[:2]
        held = np.concatenate([part for part in weights if part is not None])
        assert np.allclose(np.sort(held[held != 0]), np.sort(OP.weight.numpy().ravel()))


def test_a_product_without_bias_starts_from_zeros() -> None:
    *_, bias = pieces(evolve(OP, bias=None), 8, by_rows=False).make(array)
    assert bias is not None
    assert not bias.any()


def test_one_number_of_a_norm_is_spread_over_all_features() -> None:
    x, out = Vector(0, 0, 5), Vector(1, 0, 5)
    op = Normalise(x=x, out=out, weight=torch.tensor([2.0]))
    shift, weight, bias = pieces(op, 8, by_rows=False).make(array)
    assert (shift, bias) == (None, None)
    assert weight is not None
    assert weight.tolist() == [2.0] * 5 + [0.0] * 3
    wider = evolve(op, x=Vector(0, 0, 6), out=Vector(1, 0, 6))
    assert pieces(op, 8, by_rows=False).key != pieces(wider, 8, by_rows=False).key


def test_a_recurrence_keeps_its_first_readout_with_its_system() -> None:
    maker = Maker()
    op = maker.modes(maker.vector(4), modes=3, outputs=3)
    system, others, through = pieces(op, 8, by_rows=False).make(array)
    assert system is not None
    assert others is not None
    assert through is not None
    assert (system.shape, others.shape, through.shape) == ((1, 3, 4, 8), (1, 2, 3, 2, 8), (1, 3, 8))
    assert np.array_equal(system[0, :, 2:, :4], array(op.readout)[0].transpose(1, 2, 0))


def test_what_holds_no_constants_has_no_pieces() -> None:
    assert pieces(Copy(x=Vector(0, 0, 1), out=Vector(1, 0, 1)), 8, by_rows=False).make(array) == ()
