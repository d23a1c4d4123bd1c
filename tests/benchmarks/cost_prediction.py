"""What `graphnet show --cost` predicts against what torch counts: parameters, FLOPs and memory.

Run it as `python -m tests.benchmarks.cost_prediction [--quick]`; it prints JSON. Each spec is
trained for two updates at a few lengths, with the plan's rewrites and without them; `ratio` is
predicted over counted. Torch counts the FLOPs of products alone, so what it says is less.
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
from tests.benchmarks.measuring.result import Figure, Json
from tests.benchmarks.measuring.turns import Side, Taken, take_turns

WITHIN = 0.2
"""Memory must be predicted this well, as a part of what is counted."""


@frozen(kw_only=True)
class Case:
    """One spec with some of its keys set."""

    spec: str
    changes: tuple[str, ...] = ()
    plain: bool = False

    @property
    def name(self) -> str:
        """In words."""
        words = (self.spec.removeprefix("specs/").removesuffix(".toml"), *self.changes)
        return " ".join((*words, "--no-rewrites") if self.plain else words)


def length(L: int, batch: int = 1) -> tuple[str, ...]:  # the size's own name
    """So many items in each of a batch."""
    return (f"train.length.L={L}", f"train.batch={batch}")


S4 = 'stages.backbone.options={ layer = "s4", init = "legs", n_layers = 8, pool = [4, 4] }'
FULL = (
    Case(spec="specs/tiny.toml"),
    Case(spec="specs/tiny.toml", changes=length(4096, 2)),
    Case(spec="specs/sashimi8.toml", changes=length(1024)),
    Case(spec="specs/sashimi8.toml", changes=length(4096)),
    Case(spec="specs/sashimi8.toml", changes=length(4096, 2)),
    Case(spec="specs/sashimi8.toml", changes=length(16_000)),
    Case(spec="specs/sashimi8.toml", changes=(*length(4096), S4)),
    Case(spec="specs/sashimi8.toml", changes=(*length(4096), "train.recompute=true")),
    Case(spec="specs/sashimi16.toml", changes=length(2048)),
    Case(spec="specs/sashimi16.toml", changes=length(2048), plain=True),
    Case(spec="specs/sashimi16.toml", changes=length(8192)),
    Case(spec="specs/sashimi16-factorised.toml", changes=length(4096)),
    Case(spec="specs/sashimi-standalone.toml", changes=length(2048)),
    Case(spec="specs/sashimi-sc09-unet.toml", changes=length(2048)),
    Case(spec="specs/sashimi-dml-youtubemix.toml", changes=length(2048)),
)
QUICK = (Case(spec="specs/tiny.toml", changes=length(64)),)


def main() -> None:
    """Count every case, and print what was found."""
    asked = read_command(__doc__, rounds=1)
    end("cost_prediction", "", asked, measure(asked))


def measure(asked: Asked) -> Found:
    """Every case that was asked for, one after another."""
    found = NOTHING
    for case in QUICK if asked.quick else FULL:
        if is_asked(asked, case.name):
            found += one(case)
    return found


def one(case: Case) -> Found:
    """One case, counted once: nothing here depends on how busy the machine is."""
    settings: dict[str, Json] = {
        "spec": case.spec,
        "set": list(case.changes),
        "plain": case.plain,
    }
    side = Side(name=case.name, work="tests.benchmarks.sides.counted:update", settings=settings)
    taken = take_turns([side], rounds=1, warm_ups=0)
    return Found(figures=figures(case, taken), sides=taken)


def figures(case: Case, taken: Mapping[str, Taken]) -> tuple[Figure, ...]:
    """What was predicted (ours) and counted (reference), of three kinds."""
    mine = taken[case.name]
    return tuple(
        Figure(
            work=case.name,
            unit=unit,
            ours=mine.values.get(f"{unit}_said"),
            reference=mine.values.get(f"{unit}_seen"),
            against="counted",
            note=note((mine,), "") or warning(unit, mine),
        )
        for unit in ("parameters", "flops", "bytes")
    )


def warning(unit: str, taken: Taken) -> str:
    """What to say where memory is not predicted as well as it must be."""
    if unit != "bytes":
        return ""
    ratio = taken.values["bytes_said"] / taken.values["bytes_seen"]
    return "" if abs(ratio - 1) <= WITHIN else f"off by {abs(ratio - 1):.0%}, {WITHIN:.0%} allowed"


if __name__ == "__main__":
    main()
