"""Every law that a stage declares, its inverse and its draws."""

from __future__ import annotations

from graphnet.plugin.types import Law, Normalised, ReachableFloor, Reorders
from graphnet.verify.bench import Bench
from graphnet.verify.check import Check, Finding
from graphnet.verify.draw import check_draw
from graphnet.verify.floor import check_floor
from graphnet.verify.inverse import check_inverse
from graphnet.verify.normalised import check_normalised
from graphnet.verify.reorders import check_reorders

Found = tuple[tuple[Finding, ...], str]


def check_laws(bench: Bench) -> Check:
    """All of them: which hold, which do not, and what could not be looked at."""
    laws = bench.subject.declaration.laws
    found = [_check(bench, law) for law in laws]
    found += [check_inverse(bench), check_draw(bench)]
    return _together(bench, found)


def check_cheap_laws(bench: Bench) -> Check:
    """Those that take milliseconds: reordering, inverses, and sums over few targets."""
    laws = (law for law in bench.subject.declaration.laws if isinstance(law, Reorders))
    return _together(bench, [*(_check(bench, law) for law in laws), check_inverse(bench)])


def _check(bench: Bench, law: Law) -> Found:
    match law:
        case Normalised():
            return check_normalised(bench, law)
        case ReachableFloor():
            return check_floor(bench, law)
        case Reorders():
            return check_reorders(bench, law)


def _together(bench: Bench, found: list[Found]) -> Check:
    declaration = bench.subject.declaration
    return Check(
        level="laws",
        name="laws",
        findings=tuple(finding for findings, _ in found for finding in findings),
        unverified="; ".join(left for _, left in found if left),
        detail=", ".join(law_name(law) for law in declaration.laws),
        applies=bool(declaration.laws) or declaration.inverse is not None,
    )


def law_name(law: Law) -> str:
    """A law's name for people."""
    match law:
        case Normalised():
            return "normalised"
        case ReachableFloor(bits=bits):
            return f"reaches {bits:g} bits"
        case Reorders():
            return "reorders"
