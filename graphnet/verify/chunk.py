"""C4: a stage that also takes chunks gives from them what it gives for the whole sequence.

A sequence is cut at random; parts go in as chunks or step by step, and state goes from one to the
next. No declaration asks for this: a module that has `chunk` is taken at its word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from typing import cast, final

import torch
from torch import Tensor

from graphnet.build.protocols import ChunkingModule, State
from graphnet.graph.records import gathered
from graphnet.verify.bench import Bench
from graphnet.verify.call import Raised, flat
from graphnet.verify.causality import probe_point
from graphnet.verify.check import Check, Finding
from graphnet.verify.perturb import by_item
from graphnet.verify.precision import size
from graphnet.verify.rules.step_differs import cannot_chunk, chunk_shape, chunks_apart
from graphnet.verify.step import Stepping, batched

MOST = 48
EVEN = (2, 3, 4, 5)
AT_RANDOM = 4
Chunked = Callable[..., tuple[object, State]]
Part = tuple[int, int, bool]
"""First and last firing of a part of a sequence, and whether it goes in as a chunk."""


def check_chunk(bench: Bench) -> Check:
    """Cut a sequence in several ways, with a batch of 1, then of 2 in fewer ways."""
    takes = bench.subject.timing.takes
    point = probe_point(bench.subject, MOST * takes)
    if not bench.subject.timing.steps or not isinstance(bench.module, ChunkingModule):
        return Check(level="C4", name="chunk", applies=False)
    if point is None:
        return Check(level="C4", name="chunk", unverified="no sizes keep all its conditions")
    for batch in (1, 2):
        findings = _Chunking(bench, batched(bench, point, batch)).findings()
        if findings:
            return Check(level="C4", name="chunk", findings=findings)
    return Check(level="C4", name="chunk")


@final
class _Chunking(Stepping):
    """One sequence, whole and in parts."""

    most = MOST
    kind = "a chunk"

    def run(self, whole: Mapping[str, Tensor]) -> Finding | None:
        """Go through every cut, and say what first goes wrong."""
        for parts in _cuts(self.firings, self.bench.sampler("chunk").generator, self.batch):
            wrong = self.through(parts, whole)
            if wrong is not None:
                return wrong
        return None

    def through(self, parts: tuple[Part, ...], whole: Mapping[str, Tensor]) -> Finding | None:
        """One cut of the sequence, part by part."""
        state = tuple(self.module.initial_state(self.batch))
        for number, part in enumerate(parts):
            if part[2]:
                way = ", ".join(map(_text, parts[: number + 1][-3:]))
                state, wrong = self.next(part, state, whole, way)
                if wrong is not None:
                    return wrong
                continue
            for firing in range(part[0], part[1]):
                state = tuple(self.step(self.item(firing), state)[1])
        return None

    def next(
        self, part: Part, state: State, whole: Mapping[str, Tensor], way: str
    ) -> tuple[State, Finding | None]:
        """The state after one chunk, and what is wrong with the chunk."""
        before = tuple(tensor.clone() for tensor in state)
        try:
            given, after = self.chunk(part, state)
        except Exception as problem:  # noqa: BLE001  # a plugin's chunk may fail in any way
            return state, cannot_chunk(f"{Raised(problem).line} at {way}", self.point)
        found = flat(given, self.subject.outputs)
        if isinstance(found, Raised):
            return state, cannot_chunk(found.line, self.point)
        wrong = self.same_state(before, state, after) or self.alike(found, whole, part, way)
        return tuple(after), wrong

    def chunk(self, part: Part, state: State) -> tuple[object, State]:
        """One part at once, as a network hands it over."""
        takes = self.subject.timing.takes
        items = {
            port.name: self.values[port.name].narrow(
                port.axis("time") or 0, part[0] * takes, (part[1] - part[0]) * takes
            )
            for port in self.subject.inputs
            if port.axis("time") is not None
        }
        arguments = {**dict(gathered(items)), "state": state}
        return cast(Chunked, cast(ChunkingModule, self.module).chunk)(**arguments)

    def alike(
        self, found: Mapping[str, Tensor], whole: Mapping[str, Tensor], part: Part, way: str
    ) -> Finding | None:
        """Whether a chunk gives what the whole sequence has there."""
        gives = self.subject.timing.gives
        for port in self.subject.outputs:
            axis = port.axis("time")
            if axis is None:
                continue
            first, count = part[0] * gives, (part[1] - part[0]) * gives
            wanted = whole[port.name].narrow(axis, first, count)
            got = found.get(port.name)
            if got is None or got.shape != wanted.shape:
                shape = "nothing" if got is None else tuple(got.shape)
                return chunk_shape(port.name, tuple(wanted.shape), shape, self.point)
            gaps = by_item(wanted, got, axis)
            allowed = self.tolerance * part[1] * size(whole[port.name])
            if float(gaps.max()) > allowed:
                where = port.name, first + int(gaps.argmax()), way
                return chunks_apart(where, float(gaps.max()), allowed, self.point)
        return None


def _cuts(firings: int, generator: torch.Generator, batch: int) -> Iterator[tuple[Part, ...]]:
    """A sequence cut evenly into chunks of several lengths, then at random with steps between.

    A large batch is cut into few: what a chunk costs beside its items may be most of it.
    """
    few = ((firings,), (firings // 2,), (1, firings - 2))
    for lengths in few if batch > 1 else ((firings,), (1,), *few[1:], *((n,) for n in EVEN)):
        even = tuple((max(1, length), True) for length in lengths)
        yield tuple(_parts(firings, cycle(even)))
    for _ in range(AT_RANDOM):
        yield tuple(_parts(firings, _drawn(firings, generator)))


def _drawn(firings: int, generator: torch.Generator) -> Iterator[tuple[int, bool]]:
    """Lengths of parts without end, three of four of them chunks."""
    while True:
        yield _draw(1, 2 + firings // 3, generator), bool(_draw(0, 4, generator))


def _parts(firings: int, lengths: Iterator[tuple[int, bool]]) -> Iterator[Part]:
    begin = 0
    while begin < firings:
        length, is_chunk = next(lengths)
        end = min(firings, begin + length)
        yield begin, end, is_chunk
        begin = end


def _draw(low: int, high: int, generator: torch.Generator) -> int:
    return int(torch.randint(low, high, (), generator=generator))


def _text(part: Part) -> str:
    """`a chunk of items 3 to 9`, in firings."""
    first, end, is_chunk = part
    which = f"item {first}" if end == first + 1 else f"items {first} to {end - 1}"
    return f"a chunk of {which}" if is_chunk else f"steps through {which}"
