"""Two threads keep a result in halves only where nobody needs the whole of it."""

from __future__ import annotations

from itertools import pairwise

from attrs import evolve

from graphnet.build.lowered.ops import Affine, Copy, Op, Program, Vector
from graphnet.build.machine.halves import half_results
from tests.build.machine.programs import Maker, small_network


def chain(maker: Maker, sizes: tuple[int, ...]) -> list[Affine]:
    """Products, each of what the one before gives."""
    vectors = [maker.vector(size) for size in sizes]
    return [
        Affine(weight=maker.number(out.size, x.size), bias=None, x=x, out=out)
        for x, out in pairwise(vectors)
    ]


def halves(maker: Maker, *ticks: list[Op], prediction: Vector) -> set[tuple[int, int]]:
    item = maker.vector(1)
    program = maker.program(*map(tuple, ticks), item=item, prediction=prediction)
    return set(half_results(program))


def test_of_two_blocks_the_wide_results_are_halves() -> None:
    program: Program = small_network()
    kinds = {type(program.ticks[t][i]).__name__ for t, i in half_results(program)}
    assert sorted(i for _, i in half_results(program)) == [2, 4, 7, 9]
    assert kinds == {"Modes", "Affine"}


def test_every_other_product_of_a_chain_is_a_half() -> None:
    maker = Maker()
    ops = chain(maker, (4, 5, 6, 7, 8))
    assert halves(maker, list(ops), prediction=ops[-1].out) == {(0, 0), (0, 2)}


def test_what_is_read_by_others_or_later_stays_whole() -> None:
    maker = Maker()
    first, second = chain(maker, (4, 5, 6))
    copy = Copy(x=first.out, out=maker.vector(5))
    assert halves(maker, [first, second, copy], prediction=second.out) == set()
    part = evolve(second, x=first.out.part(0, 3), weight=maker.number(6, 3))
    assert halves(maker, [first, part], prediction=second.out) == set()
    added = evolve(second, weight=maker.number(5, 5), out=maker.vector(5), add=first.out)
    assert halves(maker, [first, added], prediction=added.out) == set()
    assert halves(maker, [first, second], prediction=first.out) == set()
    assert halves(maker, [first, second], [second], prediction=second.out) == set()
    assert halves(maker, [first, second], [first, second], prediction=second.out) == {
        (0, 0),
        (1, 0),
    }


def test_a_register_that_is_used_again_is_looked_at_each_time_anew() -> None:
    maker = Maker()
    first, second = chain(maker, (4, 5, 6))
    whole = evolve(first, x=maker.vector(4))
    copy = Copy(x=first.out, out=maker.vector(5))
    ops: list[Op] = [first, second, whole, copy]
    assert halves(maker, ops, prediction=second.out) == {(0, 0)}
    assert halves(maker, ops, prediction=first.out) == {(0, 0)}
    carried: list[Op] = [first, second, whole]
    assert halves(maker, carried, [copy], prediction=second.out) == {(0, 0)}
    assert halves(maker, carried[:2], [copy], prediction=second.out) == set()


def test_a_register_that_another_size_is_written_to_is_another_value() -> None:
    maker = Maker()
    first, second = chain(maker, (4, 5, 6))
    part = first.out.part(1, 3)
    over = Affine(weight=maker.number(3, 4), bias=None, x=first.x, out=part)
    copy = Copy(x=part, out=maker.vector(3))
    prediction = second.out
    assert halves(maker, [first, second, over, copy], prediction=prediction) == {(0, 0)}
    left = evolve(copy, x=first.out.part(0, 3))  # of which one number is not written over
    assert halves(maker, [first, second, over, left], prediction=prediction) == set()
    assert halves(maker, [over, first, copy, second], prediction=prediction) == set()


def test_a_recurrence_with_several_outputs_stays_whole() -> None:
    maker = Maker()
    modes = maker.modes(maker.vector(4), outputs=2)
    product = Affine(weight=maker.number(3, 8), bias=None, x=modes.out, out=maker.vector(3))
    assert halves(maker, [modes, product], prediction=product.out) == set()
    single = maker.modes(maker.vector(8))
    reader = evolve(product, x=single.out)
    assert halves(maker, [single, reader], prediction=product.out) == {(0, 0)}
