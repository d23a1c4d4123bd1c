"""Which importer a checkpoint is for: the one that was named, or the one that fills most."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostics
from graphnet.disk.edits import Question
from graphnet.disk.foreign.read import Foreign
from graphnet.disk.matching import Allowed, Matching, find_importers, match_with
from graphnet.disk.planned import Planned
from graphnet.disk.rules.importer_unknown import nobody_knows
from graphnet.values import frozen


@frozen
class Chosen:
    """An importer's match, and the question it answers."""

    question: Question
    matching: Matching


def choose(
    planned: Planned, foreign: Foreign, name: str, allowed: Allowed
) -> tuple[Chosen | None, Diagnostics]:
    """The importer of a name; without one, of all the one that fills most parameters.

    What a plugin's importer does wrong is told where it was named, or where nobody else fits.
    """
    importers, problems = find_importers(planned.registry, name)
    weights, best = foreign.described(), None
    for importer in importers:
        matching, broken = match_with(importer, weights, planned.plan, allowed)
        problems += broken
        if matching is None:
            continue
        if best is None or len(matching.fillings) > len(best.matching.fillings):
            best = Chosen(Question(importer, weights, allowed), matching)
    if best is not None and (name or best.matching.fillings):
        return best, problems if name else ()
    if problems:
        return None, problems
    names = tuple(f"{s.path}.{p.name}" for s in planned.plan.stages for p in s.parameters)
    asked = tuple(importer.type.name for importer in importers)
    return None, (nobody_knows(foreign.path, asked, (names, tuple(foreign.tensors))),)
