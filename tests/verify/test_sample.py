"""Values for probes lie in their domains, reach both ends and follow the seed alone."""

from __future__ import annotations

from math import inf

import torch

from graphnet.contract.domain import SolvedDomain
from graphnet.contract.interval import Limit, SolvedInterval
from graphnet.contract.polynomial import constant
from graphnet.graph.plan import PlannedAxis
from graphnet.verify.ports import Port
from graphnet.verify.sample import Sampler


def port(dtype: str, *limits: tuple[Limit, Limit], kind: str | None = None) -> Port:
    parts = tuple(SolvedInterval(low, high, high_included=True) for low, high in limits)
    axes = (PlannedAxis(constant(40)), PlannedAxis(constant(7)))
    return Port("main", dtype, axes, SolvedDomain(parts) if parts else None, kind)


def draw(of: Port, seed: int = 0) -> torch.Tensor:
    return Sampler(seed).port(of, {}, torch.float32)


def test_whole_numbers_reach_both_ends_of_their_domain() -> None:
    values = draw(port("int64", (constant(3), constant(9))))
    assert values.dtype == torch.int64
    assert (int(values.min()), int(values.max())) == (3, 9)


def test_a_domain_of_several_pieces_is_met_in_each() -> None:
    values = draw(port("int64", (constant(0), constant(5)), (constant(-100), constant(-100))))
    assert set(values.flatten().tolist()) == {-100, 0, 1, 2, 3, 4, 5}


def test_real_numbers_stay_inside_also_where_there_is_no_end() -> None:
    assert bool(draw(port("float", (-1.0, 1.0))).abs().le(1).all())
    assert bool(draw(port("float", (2.0, inf))).ge(2).all())
    assert bool(draw(port("float", (-inf, -2.0))).le(-2).all())


def test_without_a_domain_real_numbers_are_normal_and_whole_ones_few() -> None:
    assert 0.8 < float(draw(port("float")).std()) < 1.2
    assert set(draw(port("int64")).flatten().tolist()) <= set(range(8))


def test_probabilities_sum_to_one() -> None:
    values = draw(port("float", kind="probabilities"))
    assert torch.allclose(values.sum(-1), torch.ones(40))


def test_the_seed_alone_decides() -> None:
    of = port("float")
    assert torch.equal(draw(of, 3), draw(of, 3))
    assert not torch.equal(draw(of, 3), draw(of, 4))
    torch.manual_seed(1)
    assert torch.equal(draw(of, 3), draw(of, 3))
