"""C1 at other sizes: what the plan solved to a number is still a name in the contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from graphnet.verify.bench import Bench, build
from graphnet.verify.check import Check, Finding
from graphnet.verify.grid import base
from graphnet.verify.rules.unimplied_guard import needs_size
from graphnet.verify.shapes import shapes_at
from graphnet.verify.subject import Subject, read_subject

WISHES = (6, 5, 8, 12, 16, 24, 32, 48, 64, 96, 128)


def check_sizes(bench: Bench) -> Check:
    """Build the stage with each solved size at another value, and look at its shapes."""
    names = [name for name in bench.subject.sizes if on_axes(bench.subject, name)]
    tried: list[str] = []
    findings: tuple[Finding, ...] = ()
    for name in names:
        other = next(resized(bench.subject, name), None)
        if other is not None and not findings:
            tried.append(f"{name} = {other.sizes[name]}")
            findings = _wrong(bench, other, name)
    return Check(
        level="C1",
        name="sizes",
        findings=findings,
        detail=", ".join(tried),
        applies=bool(tried),
    )


def on_axes(subject: Subject, name: str) -> bool:
    """Whether a name of the contract stands on an axis: only such are left to the plan."""
    return "." not in name and name in subject.names.on_axes


def resized(subject: Subject, name: str, wishes: Sequence[int] = ()) -> Iterator[Subject]:
    """The subject with one size at other values that keep its conditions."""
    value = subject.sizes[name]
    near = (*WISHES, value + 1, value + 2, 2 * value, 4 * value)
    for wish in wishes or near:
        if wish == value:
            continue
        stage = evolve(subject.planned, sizes={**subject.sizes, name: wish})
        other = read_subject(subject.who, subject.stage_type, subject.declared, stage)
        if other is not None and base(other) is not None:
            yield other


def _wrong(bench: Bench, other: Subject, name: str) -> tuple[Finding, ...]:
    sizes = {name: other.sizes[name]}
    built, problems = build(other, bench.seed)
    if built is None:
        return (needs_size(sizes, problems[0].message, {}),)
    found = shapes_at(built, built.point)
    return tuple(needs_size(sizes, _problem(each), each.point) for each in found)


def _problem(finding: Finding) -> str:
    if finding.expected:
        return f"it {finding.message}: {finding.expected} promised, {finding.found} found"
    return f"it {finding.message}"
