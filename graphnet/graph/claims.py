"""Effects that a spec writes for a stage, held against what the stage declares."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from graphnet.contract.syntax import Effect, Infinity
from graphnet.diagnostics import Diagnostics
from graphnet.graph.effects import amount_of
from graphnet.graph.flat import FlatStage
from graphnet.graph.pace import Paced
from graphnet.graph.plan import Timing
from graphnet.graph.rules.contract_disagrees import effect_not_declared
from graphnet.graph.sizes import Scope


def check_claims(paced: Paced, scope: Scope) -> Diagnostics:
    """Effects in written contracts that do not follow from the declared ones."""
    return tuple(
        effect_not_declared(stage.path, effect, stage.declared.effects, stage.place)
        for stage in paced.graph.stages.values()
        if stage.path not in paced.untimed
        for effect in _written(stage)
        if not _follows(effect, amount_of(effect, scope.value), stage.declared.timing)
    )


def _written(stage: FlatStage) -> tuple[Effect, ...]:
    contract = None if stage.is_inner else stage.spec.contract
    return () if contract is None else contract.effects


def _follows(effect: Effect, amount: Fraction | None, timing: Timing) -> bool:
    """Whether an effect is declared, or is true of whatever has the declared ones."""
    match effect.name:
        case "global":
            return True  # it promises nothing
        case "causal" | "positionwise" | "step" | "padding-safe" | "selects":
            return _bare(timing)[effect.name]
        case "field" if isinstance(effect.amount, Infinity):
            return True
        case _ if amount is None:
            return False
        case name:
            return _measured(timing, amount)[name]


def _bare(timing: Timing) -> dict[str, bool]:
    return {
        "causal": timing.causal,
        "positionwise": timing.positionwise,
        "step": timing.steps or timing.positionwise or timing.delay > 0,
        "padding-safe": timing.padding_safe or timing.causal,
        "selects": timing.selects,
    }


def _measured(timing: Timing, amount: Fraction) -> dict[str, bool]:
    """What is at most the amount, a part of it, or exactly it."""
    sees = timing.takes + timing.lookahead
    is_bounded = timing.causal or timing.lookahead > 0
    field = timing.field if timing.field is not None or not timing.positionwise else float(sees)
    waits = max(sees, timing.latency or 0)
    return {
        "lookahead": is_bounded and timing.lookahead <= amount,
        "delay": timing.delay == amount,
        "ratio": timing.ratio == amount,
        "block": amount % lcm(timing.takes, timing.block) == 0,
        "latency": is_bounded and waits <= amount,
        "field": field is not None and field <= amount,
    }
