"""What keeps a checkpoint of somebody else's from being imported, each root cause once."""

from __future__ import annotations

from collections.abc import Iterator

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.disk.edits import Question, find_edits
from graphnet.disk.fit import check_weights
from graphnet.disk.foreign.placed import quoted
from graphnet.disk.foreign.read import Foreign
from graphnet.disk.groups import in_words
from graphnet.disk.matching import Matching
from graphnet.disk.native import NATIVE
from graphnet.disk.planned import Planned
from graphnet.disk.rules.import_incomplete import Lack, import_incomplete
from graphnet.disk.rules.import_other_model import Otherwise, import_other_model
from graphnet.disk.rules.import_refused import import_refused
from graphnet.disk.rules.import_reshaped import import_reshaped
from graphnet.disk.rules.import_unused import import_unused
from graphnet.disk.rules.importer_unknown import nobody_knows
from graphnet.disk.weights import MODEL, find_weights

GROUPS = 4


def judge(
    planned: Planned, foreign: Foreign, question: Question, matching: Matching
) -> Diagnostics:
    """Everything that is wrong with a match; nothing where it can be imported."""
    own = _own_weights(planned, foreign, question)
    if own:
        return own
    name = matching.importer.type.name
    refusals = (*matching.match.refusals, *_not_real(question, matching))
    if refusals:
        return tuple(import_refused(foreign.path, name, each) for each in refusals)
    if not (matching.missing or matching.unused or matching.reshaped):
        return ()
    keys = find_edits(planned, question, matching)
    if keys:
        otherwise = [Otherwise(key=k.name, now=k.now, then=k.then, at=k.at) for k in keys]
        return (import_other_model(foreign.path, otherwise, _evidence(matching)),)
    if not matching.fillings:
        names = tuple(matching.wanted), tuple(foreign.tensors)
        return (nobody_knows(foreign.path, (name,), names),)
    return tuple(_causes(planned, foreign, matching))


def _not_real(question: Question, matching: Matching) -> Iterator[str]:
    """Tensors that are taken as they are and hold other than real numbers."""
    tensors = question.weights.tensors
    plain = [f.sources[0] for f in matching.fillings.values() if not f.reason]
    other = [name for name in plain if "float" not in tensors[name].dtype]
    if other:
        more = f" and {len(other) - 1} more" if len(other) > 1 else ""
        yield f"`{other[0]}`{more} holds {tensors[other[0]].dtype} numbers, where weights are real"


def _own_weights(planned: Planned, foreign: Foreign, question: Question) -> Diagnostics:
    """Weights that say themselves of which model they are, judged as those of a run."""
    allowed = question.allowed
    if question.importer.type is not NATIVE or MODEL not in foreign.metadata:
        return ()
    weights, problems = find_weights(foreign.path)
    if weights is None or allowed.missing or allowed.unused:
        return problems
    return problems + check_weights(planned, weights)


def _causes(planned: Planned, foreign: Foreign, matching: Matching) -> Iterator[Diagnostic]:
    path, stages = foreign.path, [stage.path for stage in planned.plan.stages]
    if matching.reshaped:
        pairs = [(filling, matching.wanted[filling.parameter]) for filling in matching.reshaped]
        yield import_reshaped(path, pairs, len(matching.wanted))
    if matching.missing:
        lack = Lack(
            count=len(matching.missing),
            of=len(matching.wanted),
            groups=_few(in_words(matching.missing, stages)),
            stages=tuple(dict.fromkeys(name.partition(".")[0] for name in matching.missing)),
            strange=foreign.strange,
        )
        yield import_incomplete(path, lack)
    if matching.unused:
        counts = len(matching.unused), len(foreign.tensors)
        yield import_unused(path, counts, _few(in_words(matching.unused, ())))


def _evidence(matching: Matching) -> str:
    """What tells the checkpoint from the spec, by an example."""
    for names, place in ((matching.unused, "checkpoint"), (matching.missing, "spec")):
        if names:
            tensors = f"{len(names)} tensor{'s' * (len(names) > 1)}"
            return f"only in the {place}: {tensors}, such as {quoted(names[0])}"
    return ""


def _few(groups: tuple[str, ...]) -> tuple[str, ...]:
    rest = len(groups) - GROUPS
    return (*groups[:GROUPS], f"and {rest} more groups") if rest > 0 else groups
