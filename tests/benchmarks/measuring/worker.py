"""The process of one side: it sets its work up, then takes a turn whenever it is told to.

`python -m tests.benchmarks.measuring.worker MODULE:FUNCTION SETTINGS`; settings are JSON.
The function gives a `Work`; each line on standard input is a turn, each answer a line of JSON.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import IO

import torch
from attrs import field

from graphnet.values import frozen
from tests.benchmarks.measuring.memory import forget_peak, held, peak
from tests.benchmarks.measuring.result import Json

Values = Mapping[str, float]


@frozen(kw_only=True)
class Work:
    """What a turn does; it gives values to be compared. `facts` are noted once.

    A value called `wall` is the turn's own measure of its time, where it knows better than the
    clock around it.
    """

    turn: Callable[[], Values]
    facts: Mapping[str, Json] = field(factory=dict)


def main() -> None:
    """Set up, say so, and work turn by turn until nobody asks any more."""
    answers = _own_output()
    name, settings = sys.argv[1:]
    _wake_torch()
    module, _, function = name.partition(":")
    asked = json.loads(settings)
    device = str(asked.get("device", "cpu"))
    work: Work = getattr(importlib.import_module(module), function)(asked)
    _say(answers, {"base": held(device), "facts": dict(work.facts)})
    for _ in sys.stdin:
        _say(answers, _turn(work, device))


def _turn(work: Work, device: str) -> dict[str, Json]:
    forget_peak(device)
    start, used = time.perf_counter(), time.process_time()
    values = dict(work.turn())
    if device.startswith("cuda"):
        torch.cuda.synchronize()
    process, wall = time.process_time() - used, time.perf_counter() - start
    wall = values.pop("wall", wall)
    return {"wall": wall, "process": process, "peak": peak(device), "values": values}


def _wake_torch() -> None:
    """Have torch load what it loads at first use, so that no side's memory is charged for it."""
    layer = torch.nn.Linear(4, 4)
    there = torch.fft.irfft(torch.fft.rfft(layer(torch.randn(2, 4)), n=8), n=8)
    there.backward(torch.ones_like(there))
    torch.optim.AdamW(layer.parameters(), fused=True).step()


def _own_output() -> IO[str]:
    """Standard output for answers alone: whatever a side prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def _say(answers: IO[str], line: Mapping[str, Json]) -> None:
    answers.write(json.dumps(dict(line)) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
