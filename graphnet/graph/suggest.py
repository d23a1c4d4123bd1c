"""Fixes that a machine finds: another value of an option with which a problem is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from attrs import evolve

from graphnet.diagnostics import Diagnostic, Diagnostics, Fix
from graphnet.graph.flat import SOURCE, FlatGraph, FlatStage
from graphnet.graph.rules.cannot_step import RULE as CANNOT_STEP
from graphnet.graph.rules.not_causal import RULE as NOT_CAUSAL
from graphnet.graph.rules.padding_leaks import RULE as PADDING_LEAKS
from graphnet.graph.rules.rank_differs import RULE as RANK_DIFFERS
from graphnet.graph.rules.unkept_promise import RULE as UNKEPT_PROMISE
from graphnet.graph.rules.waits_too_long import RULE as WAITS_TOO_LONG
from graphnet.graph.variants import Variant, variants
from graphnet.spec.spec import Spec
from graphnet.text import Span

MENDABLE = (
    CANNOT_STEP, NOT_CAUSAL, PADDING_LEAKS, RANK_DIFFERS, UNKEPT_PROMISE, WAITS_TOO_LONG,
)  # fmt: skip
"""What an option may be the cause of."""

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
    return tuple(
        _with_fix(problem, spec, found, (graph, judge)) if problem.rule in MENDABLE else problem
        for problem in found
    )


def _with_fix(
    problem: Diagnostic, spec: Spec, found: Diagnostics, means: tuple[FlatGraph, Judge]
) -> Diagnostic:
    graph, judge = means
    every = (v for stage in _suspects(problem, graph) for v in variants(spec, stage))
    for variant in islice(every, MOST_TRIES):
        left = {_key(each) for each in judge(variant.spec)}
        new = left - {_key(each) for each in found}
        if _key(problem) not in left and not any(_is_worse(code, problem) for code, _ in new):
            return evolve(problem, fixes=(_fix(variant), *problem.fixes))
    return problem


def _is_worse(code: str, problem: Diagnostic) -> bool:
    """Whether a new problem is more than the next of the same kind.

    Where one leak is stopped, the next may show; a wire that fits no more is no way out.
    """
    return code != problem.rule.code or problem.rule is RANK_DIFFERS


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
    return Fix(
        f"`{variant.option} = {variant.old}` of `{variant.stage}` makes it so: "
        f"write `{variant.option} = {variant.new}`{leave}",
        variant.edits,
    )
