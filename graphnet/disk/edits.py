"""Which keys of a spec a checkpoint was trained with other values of: found by planning."""

from __future__ import annotations

from collections.abc import Iterator

from graphnet.disk.compare import Comparison, compare_shapes
from graphnet.disk.defaults import key_of, options_of
from graphnet.disk.matching import Allowed, Importer, Matching, match_with
from graphnet.disk.planned import Planned
from graphnet.disk.search import MOST_PLANS, MOST_STAGES, Key, guesses, replanned
from graphnet.disk.tensors import Header, StoredTensor
from graphnet.plugin.imports import ForeignWeights
from graphnet.spec.origins import places
from graphnet.values import frozen


@frozen
class Question:
    """What an importer is asked about again, for each guess at the spec."""

    importer: Importer
    weights: ForeignWeights
    allowed: Allowed


def find_edits(planned: Planned, question: Question, matching: Matching) -> tuple[Key, ...]:
    """The keys with whose other values everything has its place; none where none are found.

    First what the importer read off the tensors: all of it, then each by itself. Then one key at a
    time beside them, as for weights of graphnet's own.
    """
    if len(planned.plan.stages) > MOST_STAGES:
        return ()
    tried = zip(_sets(planned, matching), range(MOST_PLANS), strict=False)
    found = next((keys for keys, _ in tried if _explains(keys, planned, question)), ())
    for key in found if len(found) > 1 else ():  # what makes no difference is not told
        fewer = tuple(other for other in found if other != key)
        found = fewer if _explains(fewer, planned, question) else found
    return found


def _explains(keys: tuple[Key, ...], planned: Planned, question: Question) -> bool:
    then = replanned(planned, keys)
    if then is None:
        return False
    found, _ = match_with(question.importer, question.weights, then.plan, question.allowed)
    return found is not None and found.is_whole


def _sets(planned: Planned, matching: Matching) -> Iterator[tuple[Key, ...]]:
    hinted = tuple(_hinted(planned, matching))
    yield from ((key,) for key in hinted)
    if len(hinted) > 1:
        yield hinted
    for key in dict.fromkeys(guesses(planned, _comparison(matching))):
        yield (key,)
        if hinted and key.name not in {each.name for each in hinted}:
            yield (*hinted, key)


def _hinted(planned: Planned, matching: Matching) -> Iterator[Key]:
    written = places(planned.spec.tree)
    texts = options_of(planned.spec, planned.registry)
    for hint in matching.match.hints:
        name = f"{key_of(hint.stage)}.options.{hint.option}"
        now = texts[name].text if name in texts else "not set"
        if now != hint.value:
            yield Key(name, now, hint.value, written.get(name))


def _comparison(matching: Matching) -> Comparison:
    """The match as a comparison of names and shapes, from which sizes are guessed."""
    found = {f.parameter: StoredTensor("F32", f.shape) for f in matching.fillings.values()}
    return compare_shapes(matching.wanted, Header(found, {}), frozenset())
