"""Options that S4 had once, in the papers' own code, and what to do about them now."""

from __future__ import annotations

from graphnet.plugin import Renamed

RETIRED: dict[str, str | Renamed] = {
    "hurwitz": "leave it out: A always has a negative real part",
    "tie_state": "leave it out: each of the H copies has a state matrix of its own",
    "l_max": "leave it out: the kernel is as long as the sequence it meets",
    "measure": Renamed("init"),
    "disc": Renamed("discretization"),
    "N": Renamed("d_state"),
}
