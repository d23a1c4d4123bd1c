"""How a stage runs in a pass over whole sequences: in which precision, and what it keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext

import torch
from attrs import field
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from graphnet.build.call import Given, call_stage
from graphnet.build.compiled import compiled, is_compilable
from graphnet.graph.plan import Plan, PlannedStage
from graphnet.graph.recomputing import is_recomputed, runs_in_chunks
from graphnet.values import frozen

LOWERED = torch.bfloat16
Forward = Callable[..., Given]


@frozen(eq=False)
class Pass:
    """What `[train]` asks of every stage: `precision`, `recompute` and `compile`.

    In bfloat16, autocast reaches into each stage but the objective, and what a stage gives is
    float32 again: nothing between stages is rounded, and neither is a likelihood. What saves
    memory or time in training alone is done only where gradients are recorded.
    """

    plan: Plan
    compiled: dict[str, Forward] = field(factory=dict, init=False)

    def call(
        self, stage: PlannedStage, module: nn.Module, inputs: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """What a stage gives for its inputs, both by flat port."""
        is_learning = torch.is_grad_enabled() and module.training
        forward = self._forward(stage, module) if is_learning else module

        def run(ports: Mapping[str, Tensor]) -> dict[str, Tensor]:
            with self._autocast(stage, ports):
                given = call_stage(stage, forward, ports)
            return {port: _widened(stage, port, tensor) for port, tensor in given.items()}

        if is_learning and is_recomputed(self.plan, stage):
            found: dict[str, Tensor] = checkpoint(run, inputs, use_reentrant=False)
            return found
        return run(inputs)

    def _forward(self, stage: PlannedStage, module: nn.Module) -> Forward:
        asked = self.plan.settings.train.compile and stage is not self.plan.objective
        if not asked or not is_compilable(stage) or runs_in_chunks(self.plan, stage):
            return module
        if stage.path not in self.compiled:
            self.compiled[stage.path] = compiled(module)
        return self.compiled[stage.path]

    def _autocast(
        self, stage: PlannedStage, ports: Mapping[str, Tensor]
    ) -> AbstractContextManager[object]:
        kinds = {tensor.device.type for tensor in ports.values()}
        is_lowered = self.plan.settings.train.precision == "bfloat16"
        if not is_lowered or stage is self.plan.objective or "meta" in kinds or not kinds:
            return nullcontext()
        return torch.autocast(kinds.pop(), dtype=LOWERED)


def _widened(stage: PlannedStage, port: str, tensor: Tensor) -> Tensor:
    """Float32, unless a stage declares that it gives something narrower."""
    declared = stage.gives.get(port)
    is_meant = declared is not None and declared.dtype == "bfloat16"
    return tensor.float() if tensor.dtype == LOWERED and not is_meant else tensor
