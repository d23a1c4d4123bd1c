"""Chunks give what the whole gives, gradients too, however they are cut; and keep nothing wide."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from graphnet.build.chunked import Segment, run_chunked

WIDE = 50
Gradients = Mapping[str, Tensor | None]


class Head(nn.Module):
    """A head, a skip, a likelihood: two floating inputs, one of whole numbers."""

    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        self.inner = nn.Linear(4, 4)
        self.outer = nn.Linear(4, WIDE)
        self.frozen = nn.Parameter(torch.randn(4), requires_grad=False)
        self.unread = nn.Parameter(torch.randn(2))
        self.dropout = nn.Dropout(dropout)
        self.sizes: list[int] = []

    def forward(self, ports: Mapping[str, Tensor]) -> Tensor:
        mixed = self.dropout(self.inner(ports["main"]) + ports["skip"] * self.frozen)
        scores = self.outer(torch.tanh(mixed))
        self.sizes.append(scores.numel() // WIDE)
        flat = functional.cross_entropy(
            scores.flatten(0, -2), ports["target"].flatten(), reduction="none"
        )
        return flat.view(scores.shape[:-1])


def inputs(B: int = 3, L: int = 37) -> dict[str, Tensor]:
    torch.manual_seed(1)
    return {
        "main": torch.randn(B, L, 4, dtype=torch.float64, requires_grad=True),
        "skip": torch.randn(B, L, 4, dtype=torch.float64, requires_grad=True),
        "target": torch.randint(0, WIDE, (B, L, 1)),
    }


def head(dropout: float = 0.0) -> Head:
    torch.manual_seed(2)
    return Head(dropout).double()


def chunked(module: Head, ports: Mapping[str, Tensor], positions: int, *, ahead: bool) -> Tensor:
    return run_chunked(Segment(module, tuple(module.parameters()), positions, ahead), ports)


def gradients(module: Head, ports: Mapping[str, Tensor]) -> Gradients:
    named = {**dict(module.named_parameters()), **ports}
    return {name: tensor.grad for name, tensor in named.items()}


def agree(left: Gradients, right: Gradients) -> bool:
    pairs = [(left[name], right[name]) for name in left]
    return all(
        (a is None and b is None)
        or (a is not None and b is not None and torch.allclose(a, b, rtol=1e-12, atol=1e-14))
        for a, b in pairs
    )


@pytest.mark.parametrize("positions", [1, 5, 16, 37, 64, 1000])
@pytest.mark.parametrize("ahead", [True, False])
@pytest.mark.parametrize("weighing", ["mean", "by position", "zero behind"])
def test_result_and_gradients_are_those_of_the_whole(
    positions: int, weighing: str, *, ahead: bool
) -> None:
    weights = {
        "mean": torch.full((3, 37), 1 / 111, dtype=torch.float64),
        "by position": torch.rand(3, 37, dtype=torch.float64),
        "zero behind": (torch.arange(37) < torch.tensor([[37], [5], [20]])).double(),
    }[weighing]
    plain, plain_ports = head(), inputs()
    whole = plain(plain_ports)
    torch.autograd.backward((whole * weights).sum())
    other, ports = head(), inputs()
    found = chunked(other, ports, positions, ahead=ahead)
    torch.autograd.backward((found * weights).sum())
    assert torch.equal(found.detach(), whole.detach()) or torch.allclose(found, whole, rtol=1e-13)
    assert agree(gradients(plain, plain_ports), gradients(other, ports))
    assert other.frozen.grad is None


def test_a_chunk_has_no_more_positions_than_it_may() -> None:
    module = head()
    chunked(module, inputs(), 16, ahead=True)
    assert module.sizes == [16, 16, 5] * 3
    module = head()
    chunked(module, inputs(B=5, L=4), 8, ahead=True)
    assert module.sizes == [8, 8, 4]


def test_even_gradients_take_one_run_and_others_a_second() -> None:
    module = head()
    found = chunked(module, inputs(), 37, ahead=True)
    torch.autograd.backward(found.mean())
    assert len(module.sizes) == 3
    found = chunked(module, inputs(), 37, ahead=True)
    torch.autograd.backward((found * torch.rand(3, 37)).sum())
    assert len(module.sizes) == 9
    found = chunked(module, inputs(), 37, ahead=False)
    torch.autograd.backward(found.mean())
    assert len(module.sizes) == 15


def test_nothing_wide_outlives_its_chunk() -> None:
    widths: list[int] = []

    def pack(tensor: Tensor) -> Tensor:
        widths.append(tensor.shape[-1])
        return tensor

    ports = inputs()
    module = head()
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        found = chunked(module, ports, 8, ahead=False)
        assert WIDE not in {width for width in widths if width != module.outer.bias.numel()}
    seen = len(widths)
    assert seen == len([*ports, *(p for p in module.parameters() if p.requires_grad)])
    assert found.requires_grad


@pytest.mark.parametrize("ahead", [True, False])
def test_a_second_backward_pass_gives_the_same_again(*, ahead: bool) -> None:
    module, ports = head(), inputs()
    loss = chunked(module, ports, 8, ahead=ahead).mean()
    tensors = (ports["main"], module.outer.weight)
    first = [each.clone() for each in torch.autograd.grad(loss, tensors, retain_graph=True)]
    second = torch.autograd.grad(loss, tensors)
    for a, b in zip(first, second, strict=True):
        assert torch.allclose(a, b, rtol=1e-12)


def test_random_numbers_are_drawn_once_whichever_way_gradients_come() -> None:
    """The same masks in both runs of one pass, and the generator ends where it would."""
    found, ends = [], []
    for ahead in (True, False):
        module, ports = head(dropout=0.5), inputs()
        torch.manual_seed(7)
        loss = chunked(module, ports, 8, ahead=ahead)
        ends.append(torch.rand(1))
        before = torch.get_rng_state()
        torch.autograd.backward(loss.mean())
        assert torch.equal(torch.get_rng_state(), before)
        found.append((loss.detach(), gradients(module, ports)))
    assert torch.equal(found[0][0], found[1][0])
    assert agree(found[0][1], found[1][1])
    assert torch.equal(*ends)


def test_a_tied_parameter_gets_the_gradients_of_both_places() -> None:
    table = nn.Parameter(torch.randn(WIDE, 4, dtype=torch.float64))
    codes = torch.randint(0, WIDE, (2, 9, 1))

    def run(ports: Mapping[str, Tensor]) -> Tensor:
        found: Tensor = (ports["main"] @ table.T).logsumexp(-1)
        return found

    torch.autograd.backward((table[codes[..., 0]] @ table.T).logsumexp(-1).mean())
    whole, table.grad = table.grad, None
    torch.autograd.backward(
        run_chunked(Segment(run, (table,), 4), {"main": table[codes[..., 0]]}).mean()
    )
    assert whole is not None
    assert table.grad is not None
    assert torch.allclose(table.grad, whole, rtol=1e-12)


def test_without_gradients_there_is_the_result_alone() -> None:
    module, ports = head(), inputs()
    with torch.no_grad():
        found = chunked(module, ports, 8, ahead=True)
    assert not found.requires_grad
    assert torch.allclose(found, module(ports), rtol=1e-13)
    module.requires_grad_(requires_grad=False)
    bare = {name: tensor.detach() for name, tensor in inputs().items()}
    assert not chunked(module, bare, 8, ahead=True).requires_grad


def test_no_positions_are_run_at_once() -> None:
    empty = {name: tensor[:, :0] for name, tensor in inputs().items()}
    assert chunked(head(), empty, 8, ahead=True).shape == (3, 0)


@pytest.mark.parametrize("ahead", [True, False])
def test_autocast_reaches_into_chunks_on_the_way_back_too(*, ahead: bool) -> None:
    seen: list[torch.dtype] = []
    layer = nn.Linear(4, WIDE)

    def run(ports: Mapping[str, Tensor]) -> Tensor:
        scores = layer(ports["main"])
        seen.append(scores.dtype)
        found: Tensor = scores.float().logsumexp(-1)
        return found

    main = torch.randn(2, 9, 4, requires_grad=True)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = run_chunked(Segment(run, tuple(layer.parameters()), 4, ahead), {"main": main})
    torch.autograd.backward((found * torch.rand(2, 9)).sum())
    assert set(seen) == {torch.bfloat16}
    assert len(seen) == 12
    assert main.grad is not None
    assert main.grad.dtype == torch.float32
