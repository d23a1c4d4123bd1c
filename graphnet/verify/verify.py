"""Everything that is proved of a plan's stages, in order, each stage by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch

from graphnet.graph.plan import PlannedStage
from graphnet.verify.causality import check_causality
from graphnet.verify.check import Check
from graphnet.verify.chunk import check_chunk
from graphnet.verify.declarations import Offer, check_declaration, default_options
from graphnet.verify.export import check_export
from graphnet.verify.gradients import check_gradients
from graphnet.verify.laws import check_laws
from graphnet.verify.lower import check_lower
from graphnet.verify.metric import check_metric
from graphnet.verify.modes import check_modes
from graphnet.verify.options import check_options
from graphnet.verify.padding import check_padding
from graphnet.verify.pieces import check_pieces
from graphnet.verify.proof import Checks, Proof, Question, Report, prove
from graphnet.verify.selects import check_selects
from graphnet.verify.shapes import check_shapes
from graphnet.verify.sizes import check_sizes
from graphnet.verify.step import check_step
from graphnet.verify.subject import (
    Subject,
    Who,
    place_of,
    stage_spec,
    subject_of,
    subjects,
    type_of,
)
from graphnet.verify.values import check_values

ALL: Checks = {
    "modes": ("C0", check_modes),
    "shapes": ("C1", check_shapes),
    "sizes": ("C1", check_sizes),
    "export": ("C2", check_export),
    "values": ("C3", check_values),
    "causality": ("C4", check_causality),
    "padding": ("C4", check_padding),
    "selects": ("C4", check_selects),
    "pieces": ("C4", check_pieces),
    "step": ("C4", check_step),
    "chunk": ("C4", check_chunk),
    "lower": ("C4", check_lower),
    "gradients": ("C4", check_gradients),
    "laws": ("laws", check_laws),
    "options": ("options", check_options),
}


def verify(question: Question) -> Report:
    """Every check of every stage; on one thread, since each is small and all repeatable."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return _verify(question)
    finally:
        torch.set_num_threads(threads)


def _verify(question: Question) -> Report:
    found, problems = subjects(question.plan, question.spec, question.registry)
    wanted = [subject for subject in found if _is_wanted(subject, question.only)]
    proofs = [prove(each, question, ALL, _declared(question, each.planned)) for each in wanted]
    return Report(proofs=(*_outer(question), *proofs, *_metrics(question)), problems=problems)


def _is_wanted(subject: Subject, only: Sequence[str]) -> bool:
    paths = (subject.who.path, *subject.twins)
    return not only or any(path == o or path.startswith(f"{o}.") for path in paths for o in only)


def _declared(question: Question, stage: PlannedStage) -> tuple[Check, ...]:
    """C0 of one stage; the plan's own delay is written nowhere."""
    stage_type = type_of(stage.use, question.registry)
    written = stage_spec(question.spec, stage.path)
    if stage_type is None or written is None:
        return ()
    return (check_declaration(Offer(stage_type, stage.options, written), question.registry),)


def _metrics(question: Question) -> Iterator[Proof]:
    """Metrics keep a protocol of their own."""
    for stage in question.plan.metrics:
        if question.only and stage.path not in question.only:
            continue
        at = place_of(stage.path, question.spec)
        subject, refused = subject_of(stage, at, question.registry)
        who = Who(path=stage.path, use=stage.use, at=at)
        checks = () if subject is None else check_metric(subject, question.seed)
        yield Proof(who=who, checks=(*_declared(question, stage), *checks), refused=refused)


def _outer(question: Question) -> Iterator[Proof]:
    """C0 of what has no module of its own: the source, and composites."""
    source, registry = question.plan.source, question.registry
    if not question.only or source.path in question.only:
        who = Who(path=source.path, use=source.use, at=place_of(source.path, question.spec))
        reads = Check(level="C3", name="values", unverified="it reads files, and none are given")
        declared = _declared(question, source)
        yield Proof(who=who, checks=(*declared, reads))
    for path, use in question.plan.composites.items():
        stage_type, written = type_of(use, registry), stage_spec(question.spec, path)
        options = None if stage_type is None else default_options(stage_type)
        if stage_type is None or written is None or options is None:
            continue
        if not question.only or path in question.only:
            who = Who(path=path, use=use, at=place_of(path, question.spec))
            offer = Offer(stage_type, options, written)
            yield Proof(who=who, checks=(check_declaration(offer, registry),))
