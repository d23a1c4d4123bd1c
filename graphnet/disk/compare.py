"""The tensors a plan declares against those a file holds: what is missing, extra or other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from graphnet.disk.tensors import Header, StoredTensor
from graphnet.graph.plan import Plan
from graphnet.values import frozen

LIKELY = 0.4
MOST_PAIRS = 20_000
_NUMBERS = re.compile(r"\d+")

Shape = tuple[int, ...]


@frozen(kw_only=True)
class Comparison:
    """Names in the model's order. `renamed` maps a declared name to the one a file has for it.

    `prefix` stands before every name of the file and was left out of the comparison.
    """

    wanted: Mapping[str, Shape]
    found: Mapping[str, StoredTensor]
    known: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    renamed: Mapping[str, str]
    reshaped: tuple[str, ...]
    retyped: tuple[str, ...]
    prefix: str = ""

    @property
    def fits(self) -> bool:
        """Whether every tensor of the model is there as declared, and nothing else."""
        differs = self.missing or self.extra or self.renamed or self.reshaped or self.retyped
        return not (differs or self.prefix)

    @property
    def score(self) -> float:
        """The share of all names that fit: 1 where everything does."""
        fitting = self.known - len({*self.reshaped, *self.retyped})
        every = len(self.wanted) + len(self.found) - self.known
        return fitting / every if every else 1.0


def declared_shapes(plan: Plan) -> Mapping[str, Shape]:
    """The parameters a plan declares, as files name them, without those that are another's."""
    return {
        parameter.stored_as or f"{stage.path}.{parameter.name}": parameter.shape
        for stage in plan.stages
        for parameter in stage.parameters
        if parameter.tied_to is None
    }


def compare(plan: Plan, header: Header, *, is_own: bool = False) -> Comparison:
    """Compare name by name. A file of this very model may hold more than parameters: `is_own`."""
    wanted = declared_shapes(plan)
    if is_own:
        return compare_shapes(wanted, header, frozenset(header.tensors))
    return compare_shapes(wanted, header, frozenset(_tied_names(plan)))


def compare_shapes(
    wanted: Mapping[str, Shape], header: Header, passed_over: frozenset[str]
) -> Comparison:
    """Compare name by name; other names of the file count where they are not `passed_over`."""
    found, prefix = _without_prefix(header.tensors, wanted)
    missing = [name for name in wanted if name not in found]
    extra = [name for name in found if name not in wanted and name not in passed_over]
    renamed = _renamed(missing, extra, wanted, found)
    both = [name for name in wanted if name in found]
    return Comparison(
        wanted=wanted,
        found=found,
        known=len(both),
        missing=tuple(name for name in missing if name not in renamed),
        extra=tuple(name for name in extra if name not in set(renamed.values())),
        renamed=renamed,
        reshaped=tuple(name for name in both if found[name].shape != wanted[name]),
        retyped=tuple(name for name in both if not found[name].is_float),
        prefix=prefix,
    )


def _tied_names(plan: Plan) -> Iterable[str]:
    """Names of tensors that are another's: a file may hold them twice."""
    for stage in plan.stages:
        for parameter in stage.parameters:
            if parameter.tied_to is not None:
                yield f"{stage.path}.{parameter.name}"


def _without_prefix(
    tensors: Mapping[str, StoredTensor], wanted: Mapping[str, Shape]
) -> tuple[Mapping[str, StoredTensor], str]:
    """The tensors without a first word that all names share, where that makes them known."""
    first = next(iter(tensors), "").partition(".")[0] + "."
    if any(name in wanted for name in tensors) or not all(n.startswith(first) for n in tensors):
        return tensors, ""
    bare = {name.removeprefix(first): tensor for name, tensor in tensors.items()}
    return (bare, first) if any(name in wanted for name in bare) else (tensors, "")


def _renamed(
    missing: list[str],
    extra: list[str],
    wanted: Mapping[str, Shape],
    found: Mapping[str, StoredTensor],
) -> dict[str, str]:
    """For each missing name the extra one of its shape that is most like it, if any is."""
    if len(missing) * len(extra) > MOST_PAIRS:
        return {}
    pairs = sorted(
        (-SequenceMatcher(None, name, other).ratio(), i, other)
        for i, name in enumerate(missing)
        for other in extra
        if found[other].shape == wanted[name] and _is_akin(name, other)
    )
    taken: dict[str, str] = {}
    for likeness, i, other in pairs:
        if -likeness >= LIKELY and missing[i] not in taken and other not in taken.values():
            taken[missing[i]] = other
    return {name: taken[name] for name in missing if name in taken}


def _is_akin(name: str, other: str) -> bool:
    """Whether two names share the stage or the parameter's own word, and are not numbered alike."""
    if _NUMBERS.sub("*", name) == _NUMBERS.sub("*", other):
        return False
    stage, _, leaf = name.rpartition(".")
    other_stage, _, other_leaf = other.rpartition(".")
    return stage == other_stage or leaf == other_leaf
