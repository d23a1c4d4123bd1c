"""Random bytes and mutated specs through the whole of `validate`, in every form of its output.

Run it as `python -m tests.benchmarks.fuzz [--cases 100000] [--seed 0]`; it prints JSON, and every
case that crashed, hung or ended without a plan and without a word.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from graphnet.cli.outcome import in_reading_order
from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.diagnostics.render_github import render_github
from graphnet.diagnostics.render_json import render_json
from graphnet.diagnostics.render_sarif import render_sarif
from graphnet.diagnostics.render_text import render_text
from graphnet.graph import plan_spec
from graphnet.registry import Registry, find_plugins
from graphnet.spec.load import load_spec

HOUSE = Path(__file__).parents[2]
SECONDS = 120
"""Processor time one case may take: a spec may ask for 100,000 stages, at a millisecond each."""

NASTY = (
    *('"', "'", "\\", "[", "]", "{", "}", "=", ".", ",", "#", "\n", "\r\n", "\t", " ", "\0"),
    *('"""', "''", "[[", "]]", "->", "**", "//", "%", "...", "*", "_", ":", "|", "(", ")", "-"),
    *("0", "-1", "1e999", "nan", "inf", "true", "9" * 30, "0x" + "f" * 20, "1979-05-27", "2**64"),
    *("\N{BYTE ORDER MARK}", "\N{SNOWMAN}", "\u202e", "é", "\ud7ff", "\x7f", "L", "B", "any"),
    *("9**9**9**9", "L//0", "L % 0", "min(L)", "{a: (B)}", "?", "?(B)", "in [0, L)", "(B, L, 1)"),
)


class TooSlowError(Exception):
    """A case that takes longer than any may."""


@contextmanager
def watched(seconds: int) -> Iterator[None]:
    """Stop what takes more processor time than that."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def corpus() -> tuple[str, ...]:
    """Every spec of the house, good and bad."""
    paths = sorted([*HOUSE.glob("specs/*.toml"), *HOUSE.glob("tests/specs/*.toml")])
    return tuple(path.read_text(encoding="utf-8") for path in paths)


def case(dice: random.Random, texts: tuple[str, ...]) -> bytes:
    """Random bytes, random TOML-like text, or a spec with some of it changed."""
    kind = dice.random()
    if kind < 0.08:
        return dice.randbytes(dice.randrange(400))
    if kind < 0.2:
        return "".join(dice.choices(NASTY, k=dice.randrange(1, 60))).encode("utf-8", "replace")
    text = dice.choice(texts)
    for _ in range(dice.randint(1, 6)):
        text = dice.choice(MUTATIONS)(dice, text, texts)
    raw = text.encode("utf-8", "replace")
    if kind > 0.97 and raw:
        at = dice.randrange(len(raw))
        raw = raw[:at] + dice.randbytes(dice.randrange(1, 5)) + raw[at:]
    return raw


def _insert(dice: random.Random, text: str, _: tuple[str, ...]) -> str:
    at = dice.randrange(len(text) + 1)
    return text[:at] + dice.choice(NASTY) + text[at:]


def _cut(dice: random.Random, text: str, _: tuple[str, ...]) -> str:
    at = dice.randrange(len(text) + 1)
    return text[:at] + text[at + dice.randrange(40) :]


def _word(dice: random.Random, text: str, _: tuple[str, ...]) -> str:
    words = list(re.finditer(r"[\w.*/]+", text))
    if not words:
        return text
    old, new = dice.choice(words), dice.choice(words)[0] if dice.random() < 0.6 else None
    return text[: old.start()] + (new or dice.choice(NASTY)) + text[old.end() :]


def _lines(dice: random.Random, text: str, texts: tuple[str, ...]) -> str:
    lines = text.split("\n")
    at = dice.randrange(len(lines))
    match dice.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(dice.randrange(len(lines)), lines[at])
        case 2:
            other = dice.choice(texts).split("\n")
            lines.insert(at, dice.choice(other))
        case _:
            other = dice.choice(texts).split("\n")
            start = dice.randrange(len(other))
            lines[at:at] = other[start : start + dice.randrange(1, 12)]
    return "\n".join(lines)


def _repeat(dice: random.Random, text: str, _: tuple[str, ...]) -> str:
    at = dice.randrange(len(text) + 1)
    part = text[at : at + dice.randrange(1, 12)]
    return text[:at] + part * dice.choice((2, 3, 40)) + text[at:]


MUTATIONS: tuple[Callable[[random.Random, str, tuple[str, ...]], str], ...] = (
    _insert,
    _cut,
    _word,
    _word,
    _word,
    _lines,
    _lines,
    _repeat,
)


def walk(path: str, registry: Registry) -> Diagnostics:
    """All of `validate` for one file, in every form it can be written."""
    spec, found = load_spec(path)
    plan = None
    if spec is not None:
        plan, more = plan_spec(spec, registry)
        found += more
    if plan is None and not has_errors(found):
        raise AssertionError("no plan, and no word of why")
    arranged = in_reading_order(found)
    text = render_text(arranged, colour=True)
    if len(arranged) > text.count("GN"):
        raise AssertionError("a diagnostic without its code")
    json.loads(render_json(arranged))
    json.loads(render_sarif(arranged, "0"))
    render_github(arranged)
    return arranged


def main() -> None:
    """Run the cases, and say which of them fail."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    registry, texts = find_plugins({}), corpus()
    codes: Counter[str] = Counter()
    failed = good = 0
    slowest = 0.0
    start = time.monotonic()
    with TemporaryDirectory() as folder:
        file = Path(folder, "spec.toml")
        for number in range(arguments.cases):
            raw = case(random.Random(f"{arguments.seed}/{number}"), texts)  # noqa: S311  # no secret
            file.write_bytes(raw)
            began = time.process_time()
            try:
                with watched(SECONDS):
                    found = walk(str(file), registry)
            except (Exception, RecursionError, MemoryError):  # noqa: BLE001  # that is what is sought
                failed += 1
                print(number, repr(raw), traceback.format_exc(), file=sys.stderr, flush=True)  # noqa: T201
                continue
            slowest = max(slowest, time.process_time() - began)
            good += not has_errors(found)
            codes.update({each.rule.code for each in found})
    result = {
        "benchmark": "fuzz",
        "cases": arguments.cases,
        "seed": arguments.seed,
        "failed": failed,
        "good": good,
        "slowest_s": round(slowest, 3),
        "seconds": round(time.monotonic() - start, 1),
        "codes": dict(codes.most_common()),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }
    print(json.dumps(result))  # noqa: T201  # the result is the output


if __name__ == "__main__":
    main()
