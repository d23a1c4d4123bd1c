"""What graphnet says of the specs in this folder. Run as a script, it writes the golden texts anew.

Read the difference as prose before committing it: these texts are what people meet. The specs
named by a letter and a number are those of `docs/what-graphnet-catches.md`; their second line says
with which command to look at them.
"""

from __future__ import annotations

import itertools
import os
import re
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from attrs import evolve, frozen

from graphnet.cli.outcome import in_reading_order
from graphnet.diagnostics import Diagnostics
from graphnet.diagnostics.render_text import render_text
from graphnet.graph import plan_spec
from graphnet.registry import Registry, find_plugins
from graphnet.spec.load import load_spec
from graphnet.verify.proof import Question
from graphnet.verify.verify import verify
from tests.specs import on_disk
from tests.specs.hosts import with_hosts
from tests.verify import liars

HERE = Path(__file__).parent
BROKEN = sorted(p for p in HERE.glob("*.toml") if not p.name.endswith(".good.toml"))
TWINS = sorted(HERE.glob("*.good.toml"))
_HEADER = re.compile(r"# (?:refused with (GN\d+)|accepted) by: graphnet (\w+)(.*)")


@frozen
class Header:
    """With which code and by which command a spec is refused; a twin has no code."""

    code: str | None
    command: str
    overrides: tuple[str, ...]
    rewriting: bool = True


def header(path: Path) -> Header:
    """The line in which a spec says how to look at it; the others are validated."""
    found = _HEADER.search(path.read_text(encoding="utf-8", errors="replace"))
    if found is None:
        return Header(path.stem if path.stem.startswith("GN") else None, "validate", ())
    code, command, rest = found.groups()
    words = shlex.split(rest)
    return Header(code, command, _overrides(words), "--no-rewrites" not in words)


def _overrides(words: Sequence[str]) -> tuple[str, ...]:
    """What follows each `--set`."""
    return tuple(after for word, after in itertools.pairwise(words) if word == "--set")


def messages(path: Path) -> str:
    """Everything that is said of a spec, as text, with paths relative to this folder."""
    name = path.name.partition(".")[0]
    if name in on_disk.CASES:
        cases = on_disk.TWINS if path in TWINS else on_disk.CASES
        return on_disk.said(path, cases[name])
    folder = Path.cwd()
    os.chdir(HERE)
    try:
        return render_text(in_reading_order(_found(path.name, header(path))))
    finally:
        os.chdir(folder)


def _found(name: str, asked: Header) -> Diagnostics:
    spec, problems = load_spec(name, asked.overrides)
    if spec is None:
        return problems
    registry = _registry(name)
    plan, found = plan_spec(spec, registry, rewriting=asked.rewriting)
    problems += found
    if asked.command != "verify" or plan is None:
        return problems
    return problems + verify(Question(plan=plan, spec=spec, registry=registry)).diagnostics


def _registry(name: str) -> Registry:
    """What is installed; for the mistakes of other houses also stages as those declared them."""
    registry = find_plugins({})
    if name.startswith("GN"):
        return registry
    lying = liars.registry()
    return evolve(
        with_hosts(registry),
        stages={**with_hosts(registry).stages, **lying.stages},
        objectives={**registry.objectives, **lying.objectives},
    )


def write(names: Sequence[str]) -> None:
    """Write the golden texts of some specs, or of all."""
    for broken in BROKEN:
        if not names or broken.stem in names:
            broken.with_suffix(".txt").write_text(messages(broken) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(sys.argv[1:])
