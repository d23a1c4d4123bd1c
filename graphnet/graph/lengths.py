"""Free sizes bound to numbers by the settings of commands, checked against the plan."""

from __future__ import annotations

from collections.abc import Mapping

from graphnet.contract.assume import Assumptions, holds
from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.rules.bound_length import bound_length
from graphnet.graph.rules.not_free import not_free
from graphnet.graph.sizes import BATCH, Scope
from graphnet.spec.settings import Settings
from graphnet.text import Span
from graphnet.values import evolve

REACH = 2000
"""How far from a number another that would do is looked for."""

Places = Mapping[str, Span | None]


def check_settings(settings: Settings, scope: Scope, assumptions: Assumptions) -> Diagnostics:
    """The lengths and batches that `[train]` and `[evaluate]` bind.

    What `[evaluate]` does not say it has from `[train]`, and is not refused twice; nor is a name
    that was refused where a contract has it.
    """
    train, evaluate, free = settings.train, settings.evaluate, scope.free
    places = _places(settings, "train")
    first = {**train.length, **_batch(settings, "train", train.batch, free)}
    first = {name: size for name, size in first.items() if name not in scope.holes}
    found = check_lengths(first, free, assumptions, places)
    second = {**evaluate.length, **_batch(settings, "evaluate", evaluate.batch, free)}
    second = {name: size for name, size in second.items() if name not in scope.holes}
    if not second:
        return found
    known = {name: size for name, size in train.length.items() if name in free}
    here = {**places, **_places(settings, "evaluate")}
    more = check_lengths({**known, **second}, free, assumptions, here)
    return found + tuple(problem for problem in more if problem not in found)


def _places(settings: Settings, table: str) -> Places:
    """Where a table binds each size."""
    lengths = f"{table}.length."
    here = ((path, at) for path, at in settings.places.items() if path.startswith(lengths))
    written = {path.removeprefix(lengths): at for path, at in here}
    batch = settings.places.get(f"{table}.batch")
    return written if batch is None else {**written, BATCH: batch}


def _batch(settings: Settings, table: str, batch: int, free: tuple[str, ...]) -> Mapping[str, int]:
    """The batch a table states; the last one of an epoch may still be smaller."""
    is_stated = f"{table}.batch" in settings.places and BATCH in free
    return {BATCH: batch} if is_stated else {}


def check_lengths(
    lengths: Mapping[str, int], free: tuple[str, ...], assumptions: Assumptions, places: Places
) -> Diagnostics:
    """Whether names are free and their values keep every condition of the plan."""
    strange = tuple(name for name in lengths if name not in free)
    found: list[Diagnostic] = [not_free(name, free, places.get(name)) for name in strange]
    known = {name: value for name, value in lengths.items() if name in free}
    for broken in holds(assumptions, known):
        names = [name for name, _ in broken.values if places.get(name) is not None]
        name = names[0] if names else broken.values[0][0]
        near = broken.nearest or _nearest(name, known, assumptions)
        found.append(bound_length(evolve(broken, nearest=near), name, places.get(name)))
    return tuple(found)


def _nearest(name: str, known: Mapping[str, int], assumptions: Assumptions) -> tuple[int, ...]:
    """The closest numbers below and above that keep every condition, the other sizes left."""
    value = known[name]
    below = range(value - 1, max(0, value - REACH), -1)
    above = range(value + 1, value + REACH)
    fits = (
        next((n for n in numbers if not holds(assumptions, {**known, name: n})), None)
        for numbers in (below, above)
    )
    return tuple(number for number in fits if number is not None)
