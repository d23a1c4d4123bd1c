"""Sides that do next to nothing, for tests of the room that measures."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

import torch

from tests.benchmarks.measuring.result import Json
from tests.benchmarks.measuring.worker import Values, Work


def counting(settings: Mapping[str, Json]) -> Work:
    """Counts its turns, writes each down where `log` says, and holds `bytes` for as long."""
    turns: list[int] = []
    size = settings.get("bytes", 0)

    def turn() -> Values:
        turns.append(len(turns))
        print("words on standard output")  # noqa: T201  # they must not be taken for an answer
        if settings.get("log"):
            with open(str(settings["log"]), "a", encoding="utf-8") as log:  # noqa: PTH123
                log.write(f"{settings['name']}\n")
        held = torch.ones(size // 4) if isinstance(size, int) else torch.ones(0)
        return {"turns": len(turns), "held": float(held.sum())}

    threads: dict[str, Json] = {
        "threads": torch.get_num_threads(),
        "asked": os.environ["OMP_NUM_THREADS"],
    }
    return Work(turn=turn, facts=threads)


def timing_itself(_: Mapping[str, Json]) -> Work:
    """Says itself how long it took."""
    return Work(turn=lambda: {"wall": 42.0})


def failing_at_once(_: Mapping[str, Json]) -> Work:
    """Cannot be set up."""
    raise ImportError("a part is missing")


def failing_later(_: Mapping[str, Json]) -> Work:
    """Ends in the middle of its second turn, as a process does that memory was taken from."""
    turns: list[int] = []

    def turn() -> Values:
        turns.append(1)
        if len(turns) > 1:
            sys.stderr.write("last words\n")
            sys.stderr.flush()
            os._exit(9)
        return {}

    return Work(turn=turn)
