"""What is not as it was when a run began: its keys, and the defaults behind keys not written."""

from __future__ import annotations

from collections.abc import Mapping

from graphnet.disk.defaults import UNSET, Option, options_of
from graphnet.disk.planned import Planned
from graphnet.disk.resolved import Leaf, leaves
from graphnet.disk.rules.run_changed import Change
from graphnet.disk.run import Run
from graphnet.spec.origins import places
from graphnet.spec.parse import parse_tree
from graphnet.text import SourceText

SETTINGS = ("train.", "evaluate.", "generate.", "data.", "metrics.", "budget.", "plugins.")
NOT_THE_MODEL = (*SETTINGS, "name", "requires", "format", "prove")


def changes_since(run: Run, planned: Planned) -> tuple[Change, ...]:
    """Every value that differs, in the order in which the spec of now has them.

    Runs of before options were written down are compared by their keys alone. Options of stages
    that come to the very same model are the same, in whichever words: a composite leaves to its
    stages what nobody sets, and setting what they would do anyway changes nothing.
    """
    text = run.resolved.read_text("utf-8")
    tree, _ = parse_tree(SourceText(str(run.resolved), text))
    if tree is None:
        return ()
    written, now = leaves(tree), leaves(planned.spec.tree)
    options = options_of(planned.spec, planned.registry) if run.lock.options else {}
    old = {**{name: leaf.text for name, leaf in written.items()}, **run.lock.options}
    new = {
        **{name: leaf.text for name, leaf in now.items()},
        **{name: option.text for name, option in options.items()},
    }
    same = _settled_alike(run, planned)
    differing = (
        name
        for name in {**new, **old}
        if old.get(name, UNSET) != new.get(name, UNSET) and not name.startswith(same)
    )
    at = places(planned.spec.tree)
    return tuple(
        Change(
            name,
            old.get(name, UNSET),
            new.get(name, UNSET),
            now[name].at if name in now else None,
            _origin(name, now, options),
            at.get(f"{name.partition('.options.')[0]}.use"),
        )
        for name in differing
    )


def model_changes(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Those that can make it another model."""
    return tuple(c for c in changes if not c.name.startswith(NOT_THE_MODEL))


def _settled_alike(run: Run, planned: Planned) -> tuple[str, ...]:
    """Tables whose values come to the same, however they are written."""
    is_same = run.lock.fingerprints.model == planned.plan.fingerprints.model
    return ("stages.",) if is_same else ()


def _origin(name: str, now: Mapping[str, Leaf], options: Mapping[str, Option]) -> str:
    """Who decides a value that the spec does not write."""
    option = options.get(name)
    return "" if name in now or option is None else f"a default of {option.plugin}"
