"""C0 with the module: it accepts each value of its enums and flags, and keeps its shapes."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from graphnet.graph.declare import declare
from graphnet.verify.bench import Bench, build
from graphnet.verify.check import Check, Finding
from graphnet.verify.rules.promise_broken import breaks_in_mode
from graphnet.verify.shapes import shapes_at
from graphnet.verify.subject import Subject, read_subject
from graphnet.verify.variations import with_choices


def check_modes(bench: Bench) -> Check:
    """Build and call the stage in every mode that leaves its contract as it is."""
    modes = tuple(other_modes(bench.subject))
    findings: tuple[Finding, ...] = ()
    for words, subject in modes:
        findings = findings or _wrong(bench, subject, words)
    return Check(
        level="C0",
        name="modes",
        findings=findings,
        detail=f"{len(modes)} other modes" if modes else "",
        applies=bool(modes),
    )


def other_modes(subject: Subject) -> Iterator[tuple[str, Subject]]:
    """The subject with each other value of an enum or flag, where its ports stay the same."""
    for option, value, options in with_choices(subject.options):
        declared, _ = (None, ()) if options is None else declare(subject.stage_type, options)
        if declared is None or declared.contract != subject.declared.contract:
            continue
        stage = evolve(subject.planned, options=options)
        if declared.implementation is not None:
            stage = evolve(stage, implementation=declared.implementation)
        other = read_subject(subject.who, subject.stage_type, declared, stage)
        if other is not None:
            yield f"{option} = {value!r}", other


def _wrong(bench: Bench, subject: Subject, words: str) -> tuple[Finding, ...]:
    built, problems = build(subject, bench.seed)
    if built is None:
        return (breaks_in_mode(words, problems[0].message, {}),)
    return tuple(
        breaks_in_mode(words, f"it {f.message}", f.point) for f in shapes_at(built, built.point)
    )
