"""A machine that runs one program: where it stands, and how many threads it has."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Mapping
from statistics import median
from typing import final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from graphnet.build.lowered.ops import Program, Vector
from graphnet.build.machine.arena import room
from graphnet.build.machine.check import fault
from graphnet.build.machine.compiler import Library, Unavailable, library_for
from graphnet.build.machine.encode import RECORD, encode

DTYPES: Mapping[torch.dtype, np.dtype[np.floating]] = {
    torch.float32: np.dtype(np.float32),
    torch.float64: np.dtype(np.float64),
}
GROUP = 16  # sequences that take turns with one tick
SLICE_S = 0.05  # how long Ctrl-C waits
TRIAL_TICKS, TRIALS = 32, 5
WORTH_IT = 0.9  # two threads must take less than this share of the time of one
MOST_THREADS = 256


class _Run(ctypes.Structure):
    """`Run` of `source/program.h`."""

    _fields_ = (
        ("ticks", ctypes.c_void_p),
        ("lengths", ctypes.c_void_p),
        *((name, ctypes.c_int64) for name in ("n_ticks", "first", "steps", "batch")),
        *((name, ctypes.c_int64) for name in ("threads", "group")),
        *((name, ctypes.c_void_p) for name in ("frames", "states")),
        *((name, ctypes.c_int64) for name in ("frame_stride", "state_stride")),
        *((name, ctypes.c_int64) for name in ("item_at", "item_size", "drawn_at")),
        *((name, ctypes.c_void_p) for name in ("items", "uniforms")),
        ("n_uniforms", ctypes.c_int64),
        *((name, ctypes.c_void_p) for name in ("drawn", "exchange")),
        ("exchange_stride", ctypes.c_int64),
        ("scratch", ctypes.c_void_p),
        ("scratch_stride", ctypes.c_int64),
        ("flags", ctypes.c_int64 * 16),
    )


def machine_for(
    program: Program,
    dtype: torch.dtype,
    threads: int | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Machine | Unavailable:
    """A machine at the first tick of a program, or why there is none.

    It computes the same numbers with any number of `threads`; None lets it choose.
    """
    if dtype not in DTYPES:
        return Unavailable(f"the machine computes in float32 or float64, not {_name(dtype)}")
    if why := fault(program):
        return Unavailable(f"the program is wrong: {why}")
    library = library_for(double=dtype is torch.float64, environ=environ)
    if isinstance(library, Unavailable):
        return library
    sizes = (library.code.graphnet_size_of_op(), library.code.graphnet_size_of_run())
    if sizes != (RECORD.itemsize, ctypes.sizeof(_Run)):
        return Unavailable(f"{library.words} lays out tables in another way")
    return Machine(program, dtype, library, threads)


@final
class Machine:
    """A program, the numbers it has come to, and the library that runs it.

    `words` say what runs it: `gcc 12, float32, 2 threads`.
    """

    def __init__(
        self, program: Program, dtype: torch.dtype, library: Library, threads: int | None
    ) -> None:
        self._program, self._code, self._dtype = program, library.code, DTYPES[dtype]
        self._library_words = library.words
        self._tables = encode(program, self._dtype)
        self._tick, self._pace = 0, 1000.0
        self._settle()
        most = min(torch.get_num_threads(), MOST_THREADS) if threads is None else threads
        self.threads = max(1, min(most, MOST_THREADS, 2 if program.batch == 1 else program.batch))
        self._reserve()
        if threads is None and program.batch == 1 and self.threads == 2 and not self._is_worth_it():
            self.threads = 1

    @property
    def words(self) -> str:
        """What runs the program now; there may be fewer threads to be had than were asked for."""
        count = "1 thread" if self.threads == 1 else f"{self.threads} threads"
        return f"{self._library_words}, {self._dtype.name}, {count}"

    def free_run(self, item: Tensor, uniforms: Tensor) -> Tensor:
        """Items (T, B, c) drawn one after the other, the first of them after `item` (B, c).

        `uniforms` (T, B, n) are the numbers in [0, 1) to draw with, in float64. A draw from what is
        no distribution is NaN.
        """
        if self._program.drawn is None:
            raise ValueError("the program draws nothing")
        B, size = self._program.batch, self._program.item.size  # noqa: N806
        wanted = (B, 0 if self._program.uniform is None else self._program.uniform.size)
        if tuple(item.shape) != (B, size) or tuple(uniforms.shape[1:]) != wanted:
            raise ValueError(f"items are {(B, size)} and uniforms (T, *{wanted})")
        numbers: NDArray[np.float64] = uniforms.double().contiguous().numpy()
        drawn: NDArray[np.floating] = np.empty((len(numbers), B, size), self._dtype)
        given, done = self._items(item), 0
        while done < len(numbers):
            steps = min(len(numbers) - done, max(1, int(self._pace * SLICE_S)))
            began = time.perf_counter()
            self._run(given, numbers[done:], drawn[done:], steps)
            self._pace = steps / max(time.perf_counter() - began, 1e-6)
            done += steps
            given = drawn[done - 1]
        return torch.from_numpy(drawn)

    def predict(self, item: Tensor) -> dict[str, Tensor]:
        """What the network predicts after `item` (B, c), by field: one tick."""
        B, size = self._program.batch, self._program.item.size  # noqa: N806
        if tuple(item.shape) != (B, size):
            raise ValueError(f"items are {(B, size)}")
        n = 0 if self._program.uniform is None else self._program.uniform.size
        self._run(self._items(item), np.full((1, B, n), 0.5), np.empty((1, B, size)), 1)
        return {name: self._numbers(v) for name, v in self._program.prediction.items()}

    def _numbers(self, vector: Vector) -> Tensor:
        place = self._tables.layout.at(vector)
        held = self._frames[: self._program.batch, place : place + vector.size]
        return torch.from_numpy(held.copy())

    def _items(self, item: Tensor) -> NDArray[np.floating]:
        return np.ascontiguousarray(item.detach().cpu().double().numpy().astype(self._dtype))

    def _settle(self) -> None:
        """Memory for frames and states, filled as they begin."""
        tables, batch = self._tables, self._program.batch
        self._frames = room(max(batch, 2) * tables.layout.frame, self._dtype).reshape(
            -1, tables.layout.frame
        )
        self._frames[:batch] = tables.frames
        self._states = room(tables.states.size, self._dtype).reshape(tables.states.shape)
        self._states[:] = tables.states

    def _reserve(self) -> None:
        """Memory that threads work with, and the tables as C wants them."""
        tables, program = self._tables, self._program
        self._exchange = room(4 * tables.exchange, self._dtype)
        self._scratch = room(self.threads * tables.scratch, np.dtype(np.float64))
        self._ticks = np.array([tick.ctypes.data for tick in tables.ticks], dtype=np.uint64)
        self._lengths = np.array([len(tick) for tick in tables.ticks], dtype=np.int64)
        drawn = program.drawn
        self._parts = _Run(
            ticks=self._ticks.ctypes.data,
            lengths=self._lengths.ctypes.data,
            n_ticks=len(tables.ticks),
            batch=program.batch,
            group=GROUP,
            frames=self._frames.ctypes.data,
            states=self._states.ctypes.data,
            frame_stride=tables.layout.frame,
            state_stride=tables.states.shape[1],
            item_at=tables.layout.at(program.item),
            item_size=program.item.size,
            drawn_at=tables.layout.at(drawn),
            n_uniforms=0 if program.uniform is None else program.uniform.size,
            exchange=self._exchange.ctypes.data,
            exchange_stride=tables.exchange,
            scratch=self._scratch.ctypes.data,
            scratch_stride=tables.scratch,
        )

    def _run(
        self,
        items: NDArray[np.floating],
        uniforms: NDArray[np.float64],
        drawn: NDArray[np.floating],
        steps: int,
    ) -> None:
        """Advance by some ticks; one tick is not worth a thread of its own."""
        parts = self._parts
        parts.items, parts.uniforms = items.ctypes.data, uniforms.ctypes.data
        parts.drawn, parts.first, parts.steps = drawn.ctypes.data, self._tick, steps
        shared = self._program.batch == 1
        parts.threads = 1 if shared and steps == 1 else self.threads
        if self._code.graphnet_run(ctypes.byref(parts)):
            parts.threads = self.threads = 1  # there are no more threads to be had
            self._code.graphnet_run(ctypes.byref(parts))
        self._tick = (self._tick + steps) % len(self._tables.ticks)

    def _is_worth_it(self) -> bool:
        """Whether two threads are faster than one, by trials after which all is as before."""
        frames, states = self._frames.copy(), self._states.copy()
        taken: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(TRIALS):
            for self.threads in (1, 2):
                taken[self.threads].append(self._trial())
        self._frames[:], self._states[:], self._tick = frames, states, 0
        return median(taken[2]) < WORTH_IT * median(taken[1])

    def _trial(self) -> float:
        n, size = self._parts.n_uniforms, self._program.item.size
        steps = max(TRIAL_TICKS, len(self._tables.ticks))
        drawn = np.empty((steps, 1, size), self._dtype)
        began = time.perf_counter()
        self._run(np.zeros((1, size), self._dtype), np.full((steps, 1, n), 0.5), drawn, steps)
        return time.perf_counter() - began


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
