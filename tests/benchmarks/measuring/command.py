"""What every benchmark's command line takes, and the one JSON object it ends with."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Mapping, Sequence

from attrs import field

from graphnet.values import frozen
from tests.benchmarks.measuring.machine import machine
from tests.benchmarks.measuring.result import Figure, Json, write_result
from tests.benchmarks.measuring.roof import Roof
from tests.benchmarks.measuring.turns import Taken


@frozen(kw_only=True)
class Asked:
    """What a command line asked for."""

    reference: str | None = None
    quick: bool = False
    rounds: int = 5
    threads: tuple[int, ...] = ()
    cases: tuple[str, ...] = ()
    out: str | None = None


@frozen(kw_only=True)
class Found:
    """What a benchmark found: figures for people, each side's turns for the record."""

    figures: tuple[Figure, ...]
    sides: Mapping[str, Taken] = field(factory=dict)
    series: tuple[Mapping[str, Json], ...] = ()
    roof: Roof | None = None

    def __add__(self, other: Found) -> Found:
        return Found(
            figures=self.figures + other.figures,
            sides={**self.sides, **other.sides},
            series=self.series + other.series,
            roof=self.roof or other.roof,
        )


NOTHING = Found(figures=())


def read_command(about: str | None, rounds: int = 5) -> Asked:
    """Read the command line that all benchmarks share."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--reference", metavar="PATH", help="a checkout of state-spaces/s4")
    parser.add_argument("--quick", action="store_true", help="small sizes, few rounds: seconds")
    parser.add_argument("--rounds", type=int, help="turns of each side")
    parser.add_argument("--threads", type=int, nargs="+", default=(), help="of every side")
    parser.add_argument("--case", nargs="+", default=(), help="only cases whose name has this")
    parser.add_argument("--out", metavar="FILE", help="write the JSON there too")
    found = parser.parse_args()
    return Asked(
        reference=found.reference,
        quick=found.quick,
        rounds=found.rounds or (1 if found.quick else rounds),
        threads=tuple(found.threads),
        cases=tuple(found.case),
        out=found.out,
    )


def is_asked(asked: Asked, name: str) -> bool:
    """Whether a case is one of those asked for; all are where none is named."""
    return not asked.cases or any(word in name for word in asked.cases)


def end(benchmark: str, target: str, asked: Asked, found: Found) -> None:
    """Print and write what was found."""
    result: dict[str, Json] = {
        "benchmark": benchmark,
        "target": target,
        "command": command_line(benchmark, sys.argv[1:]),
        "machine": machine(),
        "rounds": asked.rounds,
        "quick": asked.quick,
        "has_reference": asked.reference is not None,
        "roof": None if found.roof is None else found.roof.data(),
        "figures": [figure.data() for figure in found.figures],
        "series": list(found.series),
        "sides": {name: taken.data() for name, taken in found.sides.items()},
    }
    write_result(result, asked.out)


def command_line(benchmark: str, words: Sequence[str]) -> str:
    """The command as anybody would write it: where a checkout or a result lies is left out."""
    told: list[str] = []
    rest = iter(words)
    for word in rest:
        if word in {"--out", "--reference"}:
            next(rest, None)
        told += ["--reference", "PATH"] if word == "--reference" else []
        told += [] if word in {"--out", "--reference"} else [shlex.quote(word)]
    return " ".join(("python -m", f"tests.benchmarks.{benchmark}", *told))


def note(taken: Sequence[Taken | None], missing: str) -> str:
    """Why a figure is not there: a side that failed, or one that was never run."""
    failures = [each.failure for each in taken if each is not None and each.failure]
    if failures:
        return f"not measured: {failures[0]}"
    return missing if any(each is None for each in taken) else ""
