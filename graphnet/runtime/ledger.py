"""Losses as they come, and the lines about them: kept on the device until somebody looks."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import final

import torch
from torch import Tensor

from graphnet.runtime.metrics import append_figures
from graphnet.values import frozen

LOOK_EVERY = 1.0


@frozen
class NotFinite:
    """The first update whose loss was no number."""

    update: int
    loss: float


@final
class Ledger:
    """The losses since the last line, and how fast updates come.

    Looking at a loss waits for the device, so it is done at most once a second, and at lines.
    """

    def __init__(self, metrics: Path, done: int, values_per_update: int) -> None:
        self.metrics = metrics
        self.bits: float | None = None
        self._seen = done
        self._values = values_per_update
        self._losses: list[Tensor] = []
        self._finite: list[float] = []
        self._spent = 0.0
        self._since = self._looked = time.monotonic()

    @property
    def done(self) -> int:
        """How many updates the ledger knows of."""
        return self._seen + len(self._losses)

    def add(self, loss: Tensor) -> NotFinite | None:
        """Note the loss of one update; says so where one was no number."""
        self._losses.append(loss)
        if time.monotonic() - self._looked < LOOK_EVERY:
            return None
        return self.look()

    def look(self) -> NotFinite | None:
        """Wait for the losses so far and see whether they are numbers."""
        losses = torch.stack(self._losses).double().tolist() if self._losses else []
        for number, loss in enumerate(losses, start=self._seen + 1):
            if not math.isfinite(loss):
                return NotFinite(number, loss)
        self._finite.extend(losses)
        self._seen += len(losses)
        self._losses = []
        self._looked = time.monotonic()
        if losses:
            self.bits = losses[-1] / math.log(2)
        return None

    def write(self, lr: float) -> NotFinite | None:
        """A line with the mean loss since the last one; none where nothing was added."""
        broken = self.look()
        if broken or not self._finite:
            return broken
        self.pause()
        seconds = max(self._spent, 1e-9)
        self.bits = sum(self._finite) / len(self._finite) / math.log(2)
        append_figures(
            self.metrics,
            {
                "update": self._seen,
                "split": "train",
                "bits": self.bits,
                "lr": lr,
                "samples_per_second": round(len(self._finite) * self._values / seconds, 1),
                "seconds": round(seconds, 3),
            },
        )
        self._finite = []
        self._spent = 0.0
        return None

    def pause(self) -> None:
        """Stop the clock: what comes now is no training."""
        now = time.monotonic()
        self._spent += now - self._since
        self._since = now

    def go_on(self) -> None:
        """Let the clock run again."""
        self._since = self._looked = time.monotonic()
