"""What takes a second or two, proved before the first update of every training run."""

from __future__ import annotations

from time import monotonic

from graphnet.registry import Registry
from graphnet.verify.laws import check_cheap_laws
from graphnet.verify.proof import Checks, Proof, Question, Report, prove
from graphnet.verify.shapes import check_few_shapes
from graphnet.verify.subject import Subject, subjects

CHEAP: Checks = {
    "shapes": ("C1", check_few_shapes),
    "laws": ("laws", check_cheap_laws),
}
_PROVED: set[str] = set()
"""What this process proved already, by plugin version, type, options and sizes."""


def verify_cheaply(question: Question, seconds: float) -> Report:
    """Shapes and quick laws of each distinct stage, as far as the time goes."""
    found, problems = subjects(question.plan, question.spec, question.registry)
    proofs: list[Proof] = []
    left_out: list[str] = []
    end = monotonic() + seconds
    for subject in found:
        key = known_as(subject, question.registry)
        if key in _PROVED:
            proofs.append(Proof(who=subject.who, twins=subject.twins))
        elif monotonic() > end:
            left_out.append(subject.who.path)
        else:
            proofs.append(prove(subject, question, CHEAP))
            _PROVED.update(() if proofs[-1].diagnostics else (key,))
    return Report(proofs=tuple(proofs), problems=problems, left_out=tuple(left_out))


def known_as(subject: Subject, registry: Registry) -> str:
    """What a proof depends on: the plugin's version, the type, options and sizes."""
    owner = subject.who.use.partition(".")[0]
    version = next((plugin.version for plugin in registry.plugins if plugin.name == owner), "")
    sizes = sorted(subject.sizes.items())
    place = subject.declaration.implementation
    return repr((subject.who.use, place, version, subject.options, sizes))
