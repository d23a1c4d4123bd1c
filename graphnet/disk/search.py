"""Which key of a spec a file of weights was trained with another value of: found by planning."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping

import attrs

from graphnet.disk.compare import Comparison, compare
from graphnet.disk.defaults import UNSET, key_of, options_of, render_option
from graphnet.disk.groups import split_name
from graphnet.disk.planned import Planned
from graphnet.disk.weights import Weights
from graphnet.graph import plan_spec
from graphnet.graph.flat import SOURCE
from graphnet.graph.look_up import look_up_stages
from graphnet.graph.sizes import read_scope
from graphnet.plugin.types import TRAINING_ONLY
from graphnet.spec.origins import places
from graphnet.spec.overrides import override
from graphnet.spec.read import read_spec
from graphnet.spec.tree import Scalar, Table
from graphnet.text import Span
from graphnet.values import frozen

MOST_PLANS = 64
MOST_STAGES = 2000


@frozen
class Key:
    """A key, its value in the spec and the one the file was trained with, as TOML."""

    name: str
    now: str
    then: str
    at: Span | None


def find_key(planned: Planned, weights: Weights, comparison: Comparison) -> Key | None:
    """The one key that explains all differences, or None: each guess is planned and compared."""
    if len(planned.plan.stages) > MOST_STAGES:
        return None
    every = dict.fromkeys(guesses(planned, comparison))
    tried = (key for key, _ in zip(every, range(MOST_PLANS), strict=False))
    return next((key for key in tried if _explains(key, planned, weights)), None)


def _explains(key: Key, planned: Planned, weights: Weights) -> bool:
    then = replanned(planned, (key,))
    if then is None or (weights.model and then.plan.fingerprints.model != weights.model):
        return False
    return compare(then.plan, weights.header).fits


def replanned(planned: Planned, keys: tuple[Key, ...]) -> Planned | None:
    """The spec with other values of some keys, or None where it cannot be planned."""
    tree, problems = override(planned.spec.tree, [f"{key.name}={key.then}" for key in keys])
    spec, more = (None, ()) if problems else read_spec(tree, planned.spec.text)
    if spec is None or more:
        return None
    plan, _ = plan_spec(spec, planned.registry)
    return None if plan is None else Planned(spec=spec, plan=plan, registry=planned.registry)


def guesses(planned: Planned, comparison: Comparison) -> Iterator[Key]:
    """Likely ones first: sizes where shapes differ, options that decide which tensors there are."""
    pairs = _pairs(planned, comparison)
    sizes = tuple(_sizes(planned, pairs))
    options = tuple(_options(planned, comparison, pairs))
    is_about_shapes = bool(comparison.reshaped) and not (comparison.missing or comparison.extra)
    yield from (*sizes, *options) if is_about_shapes else (*options, *sizes)


def _pairs(planned: Planned, comparison: Comparison) -> tuple[tuple[int, int], ...]:
    """Numbers of the spec beside those of the file: unequal axes, and how many stages there are."""
    axes = [
        pair
        for name in comparison.reshaped
        for pair in zip(comparison.wanted[name], comparison.found[name].shape, strict=False)
        if pair[0] != pair[1] and min(pair) > 0
    ]
    known = frozenset(stage.path for stage in planned.plan.stages)
    ours = _counts(comparison.wanted, known)
    theirs = _counts(comparison.found, known)
    counts = [(ours[name], theirs[name]) for name in ours if name in theirs]
    return tuple(dict.fromkeys((*axes, *(pair for pair in counts if pair[0] != pair[1]))))


def _counts(names: Mapping[str, object], known: frozenset[str]) -> dict[str, int]:
    """How many numbered stages lie in each place."""
    stages: dict[str, set[str]] = {}
    for name in names:
        folder, _, number = split_name(name, known)[0].rpartition(".")
        if number.isdigit():
            stages.setdefault(folder, set()).add(number)
    return {folder: len(numbers) for folder, numbers in stages.items()}


def _scaled(value: int, pairs: tuple[tuple[int, int], ...]) -> Iterator[int]:
    """What a number may have been, given what became of numbers that may depend on it."""
    for ours, theirs in pairs:
        if value * theirs % ours == 0:
            yield value * theirs // ours
        yield value + theirs - ours
        if ours == 1 << value and theirs & (theirs - 1) == 0:
            yield theirs.bit_length() - 1


def _sizes(planned: Planned, pairs: tuple[tuple[int, int], ...]) -> Iterator[Key]:
    sizes = planned.spec.tree.find("sizes")
    if sizes is None or not isinstance(sizes.value, Table):
        return
    for entry in sizes.value.entries:
        match entry.value:
            case Scalar(int(value), at) if not isinstance(value, bool):
                for guess in dict.fromkeys(_scaled(value, pairs)):
                    if guess > 0 and guess != value:
                        yield Key(f"sizes.{entry.key}", str(value), str(guess), at)
            case _:
                pass


def _options(
    planned: Planned, comparison: Comparison, pairs: tuple[tuple[int, int], ...]
) -> Iterator[Key]:
    """Other values of every option of the stages that differ, the others' after them.

    Numbers come first, as they decide shapes, and last what only decides how weights begin.
    """
    written = places(planned.spec.tree)
    texts = options_of(planned.spec, planned.registry)
    scope, _ = read_scope(planned.spec)
    stages, _ = look_up_stages(planned.spec, planned.registry, scope)
    differing = {name.partition(".")[0] for name in _differing(comparison)}
    for path in sorted(stages.stages, key=lambda path: path not in differing):
        options = stages.stages[path].options
        fields = attrs.fields(type(typing.cast(attrs.AttrsInstance, options)))
        for field in sorted(fields, key=lambda field: _weight(field, options)):
            name = f"{key_of(path)}.options.{field.name}"
            now = texts[name].text if name in texts else UNSET
            for guess in (*_default(field), *_others(options, field.name, pairs)):
                if guess != now and path != SOURCE:
                    yield Key(name, now, guess, written.get(name))


def _weight(field: attrs.Attribute[object], options: object) -> int:
    """How late an option is guessed at."""
    if TRAINING_ONLY.keys() & field.metadata.keys():
        return 2
    return 0 if type(getattr(options, field.name)) is int else 1


def _default(field: attrs.Attribute[object]) -> Iterator[str]:
    """What an option is where a spec does not write it."""
    match field.default:
        case bool() | int() | float() | str() | tuple() as default:
            yield render_option(default)
        case _:
            pass


def _differing(comparison: Comparison) -> tuple[str, ...]:
    return (*comparison.missing, *comparison.extra, *comparison.reshaped, *comparison.renamed)


def _others(options: object, name: str, pairs: tuple[tuple[int, int], ...]) -> Iterator[str]:
    """Other values an option can take: the other choices, or numbers that the file hints at."""
    value: object = getattr(options, name)
    match value:
        case bool():
            yield str(not value).lower()
        case int():
            yield from map(str, _scaled(value, pairs))
        case str() | None:
            kind = typing.get_type_hints(type(options)).get(name)
            yield from (f'"{choice}"' for choice in _choices(kind))
        case _:
            pass


def _choices(kind: object) -> Iterator[str]:
    """The words that a type allows, those of each member of a union."""
    for part in typing.get_args(kind):
        if isinstance(part, str):
            yield part
        else:
            yield from _choices(part)
