"""What files on disk say against a plan: data by their headers, checkpoints by their shapes."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostics
from graphnet.graph.plan import Plan
from graphnet.runtime.data import read_corpus
from graphnet.runtime.lengths import bind_lengths
from graphnet.runtime.material import too_short
from graphnet.runtime.parts import build_source
from graphnet.runtime.resume import newest_checkpoint
from graphnet.runtime.rules.not_a_run import no_checkpoint
from graphnet.runtime.run import open_run
from graphnet.spec.spec import Spec


def data_problems(spec: Spec, plan: Plan, folder: Path) -> Diagnostics:
    """What is wrong with a data folder for a spec's source."""
    source, broken = build_source(plan)
    if source is None:
        return broken
    corpus, found = read_corpus(folder, source, spec.tree)
    lengths, _ = bind_lengths(plan, plan.settings.train.length, "train")
    if corpus is not None and lengths is not None:
        found += too_short(plan, corpus.splits.get("train", ()), lengths)
    return broken + found


def checkpoint_problems(plan: Plan, path: Path) -> Diagnostics:
    """What keeps a run's newest checkpoint, or the named one, from being loaded into a plan."""
    opened, problems = open_run(path)
    if opened is None:
        return problems
    checkpoint, damaged = newest_checkpoint(opened, plan)
    return (no_checkpoint(opened.run.folder),) if checkpoint is None and not damaged else damaged
