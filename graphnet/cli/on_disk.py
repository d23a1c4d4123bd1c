"""What files on disk say against a plan: data and weights, by their headers and without torch."""

from __future__ import annotations

from pathlib import Path

from graphnet.cli.walk import Walk
from graphnet.diagnostics import Diagnostics
from graphnet.disk.corpus import examples_of, read_corpus
from graphnet.disk.fit import check_weights
from graphnet.disk.planned import Planned
from graphnet.disk.scanner import find_scanner
from graphnet.disk.weights import find_weights
from graphnet.runtime.lengths import bind_lengths
from graphnet.runtime.short_files import too_short


def file_problems(walked: Walk, data: Path | None, weights: Path | None) -> Diagnostics:
    """What is wrong with the files that a command names beside a spec."""
    spec, plan, registry = walked.spec, walked.plan, walked.registry
    if spec is None or plan is None or registry is None:
        return ()
    planned = Planned(spec=spec, plan=plan, registry=registry)
    found = () if data is None else data_problems(planned, data)
    return found if weights is None else found + weight_problems(planned, weights)


def data_problems(planned: Planned, folder: Path) -> Diagnostics:
    """What is wrong with a data folder for a spec's source."""
    plan = planned.plan
    scanner, broken = find_scanner(plan, planned.spec.tree)
    if scanner is None:
        return broken
    corpus, found = read_corpus(folder, scanner)
    if corpus is None:
        return found
    examples, missing = examples_of(corpus, "train")
    lengths, _ = bind_lengths(plan, plan.settings.train.length, "train")
    found += () if found else missing  # a split may lack nothing but the files that were refused
    return found if lengths is None else found + too_short(plan, examples, lengths)


def weight_problems(planned: Planned, path: Path) -> Diagnostics:
    """What keeps the weights of a run, a checkpoint or a file from being loaded into a plan."""
    weights, problems = find_weights(path)
    return problems if weights is None else problems + check_weights(planned, weights)
