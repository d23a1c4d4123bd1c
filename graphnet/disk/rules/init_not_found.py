"""GN930: the weights that a run is to begin with are there."""

from __future__ import annotations

import os
from pathlib import Path

from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule
from graphnet.text import Span

RULE = Rule("GN930", "init-not-found")


def init_not_found(looked: Path, near: Path | None, folder: Path, at: Span | None) -> Diagnostic:
    """Nothing lies where `train.init` points; `near` is where it was likely meant to point.

    `folder` is the spec's: paths start there.
    """
    fixes = []
    if near is not None:
        text = f'"{Path(os.path.relpath(near, folder)).as_posix()}"'
        edits = () if at is None else (Edit(at, text),)
        fixes = [Fix(f"write `run = {text}`: paths start at the folder of the spec", edits)]
    return RULE.breach(
        f"expected a run, a checkpoint or a `.safetensors` file at `{looked}`, found nothing there",
        at,
        fixes=(
            *fixes,
            Fix("name a run folder such as `../runs/<spec>/latest`; `graphnet train` makes one"),
        ),
    )


def init_changed(file: Path, run: Path) -> Diagnostic:
    """The weights that a run began with are not those it noted, and it has no checkpoint yet."""
    return RULE.breach(
        f"the run `{run}` has no checkpoint yet, and `{file}`, which it began with, has changed",
        fixes=(Fix("begin a new run: `graphnet train SPEC --data DIR`"),),
    )
