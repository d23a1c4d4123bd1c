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
    "postact": Renamed("final_act"),
    "B_init": Renamed("b_init"),
    "gate": "leave it out: blocks have no gating branch (the reference's fails where it is set)",
    "bottleneck": "leave it out: a block is as wide inside as outside",
}

SASHIMI: dict[str, str | Renamed] = {
    **RETIRED,
    "unet": 'write use = "unet" for the U-Net variant, and leave this out',
    "act_pool": Renamed("pool_activation"),
    "interp": "leave it out: every item of the input is seen, none is interpolated",
    "cff": "write ff: blocks at the bottom are as at every rate",
}
