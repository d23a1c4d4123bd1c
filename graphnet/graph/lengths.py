"""Free sizes bound to numbers by the settings of commands, checked against the plan."""

from __future__ import annotations

from collections.abc import Mapping

from graphnet.contract.assume import Assumptions, holds
from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.rules.bound_length import bound_length
from graphnet.graph.rules.not_free import not_free
from graphnet.spec.settings import Settings
from graphnet.text import Span


def check_settings(
    settings: Settings, free: tuple[str, ...], assumptions: Assumptions
) -> Diagnostics:
    """The lengths that `[train]` and `[evaluate]` bind."""
    found: Diagnostics = ()
    for table, lengths in (
        ("train", settings.train.length),
        ("evaluate", settings.evaluate.length),
    ):
        places = {name: settings.places.get(f"{table}.length.{name}") for name in lengths}
        found += check_lengths(lengths, free, assumptions, places)
    return found


def check_lengths(
    lengths: Mapping[str, int],
    free: tuple[str, ...],
    assumptions: Assumptions,
    places: Mapping[str, Span | None],
) -> Diagnostics:
    """Whether names are free and their values keep every condition of the plan."""
    strange = tuple(name for name in lengths if name not in free)
    found: list[Diagnostic] = [not_free(name, free, places.get(name)) for name in strange]
    known = {name: value for name, value in lengths.items() if name in free}
    for broken in holds(assumptions, known):
        name = next((name for name, _ in broken.values if name in places), None)
        found.append(bound_length(broken, None if name is None else places[name]))
    return tuple(found)
