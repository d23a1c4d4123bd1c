"""Stages whose output is wide, run on a few positions at a time, gradients and all."""

# Plain autograd keeps the output of a head for every position until the backward pass: 4 GB of
# scores for 16,000 positions of 65,536 classes. Here the gradient of a chunk is taken as soon as
# its result is known, while the scores of that chunk are in the cache, and nothing wide is kept.
#
# The gradient that comes back is not known then. It is taken to be the same at every position, as
# a mean's is, and what was found is scaled by it; where it is not, the chunks are run again with
# it. Where that is known beforehand (`is_ahead` is False) nothing is found in vain.
#
# B batch   L positions

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, final

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from graphnet.values import frozen

Ports = Mapping[str, Tensor]
Cut = tuple[slice, slice]
Gradients = tuple[Tensor | None, ...]


@frozen(eq=False)
class Segment:
    """What is run chunk by chunk: `run` takes tensors `(b, l, ...)` by name to one `(b, l, ...)`.

    `parameters` are all that it learns with. A chunk has at most so many `positions`, of however
    many rows. `is_ahead` says that gradients are taken before the one that comes back is known.
    """

    run: Callable[[Ports], Tensor]
    parameters: tuple[Tensor, ...]
    positions: int
    is_ahead: bool = True


def run_chunked(segment: Segment, inputs: Ports) -> Tensor:
    """What `segment.run(inputs)` gives, `(B, L, ...)`, with its gradients, in little memory."""
    if not all(tensor.numel() for tensor in inputs.values()):
        return segment.run(inputs)
    learned = tuple(p for p in segment.parameters if p.requires_grad)
    tensors = (*inputs.values(), *learned)
    if not torch.is_grad_enabled() or not any(tensor.requires_grad for tensor in tensors):
        return _Pass(segment, inputs, ()).results()
    # torch leaves `apply` untyped
    result: Tensor = _Chunked.apply(segment, tuple(inputs), learned, *tensors)  # type: ignore[no-untyped-call]
    return result


class _Chunked(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,
        segment: Segment,
        names: tuple[str, ...],
        learned: tuple[Tensor, ...],
        *tensors: Tensor,  # the inputs, then what is learned: both get gradients
    ) -> Tensor:
        ctx.save_for_backward(*tensors)
        ctx.again = segment, names, learned
        ctx.surroundings, ctx.found = _Surroundings(tensors[0].device), None
        work = _Pass(segment, dict(zip(names, tensors, strict=False)), learned)
        if not segment.is_ahead:
            return work.results()
        result, ctx.found = work.gradients(None)
        return result

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Any, ...]:
        found: Gradients | None = ctx.found
        ctx.found = None  # handed on, so that a second backward pass finds them anew
        scale = gradient.flatten()[:1]
        if found is not None and bool((gradient == scale).all()):
            scaled = (None if g is None else g.mul_(scale.to(g.dtype)) for g in found)
            return (None, None, None, *scaled)
        del found
        segment, names, learned = ctx.again
        with ctx.surroundings.again():
            inputs = dict(zip(names, ctx.saved_tensors, strict=False))
            _, anew = _Pass(segment, inputs, learned).gradients(gradient)
        return (None, None, None, *anew)


@final
class _Pass:
    """One pass over all chunks."""

    def __init__(self, segment: Segment, inputs: Ports, learned: tuple[Tensor, ...]) -> None:
        self.segment, self.inputs, self.learned = segment, inputs, learned
        self.totals: list[Tensor | None] = [None] * len(learned)
        self.back = {n: torch.zeros_like(t) for n, t in inputs.items() if t.requires_grad}
        self.whole: Tensor | None = None

    def results(self) -> Tensor:
        """The result alone."""
        with torch.no_grad():
            for cut in self.cuts():
                self.keep(cut, self.segment.run(self.ports(cut)))
        return self.given()

    def gradients(self, weights: Tensor | None) -> tuple[Tensor, Gradients]:
        """The result, and the gradient of each input and parameter; no `weights` are ones."""
        for cut in self.cuts():
            self.differentiate(cut, None if weights is None else weights[cut])
        return self.given(), (*(self.back.get(name) for name in self.inputs), *self.totals)

    def differentiate(self, cut: Cut, weights: Tensor | None) -> None:
        """One chunk forwards and backwards, into the totals."""
        ports = dict(self.ports(cut))
        leaves = {name: ports[name].detach().requires_grad_() for name in self.back}
        with torch.enable_grad():
            result = self.segment.run({**ports, **leaves})
        self.keep(cut, result.detach())
        if not result.requires_grad:
            return
        ones = torch.ones_like(result) if weights is None else weights
        given = torch.autograd.grad(
            result, (*leaves.values(), *self.learned), ones, allow_unused=True
        )
        for name, gradient in zip(leaves, given, strict=False):
            if gradient is not None:
                self.back[name][cut] = gradient
        for index, gradient in enumerate(given[len(leaves) :]):
            self.add(index, gradient)

    def add(self, index: int, gradient: Tensor | None) -> None:
        """Add a chunk's gradient of one parameter to those before."""
        if gradient is None:
            return
        total = self.totals[index]
        if total is None:
            total = self.totals[index] = torch.zeros_like(self.learned[index])
        total += gradient

    def cuts(self) -> Iterator[Cut]:
        """Where the chunks lie: a stretch of one row, or several rows that are short."""
        rows, length = next(iter(self.inputs.values())).shape[:2]
        along = max(1, min(length, self.segment.positions))
        across = max(1, self.segment.positions // along)
        for row in range(0, rows, across):
            for start in range(0, length, along):
                yield slice(row, row + across), slice(start, start + along)

    def ports(self, cut: Cut) -> Ports:
        """The inputs of one chunk."""
        return {name: tensor[cut] for name, tensor in self.inputs.items()}

    def keep(self, cut: Cut, result: Tensor) -> None:
        """Put the result of one chunk in its place."""
        if self.whole is None:
            rows, length = next(iter(self.inputs.values())).shape[:2]
            self.whole = result.new_empty((rows, length, *result.shape[2:]))
        self.whole[cut] = result

    def given(self) -> Tensor:
        """The whole result; chunks there are, as no axis is empty."""
        if self.whole is None:
            raise ValueError("nothing is run on no positions")
        return self.whole


@final
class _Surroundings:
    """What a second run must find as the first did: random numbers and autocast."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.on_cpu = torch.get_rng_state()
        self.on_device = torch.cuda.get_rng_state(device) if device.type == "cuda" else None
        self.kinds = {
            kind: (torch.is_autocast_enabled(kind), torch.get_autocast_dtype(kind))
            for kind in dict.fromkeys(("cpu", device.type))
        }

    @contextmanager
    def again(self) -> Iterator[None]:
        """Everything as it was, for as long as this lasts."""
        devices = [] if self.on_device is None else [self.device]
        with ExitStack() as stack:
            for context in self.contexts():
                stack.enter_context(context)
            stack.enter_context(torch.random.fork_rng(devices=devices))
            torch.set_rng_state(self.on_cpu)
            if self.on_device is not None:
                torch.cuda.set_rng_state(self.on_device, self.device)
            yield

    def contexts(self) -> Iterator[AbstractContextManager[object]]:
        """Autocast as it was, on and off, kind of device by kind."""
        for kind, (enabled, dtype) in self.kinds.items():
            if kind != "meta":
                yield torch.autocast(kind, dtype=dtype, enabled=enabled)
