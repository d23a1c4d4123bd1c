"""Whether weights on disk are those of a planned spec, and if not, for which reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.disk.changes import changes_since, model_changes
from graphnet.disk.compare import Comparison, compare
from graphnet.disk.defaults import key_of
from graphnet.disk.groups import in_words, split_name
from graphnet.disk.planned import Planned
from graphnet.disk.record import text_checksum
from graphnet.disk.rules import tensors_differ
from graphnet.disk.rules.other_checkpoint import computes_otherwise, keys_differ, other_dialect
from graphnet.disk.rules.tensors_differ import Misfit
from graphnet.disk.search import find_key
from graphnet.disk.weights import Weights
from graphnet.spec.origins import places
from graphnet.text import Span

SHAPES = 4
GROUPS = 2


def check_weights(planned: Planned, weights: Weights) -> Diagnostics:
    """Refuse weights of another model: one diagnostic for each root cause that can be told.

    Where the record of their run says which keys differ, those are the cause (GN907); else one
    key whose other value makes everything fit (GN910); else the tensors themselves (GN910).
    """
    ours = planned.plan.fingerprints.model
    comparison = compare(planned.plan, weights.header, is_own=weights.model == ours)
    is_known_as_ours = weights.model in ("", ours)
    if comparison.fits and is_known_as_ours:
        return ()
    if weights.run is not None and not is_known_as_ours:
        changes = model_changes(changes_since(weights.run, planned))
        if changes:
            return (keys_differ(weights.path, changes, evidence(planned, comparison)),)
    if comparison.known == 0 and comparison.wanted:
        names = tuple(comparison.wanted), tuple(comparison.found)
        return (other_dialect(weights.file, names, _alike(comparison)),)
    key = find_key(planned, weights, comparison)
    if key is not None:
        found = tensors_differ.key_explains(weights.file, key.name, (key.now, key.then), key.at)
        return (_with_notes(found, (*_edited(weights), *evidence(planned, comparison))),)
    if comparison.fits:
        return (computes_otherwise(weights.path, _reasons(weights)),)
    return tuple(tensor_causes(weights.file, comparison, _stages(planned)))


def evidence(planned: Planned, comparison: Comparison) -> tuple[str, ...]:
    """What another value of a key does to the tensors, in a few lines."""
    stages = [stage.path for stage in planned.plan.stages]
    missing = (*comparison.missing, *comparison.renamed)
    extra = (*comparison.extra, *comparison.renamed.values())
    return (
        *_only("in the spec", in_words(missing, stages)),
        *_only("in the checkpoint", in_words(extra, stages)),
        *_shapes(comparison, 1),
    )


def _only(where: str, groups: tuple[str, ...]) -> tuple[str, ...]:
    """The first groups of tensors that are in one place only."""
    rest = len(groups) - GROUPS
    more = (f"and {rest} more group{'s' * (rest > 1)} only {where}",) if rest > 0 else ()
    return (*(f"only {where}: {group}" for group in groups[:GROUPS]), *more)


def _with_notes(found: Diagnostic, notes: tuple[str, ...]) -> Diagnostic:
    return Diagnostic(found.rule, found.message, found.primary, found.others, notes, found.fixes)


def _alike(comparison: Comparison) -> int:
    """How many shapes there are on both sides, whatever they are called."""
    ours = Counter(comparison.wanted.values())
    theirs = Counter(tensor.shape for tensor in comparison.found.values())
    return (ours & theirs).total()


def _edited(weights: Weights) -> tuple[str, ...]:
    """Whether the run's record of its spec is not what it wrote."""
    run = weights.run
    if run is None or run.lock.resolved in ("", text_checksum(run.resolved.read_text("utf-8"))):
        return ()
    return (f"`{run.resolved}` was edited since the run began",)


def _reasons(weights: Weights) -> tuple[str, ...]:
    """What is known of why the same tensors are of another model."""
    if weights.run is None:
        return ()
    unknown = "no key of the spec differs: installed plugins plan it differently than before"
    return _edited(weights) or (unknown,)


def tensor_causes(
    file: Path, comparison: Comparison, stages: Mapping[str, Span | None]
) -> Iterator[Diagnostic]:
    """The tensors that differ, each kind of difference once; `stages` are paths and places."""
    if comparison.prefix:
        yield tensors_differ.prefixed(file, comparison.prefix)

    def misfit(names: Iterable[str], groups: tuple[str, ...] = ()) -> Misfit:
        every = tuple(names)
        words = groups or in_words(every, stages)
        return Misfit(file=file, count=len(every), groups=words, at=_place(stages, every))

    if comparison.missing:
        yield tensors_differ.missing(misfit(comparison.missing), len(comparison.wanted))
    if comparison.extra:
        yield tensors_differ.homeless(misfit(comparison.extra), len(comparison.found))
    if comparison.renamed:
        yield tensors_differ.renamed(misfit(comparison.renamed, _names(comparison)))
    if comparison.reshaped:
        yield tensors_differ.reshaped(misfit(comparison.reshaped, _shapes(comparison)))
    if comparison.retyped:
        yield tensors_differ.retyped(misfit(comparison.retyped))


def _stages(planned: Planned) -> Mapping[str, Span | None]:
    """Every stage's path and where the spec speaks of it."""
    written = places(planned.spec.tree)
    return {stage.path: written.get(f"{key_of(stage.folded)}.use") for stage in planned.plan.stages}


def _place(stages: Mapping[str, Span | None], names: tuple[str, ...]) -> Span | None:
    """The one place that speaks of the stages of all the tensors."""
    known = frozenset(stages)
    found = {stages.get(split_name(name, known)[0]) for name in names}
    return found.pop() if len(found) == 1 else None


def _shapes(comparison: Comparison, shown: int = SHAPES) -> tuple[str, ...]:
    lines = tuple(
        f"`{name}` is {_shape(comparison.found[name].shape)} in the checkpoint, "
        f"{_shape(comparison.wanted[name])} in the spec"
        for name in comparison.reshaped[:shown]
    )
    rest = len(comparison.reshaped) - shown
    more = f"{rest} more shape{'s differ' if rest > 1 else ' differs'}"
    return (*lines, more) if rest > 0 else lines


def _names(comparison: Comparison) -> tuple[str, ...]:
    pairs = tuple(comparison.renamed.items())
    lines = tuple(f"`{name}` is called `{other}` there" for name, other in pairs[:SHAPES])
    rest = len(pairs) - SHAPES
    return (*lines, f"{rest} more names differ") if rest > 0 else lines


def _shape(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))})"
