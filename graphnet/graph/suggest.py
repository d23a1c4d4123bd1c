"""Fixes that a machine finds: another value of an option with which a problem is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from graphnet.diagnostics import Diagnostic, Diagnostics, Fix
from graphnet.graph.flat import OBJECTIVE, SOURCE, FlatGraph, FlatStage
from graphnet.graph.rules.cannot_step import RULE as CANNOT_STEP
from graphnet.graph.rules.contract_disagrees import RULE as CONTRACT_DISAGREES
from graphnet.graph.rules.not_causal import RULE as NOT_CAUSAL
from graphnet.graph.rules.padding_leaks import RULE as PADDING_LEAKS
from graphnet.graph.rules.rank_differs import RULE as RANK_DIFFERS
from graphnet.graph.rules.unkept_promise import RULE as UNKEPT_PROMISE
from graphnet.graph.rules.waits_too_long import RULE as WAITS_TOO_LONG
from graphnet.graph.variants import Variant, variants
from graphnet.spec.spec import Spec
from graphnet.text import Span
from graphnet.values import evolve

MENDABLE = (
    CANNOT_STEP, CONTRACT_DISAGREES, NOT_CAUSAL, PADDING_LEAKS, RANK_DIFFERS, UNKEPT_PROMISE,
    WAITS_TOO_LONG,
)  # fmt: skip
"""What an option may be the cause of."""

MOST_MENDED = 8
"""For how many problems of one spec options are tried; each try plans it anew."""

MOST_TRIES = 24
MOST_STAGES = 1000
REACH = 8
"""How many stages before the one that is refused are looked at."""

Judge = Callable[[Spec], Diagnostics]
_Key = tuple[str, Span | None]


def with_suggestions(spec: Spec, found: Diagnostics, graph: FlatGraph, judge: Judge) -> Diagnostics:
    """The same problems, each with the option that makes it so where another value would not.

    `judge` plans a spec and says what is wrong with it.
    """
    if len(graph.stages) > MOST_STAGES:
        return found
    first = [problem for problem in found if problem.rule in MENDABLE][:MOST_MENDED]
    return tuple(
        _with_fix(problem, spec, found, (graph, judge)) if problem in first else problem
        for problem in found
    )


def _with_fix(
    problem: Diagnostic, spec: Spec, found: Diagnostics, means: tuple[FlatGraph, Judge]
) -> Diagnostic:
    graph, judge = means
    every = (v for stage in _suspects(problem, graph) for v in variants(spec, stage))
    known = {_key(each) for each in found}
    mending: list[Variant] = []
    for variant in islice(every, MOST_TRIES):
        left = {_key(each) for each in judge(variant.spec)}
        if _key(problem) in left or any(_is_worse(code, problem) for code, _ in left - known):
            continue
        mending.append(variant)
        if not _is_one_of_many(variant):
            break
    clear = [v for v in mending if not _is_one_of_many(v) or len(mending) == 1]
    return evolve(problem, fixes=(*map(_fix, clear), *problem.fixes)) if clear else problem


def _is_one_of_many(variant: Variant) -> bool:
    """Whether a mend is right only where it is the only one: it says what a model is for."""
    return variant.stage == OBJECTIVE and variant.option == "predict"


def _is_worse(code: str, problem: Diagnostic) -> bool:
    """Whether a new problem is more than the next of the same kind.

    Where one leak is stopped, the next may show; a wire that fits no more is no way out.
    """
    return code != problem.rule.code or problem.rule in (RANK_DIFFERS, CONTRACT_DISAGREES)


def _key(problem: Diagnostic) -> _Key:
    return problem.rule.code, None if problem.primary is None else problem.primary.span


def _suspects(problem: Diagnostic, graph: FlatGraph) -> Iterator[FlatStage]:
    """The stages of the spec that a problem points at; for a lost axis, also what feeds them."""
    labels = (() if problem.primary is None else (problem.primary,)) + problem.others
    places = [label.span for label in labels]
    outer = {path: stage for path, stage in graph.stages.items() if not stage.is_inner}
    waiting = [path for at in places for path, s in outer.items() if at == s.place]
    seen: dict[str, None] = {}
    while waiting and len(seen) < REACH:
        path = waiting.pop(0)
        if path in outer and path not in seen:
            seen[path] = None
            fed = outer[path].inputs.values() if problem.rule is RANK_DIFFERS else ()
            waiting += [wire.stage for wire in fed]
    yield from (outer[path] for path in sorted(seen, key=lambda path: path == SOURCE))


def _fix(variant: Variant) -> Fix:
    leave = "" if variant.dropped is None else f" and leave out `{variant.dropped}`"
    write = "leave it out" if variant.new is None else f"write `{variant.option} = {variant.new}`"
    return Fix(
        f"`{variant.option} = {variant.old}` of `{variant.stage}` makes it so: {write}{leave}",
        variant.edits,
    )
