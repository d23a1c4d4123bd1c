"""P3: one state-space layer, forward and backward, against one bare FFT convolution forward.

Run it as `python -m tests.benchmarks.layer_speed [--reference PATH] [--quick]`; it prints JSON. The
convolution is two `rfft`, a product and an `irfft` of twice the length, its kernel given. The layer
makes its kernel, convolves, adds D and takes all gradients. Norm and activation are in neither.
"""

from __future__ import annotations

from collections.abc import Mapping

from graphnet.values import frozen
from tests.benchmarks.measuring.command import (
    NOTHING,
    Asked,
    Found,
    end,
    is_asked,
    note,
    read_command,
)
from tests.benchmarks.measuring.result import NO_REFERENCE, Figure, Json
from tests.benchmarks.measuring.turns import Side, Taken, take_turns

ERROR = 5e-7


@frozen(kw_only=True)
class Case:
    """One layer of ours at one size."""

    layer: str
    length: int
    features: int = 64
    batch: int = 1
    has_reference: bool = True
    target: float | None = None
    """How many times the bare convolution it may take."""

    @property
    def name(self) -> str:
        """In words."""
        return f"{self.layer}, L = {self.length:,}, H = {self.features}, batch {self.batch}"


FULL = (
    Case(layer="s4d", length=128_000, target=1.5),
    Case(layer="s4d", length=16_000),
    Case(layer="s4d", length=16_000, batch=8),
    Case(layer="dplr", length=4096),
    Case(layer="dplr", length=16_000),
    Case(layer="dplr", length=4096, features=256),
)
QUICK = (Case(layer="s4d", length=256, features=4), Case(layer="dplr", length=64, features=4))


def main() -> None:
    """Measure every case, and print what was found."""
    asked = read_command(__doc__)
    end("layer_speed", "P3", asked, measure(asked))


def measure(asked: Asked) -> Found:
    """Every case that was asked for, on one thread where nothing else is said."""
    found = NOTHING
    for threads in asked.threads or (1,):
        for case in QUICK if asked.quick else FULL:
            if is_asked(asked, case.name):
                found += one(asked, case, threads)
    return found


def one(asked: Asked, case: Case, threads: int) -> Found:
    """All sides of one case, turn by turn."""
    taken = take_turns(sides(asked, case, threads), asked.rounds)
    where = f"{case.name}, {threads} thread{'s' if threads > 1 else ''}"
    return Found(
        figures=figures(case, where, taken),
        sides={f"{where}: {name}": each for name, each in taken.items()},
    )


def sides(asked: Asked, case: Case, threads: int) -> list[Side]:
    """Our layer, the bare convolution, and the reference's layer where it is there."""
    room = "tests.benchmarks.sides"
    sizes: dict[str, Json] = {
        "layer": case.layer,
        "length": case.length,
        "features": case.features,
        "batch": case.batch,
    }
    found = [
        Side(name="ours", work=f"{room}.layers:layer", settings=sizes, threads=threads),
        Side(name="bare", work=f"{room}.plain:fourier", settings=sizes, threads=threads),
    ]
    if asked.reference is not None and case.has_reference:
        settings: dict[str, Json] = {**sizes, "reference": asked.reference}
        work = f"{room}.reference:layer"
        found.append(Side(name="reference", work=work, settings=settings, threads=threads))
    return found


def figures(case: Case, where: str, taken: Mapping[str, Taken]) -> tuple[Figure, ...]:
    """Times the bare convolution, times the reference, bytes, and the error."""
    mine, bare, other = taken["ours"], taken["bare"], taken.get("reference")
    times = mine.seconds / bare.seconds if mine.seconds and bare.seconds else None
    apart = mine.facts.get("apart")
    return (
        Figure(
            work=f"{where}: forward and backward in bare convolutions",
            unit="bare convolutions",
            ours=times,
            is_less_better=True,
            target=case.target,
            stretch=1.0 if case.target else None,
            absolute=True,
            note=note((mine, bare), ""),
        ),
        Figure(
            work=f"{where}: time",
            unit="s",
            ours=mine.seconds,
            reference=None if other is None else other.seconds,
            against="reference",
            is_less_better=True,
            note=note((mine, other), NO_REFERENCE),
        ),
        Figure(
            work=f"{where}: memory",
            unit="bytes",
            ours=mine.memory,
            reference=None if other is None else other.memory,
            against="reference",
            is_less_better=True,
            note=note((mine, other), NO_REFERENCE),
        ),
        Figure(
            work=f"{where}: error",
            unit="relative",
            ours=apart if isinstance(apart, float) else None,
            is_less_better=True,
            target=ERROR,
            absolute=True,
            note=note((mine,), ""),
        ),
    )


if __name__ == "__main__":
    main()
