"""P8: a training update at L = 128,000 on a GPU, ours beside the reference's.

Run it as `python -m tests.benchmarks.gpu_update [--reference PATH] [--quick]`; it prints JSON.
Without a GPU it says that nothing was measured. Whether the reference runs with its extension is
decided by what is installed beside it.
"""

from __future__ import annotations

import torch

from tests.benchmarks import update_speed
from tests.benchmarks.measuring.command import Asked, Found, end, note, read_command
from tests.benchmarks.measuring.result import NO_GPU, NO_REFERENCE, Figure
from tests.benchmarks.measuring.turns import Side, take_turns

AT = update_speed.Case(name="8 bits, L = 128,000", bits=8, length=128_000, threads=1)
SMALL = update_speed.Case(name="8 bits, L = 64", bits=8, length=64, threads=1, layers=1)
TARGET = 15


def main() -> None:
    """Measure where there is a GPU, and print what was found."""
    asked = read_command(__doc__)
    end("gpu_update", "P8", asked, measure(asked))


def measure(asked: Asked) -> Found:
    """Both layers of both sides, turn by turn."""
    case = SMALL if asked.quick else AT
    if not torch.cuda.is_available():
        return Found(
            figures=(
                Figure(work=case.name, unit="samples/s", ours=None, target=TARGET, note=NO_GPU),
            )
        )
    taken = take_turns(
        [
            Side(
                name=side.name,
                work=side.work,
                settings={**side.settings, "device": "cuda"},
                threads=side.threads,
            )
            for side in update_speed.sides(asked, case, case.threads)
        ],
        asked.rounds,
    )
    rates = {name: update_speed.rate(case, each) for name, each in taken.items()}
    return Found(
        figures=tuple(
            Figure(
                work=f"{case.name}: {mine}",
                unit="samples/s",
                ours=rates[f"ours {mine}"],
                reference=rates.get(f"reference {other}"),
                against=f"reference {other}",
                target=TARGET,
                note=note((taken[f"ours {mine}"], taken.get(f"reference {other}")), NO_REFERENCE),
            )
            for mine, other in (("s4d", "dplr"), ("s4d", "s4d"), ("dplr", "dplr"))
        ),
        sides=taken,
    )


if __name__ == "__main__":
    main()
