"""What is proved of one stage and of a plan, and how checks are made one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import torch
from attrs import field

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.plan import Plan
from graphnet.registry import Registry
from graphnet.spec.spec import Spec
from graphnet.values import frozen
from graphnet.verify.bench import Bench, build
from graphnet.verify.call import Raised
from graphnet.verify.check import Check, Verdict, diagnostic
from graphnet.verify.subject import Subject, Who

Checks = Mapping[str, tuple[str, Callable[[Bench], Check]]]
"""Checks by name, each with its level, in the order in which they are made."""

NEED_SHAPES = frozenset({"C1", "C2", "C3", "C4", "laws"})
"""What is not looked at where shapes are wrong already: one mistake is one message."""


@frozen(kw_only=True)
class Proof:
    """One distinct stage, the stages that are the same, and what each check found."""

    who: Who
    twins: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    refused: Diagnostics = ()

    @property
    def diagnostics(self) -> Diagnostics:
        """Every finding at the stage's place."""
        found = (diagnostic(self.who, c, f) for c in self.checks for f in c.findings)
        return (*self.refused, *found)


@frozen(kw_only=True)
class Report:
    """What `verify` proved of a plan. `left_out` names stages that time did not allow."""

    proofs: tuple[Proof, ...]
    problems: Diagnostics = ()
    left_out: tuple[str, ...] = field(default=())

    @property
    def diagnostics(self) -> Diagnostics:
        """Every finding, in the order of the stages."""
        return (*self.problems, *(found for proof in self.proofs for found in proof.diagnostics))

    def count(self, verdict: Verdict) -> int:
        """How many checks ended so."""
        return sum(check.verdict is verdict for proof in self.proofs for check in proof.checks)


@frozen(kw_only=True)
class Question:
    """A plan and what it was made from; `only` names the stages of the spec to look at."""

    plan: Plan
    spec: Spec
    registry: Registry
    seed: int = 0
    only: tuple[str, ...] = ()


def prove(
    subject: Subject, question: Question, checks: Checks, declared: tuple[Check, ...] = ()
) -> Proof:
    """One stage; a module that cannot be had is all there is to say."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(question.seed)
        bench, refused = build(subject, question.seed)
        made = () if bench is None else tuple(_made(bench, checks))
    at = subject.who.at
    placed = tuple(_placed(problem, subject.who) if at else problem for problem in refused)
    return Proof(who=subject.who, twins=subject.twins, checks=(*declared, *made), refused=placed)


def _placed(problem: Diagnostic, who: Who) -> Diagnostic:
    """A problem of building, at the stage's place."""
    return problem.rule.breach(
        problem.message, who.at, others=problem.others, notes=problem.notes, fixes=problem.fixes
    )


def _made(bench: Bench, checks: Checks) -> Iterable[Check]:
    """Each check, in order; one that fails by itself is unverified and says why."""
    is_wrong = False
    for name, (level, check) in checks.items():
        if is_wrong and level in NEED_SHAPES:
            yield Check(level=level, name=name, unverified="its shapes are wrong")
            continue
        try:
            made = check(bench)
            is_wrong |= name == "shapes" and bool(made.findings)
            yield made
        except Exception as problem:  # noqa: BLE001  # nothing a plugin does may stop the rest
            yield Check(level=level, name=name, unverified=Raised(problem).line)
