"""What files on disk say against a plan: data and weights, by their headers and without torch."""

from __future__ import annotations

from pathlib import Path

from graphnet.cli.walk import Walk
from graphnet.diagnostics import Diagnostics
from graphnet.disk.corpus import Corpus, examples_of, read_corpus
from graphnet.disk.fit import check_weights
from graphnet.disk.inherit import find_inherited
from graphnet.disk.planned import Planned
from graphnet.disk.scanner import find_scanner
from graphnet.disk.weights import find_weights
from graphnet.runtime.lengths import bind_lengths
from graphnet.runtime.short_files import too_short

_Looked = tuple[Corpus | None, Diagnostics]


def file_problems(walked: Walk, data: Path | None, weights: Path | None) -> Diagnostics:
    """What is wrong with the files that a command names beside a spec, or `[train] init` in it."""
    return look_at_files(walked, data, weights)[1]


def look_at_files(walked: Walk, data: Path | None, weights: Path | None) -> _Looked:
    """The data folder as examples, and what is wrong with all files."""
    spec, plan, registry = walked.spec, walked.plan, walked.registry
    if spec is None or plan is None or registry is None:
        return None, ()
    planned = Planned(spec=spec, plan=plan, registry=registry)
    found = find_inherited(planned)[1]
    corpus, problems = (None, ()) if data is None else _look_at_data(planned, data)
    found += problems
    return corpus, found if weights is None else found + weight_problems(planned, weights)


def _look_at_data(planned: Planned, folder: Path) -> _Looked:
    """A data folder for a spec's source, and what is wrong with it."""
    plan = planned.plan
    scanner, broken = find_scanner(plan, planned.spec.tree)
    if scanner is None:
        return None, broken
    corpus, found = read_corpus(folder, scanner)
    if corpus is None:
        return None, found
    examples, missing = examples_of(corpus, "train")
    lengths, _ = bind_lengths(plan, plan.settings.train.length, "train")
    found += () if found else missing  # a split may lack nothing but the files that were refused
    return corpus, found if lengths is None else found + too_short(plan, examples, lengths)


def weight_problems(planned: Planned, path: Path) -> Diagnostics:
    """What keeps the weights of a run, a checkpoint or a file from being loaded into a plan."""
    weights, problems = find_weights(path)
    return problems if weights is None else problems + check_weights(planned, weights)
