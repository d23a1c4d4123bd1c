"""Each operation against the formula it stands for, written with torch's own functions."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from graphnet.build.lowered.ops import (
    Activate,
    Activation,
    Add,
    Affine,
    Copy,
    DrawClass,
    DrawMixture,
    Gate,
    Gather,
    LowRankModes,
    Modes,
    Normalise,
    Op,
    Program,
    Recur,
    Register,
    Shift,
    Vector,
)
from graphnet.build.lowered.play import Player

B, H, M, K, R = 3, 4, 5, 2, 2
DOUBLE = torch.float64


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manual_seed(0)


def drawn(*shape: int) -> Tensor:
    return torch.randn(shape, dtype=DOUBLE)


def played(ops: Sequence[Op], inputs: Sequence[Tensor], out: Vector, size: int = 0) -> Tensor:
    """What a program of one tick gives; input n is register n, and the item goes unused."""
    registers = [*(Register(x.shape[1], x) for x in inputs), Register(size or out.size)]
    registers.append(Register(1))
    item = Vector(len(registers) - 1, 0, 1)
    program = Program(
        batch=B, registers=tuple(registers), ticks=(tuple(ops),), item=item, prediction={"": out}
    )
    return Player(program, DOUBLE).predict(torch.zeros(B, 1))[""]


def same(found: Tensor, wanted: Tensor) -> None:
    torch.testing.assert_close(found, wanted.reshape(found.shape), rtol=0, atol=1e-12)


WAYS: dict[Activation, object] = {
    "id": lambda x: x,
    "gelu": lambda x: x * 0.5 * (1 + torch.erf(x / 2**0.5)),
    "relu": lambda x: x.clamp_min(0),
    "silu": lambda x: x / (1 + torch.exp(-x)),
    "tanh": torch.tanh,
    "sigmoid": lambda x: 1 / (1 + torch.exp(-x)),
}


@pytest.mark.parametrize("way", WAYS)
def test_activations_and_maps_with_them(way: Activation) -> None:
    bend, x, add = WAYS[way], drawn(B, H), drawn(B, R)
    weight, bias = drawn(R, H), drawn(R)
    assert callable(bend)
    op: Op = Activate(activation=way, x=Vector(0, 0, H), out=Vector(1, 0, H))
    same(played([op], [x], Vector(1, 0, H)), bend(x))
    out = Vector(2, 0, R)
    op = Affine(
        weight=weight, bias=bias, x=Vector(0, 0, H), out=out, add=Vector(1, 0, R), activation=way
    )
    same(played([op], [x, add], out), add + bend(x @ weight.T + bias))
    op = Affine(weight=weight, bias=None, x=Vector(0, 0, H), out=out, activation=way)
    same(played([op], [x, add], out), bend(x @ weight.T))


def test_gates() -> None:
    x, weight, bias, add = drawn(B, 2 * H), drawn(6, 2 * H), drawn(6), drawn(B, 3)
    op: Op = Gate(x=Vector(0, 0, 2 * H), out=Vector(1, 0, H))
    same(played([op], [x], Vector(1, 0, H)), x[:, :H] * torch.sigmoid(x[:, H:]))
    y, out = x @ weight.T + bias, Vector(2, 0, 3)
    op = Affine(
        weight=weight, bias=bias, x=Vector(0, 0, 2 * H), out=out, add=Vector(1, 0, 3), gated=True
    )
    same(played([op], [x, add], out), add + y[:, :3] * torch.sigmoid(y[:, 3:]))


def test_norms() -> None:
    x, weight, bias, out = drawn(B, H), drawn(H), drawn(H), Vector(1, 0, H)
    op = Normalise(x=Vector(0, 0, H), out=out, weight=weight, bias=bias, epsilon=1e-5)
    same(played([op], [x], out), functional.layer_norm(x, [H], weight, bias, 1e-5))
    m, s = drawn(1), drawn(1)
    std, mean = torch.std_mean(x, dim=-1, unbiased=False, keepdim=True)
    op = Normalise(x=Vector(0, 0, H), out=out, shift=m, weight=s)
    same(played([op], [x], out), s * (x - mean + m) / std)


def test_what_only_moves_numbers() -> None:
    x, y, window, table = drawn(B, H), drawn(B, H), drawn(B, 3 * H), drawn(7, H)
    out = Vector(2, 1, H)
    op: Op = Add(x=Vector(0, 0, H), y=Vector(1, 0, H), out=out, by=-2.0)
    same(played([op], [x, y], out, H + 1), x - 2 * y)
    op = Copy(x=Vector(1, 1, 2), out=Vector(2, 3, 2))
    same(played([op], [x, y], Vector(2, 3, 2), H + 1), y[:, 1:3])
    op = Shift(x=Vector(0, 0, H), window=Vector(1, 0, 3 * H))
    same(
        played([op], [x, window], Vector(1, 0, 3 * H), 1),
        torch.cat([window[:, H : 2 * H], window[:, 2 * H :], x], dim=1),
    )
    index = torch.tensor([[2.0], [0.0], [6.0]], dtype=DOUBLE)
    op = Gather(table=table, index=Vector(0, 0, 1), out=Vector(1, 0, H))
    same(played([op], [index], Vector(1, 0, H)), table[[2, 0, 6]])


def test_recurrences() -> None:
    u, through, out = drawn(B, H), drawn(K, H), Vector(2, 0, K * H)
    item = Vector(0, 0, H)
    z, t, read = drawn(B, H, M, 2), drawn(H, M, 2), drawn(K, H, M, 2)
    kept = Vector(1, 0, 2 * H * M)
    op: Op = Modes(
        u=item,
        out=out,
        state=kept,
        transition=t,
        readout=read,
        through=through,
        activation="gelu",
    )
    turned = torch.view_as_complex(z) * torch.view_as_complex(t)
    after = torch.view_as_real(turned + u[..., None])
    y = (after[:, None] * read).sum((-1, -2)) + through * u[:, None]
    same(played([op], [u, z.flatten(1)], out), functional.gelu(y))
    same(played([op], [u, z.flatten(1)], kept, out.size), after)

    inlet, push, pull = drawn(H, M, 2), drawn(R, H, M, 2), drawn(R, H, M, 2)
    op = LowRankModes(
        u=item, out=out, state=kept, transition=t, inlet=inlet, push=push, pull=pull, readout=read,
        through=through,
    )  # fmt: skip
    pulled = (z[:, None] * pull).sum((-1, -2))
    after = torch.view_as_real(turned) + inlet * u[..., None, None]
    after = after - (push * pulled[..., None, None]).sum(1)
    y = (after[:, None] * read).sum((-1, -2)) + through * u[:, None]
    same(played([op], [u, z.flatten(1)], out), y)
    same(played([op], [u, z.flatten(1)], kept, out.size), after)

    s, matrix, inlet, read = drawn(B, H, M), drawn(H, M, M), drawn(H, M), drawn(K, H, M)
    kept = Vector(1, 0, H * M)
    op = Recur(
        u=item, out=out, state=kept, matrix=matrix, inlet=inlet, readout=read, through=through
    )
    after = (matrix @ s[..., None])[..., 0] + inlet * u[..., None]
    y = (after[:, None] * read).sum(-1) + through * u[:, None]
    same(played([op], [u, s.flatten(1)], out), y)
    same(played([op], [u, s.flatten(1)], kept, out.size), after)


def test_draws_go_through_the_classes_in_order() -> None:
    scores = torch.tensor([[0.1, 0.2, 0.3, 0.4]], dtype=DOUBLE).log().expand(B, 4)
    uniform = torch.tensor([[0.05], [0.31], [0.999]], dtype=DOUBLE)
    vectors = {"scores": Vector(0, 0, 4), "uniform": Vector(1, 0, 1), "out": Vector(2, 0, 1)}

    def drawn(**ways: float | None) -> list[float]:
        op = DrawClass(**vectors, **ways)  # type: ignore[arg-type]  # three numbers
        return played([op], [scores, uniform], Vector(2, 0, 1)).flatten().tolist()

    assert drawn() == [0, 2, 3]
    assert drawn(temperature=0.0) == [3, 3, 3]
    assert drawn(top_k=2) == [2, 2, 3]  # shares 3/7, 4/7
    assert drawn(top_p=0.5) == [2, 2, 3]
    assert drawn(top_p=0.39) == [3, 3, 3]
    assert drawn(temperature=1e9) == [0, 1, 3]


def test_a_mixture_draws_by_its_distribution() -> None:
    n, K = 16, 3
    logits, means, log_scales = drawn(B, K), drawn(B, K) / 2, drawn(B, K) - 2
    weights, ends = logits.softmax(-1), 2 * torch.arange(1, n + 1, dtype=DOUBLE) / n - 1
    ends[-1] = torch.inf
    share = torch.sigmoid((ends[:, None] - means[:, None]) / log_scales.exp()[:, None])
    whole = (weights[:, None] * share).sum(-1)
    vectors = {
        "logits": Vector(0, 0, K), "means": Vector(1, 0, K), "log_scales": Vector(2, 0, K),
        "uniform": Vector(3, 0, 1), "out": Vector(4, 0, 1),
    }  # fmt: skip
    op = DrawMixture(**vectors, n=n, least_log_scale=-30.0)
    for u in (0.0, 0.2, 0.5, 0.77, 0.9999):
        uniform = torch.full((B, 1), u, dtype=DOUBLE)
        code = played([op], [logits, means, log_scales, uniform], Vector(4, 0, 1)).long()
        assert bool((whole.gather(1, code) > u).all())
        before = whole.gather(1, (code - 1).clamp_min(0))
        assert bool(((before <= u) | (code == 0)).all())


def test_a_program_that_draws_nothing_does_not_run_free() -> None:
    item = Vector(0, 0, 1)
    program = Program(batch=1, registers=(Register(1),), ticks=((),), item=item)
    with pytest.raises(ValueError, match="draws nothing"):
        Player(program, DOUBLE).free_run(torch.zeros(1, 1), torch.zeros(2, 1, 0))


def test_what_is_drawn_is_the_next_item_and_ticks_come_in_turns() -> None:
    item, uniform, out = Vector(0, 0, 1), Vector(1, 0, 1), Vector(2, 0, 1)
    ticks = tuple((Add(x=item, y=uniform, out=out, by=by),) for by in (1.0, 10.0))
    program = Program(
        batch=1, registers=(Register(1),) * 3, ticks=ticks, item=item, drawn=out, uniform=uniform
    )
    player = Player(program, DOUBLE)
    ones = torch.ones(3, 1, 1)
    assert player.free_run(torch.zeros(1, 1), ones).flatten().tolist() == [1, 11, 12]
    assert player.free_run(torch.zeros(1, 1), ones).flatten().tolist() == [10, 11, 21]
