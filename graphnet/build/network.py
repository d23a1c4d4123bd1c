"""The plan as an `nn.Module`: whole sequences, one item at a time, or chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Self, final

import torch
from torch import Tensor, nn

from graphnet.build.actors import NetworkState
from graphnet.build.call import laid_flat
from graphnet.build.passes import Pass
from graphnet.build.protocols import Likelihood, Values
from graphnet.build.stepping import Stepper
from graphnet.build.turns import Crew, run_turn
from graphnet.graph.learning import is_frozen
from graphnet.graph.plan import Plan, PlannedStage, Wire
from graphnet.graph.records import reference
from graphnet.graph.rewrites.readers import LENGTHS
from graphnet.graph.rewrites.route import Turn, route


class _Folder(nn.Module):
    """A node of the tree of modules that stands for a part of a stage's path."""

    def put(self, name: str, module: nn.Module) -> None:
        self._modules[name] = module  # add_module refuses names such as `train`, stages may have

    def folder(self, name: str) -> _Folder:
        found = self._modules.get(name)
        if not isinstance(found, _Folder):
            found = _Folder()
            self._modules[name] = found
        return found


@final
class Network(_Folder):
    """A built plan. `state_dict` keys are `<stage path>.<the module's own name>`."""

    def __init__(self, plan: Plan, modules: Mapping[str, nn.Module]) -> None:
        super().__init__()
        self.plan = plan
        self._by_path = dict(modules)
        self._pass = Pass(plan)
        for path, module in modules.items():
            *folders, name = path.split(".")
            place: _Folder = self
            for folder in folders:
                place = place.folder(folder)
            place.put(name, module)
        self._routes: dict[tuple[Wire, ...], tuple[Turn, ...]] = {}
        self._stepper = None
        if plan.schedule is not None and plan.prediction is not None:
            self._stepper = Stepper(plan, plan.schedule, plan.prediction, modules)
        self.train()

    def train(self, mode: bool = True) -> Self:  # noqa: FBT001, FBT002  # as torch has it
        """Set the mode of every stage; those that `[train] freeze` names stay in evaluation."""
        super().train(mode)
        for path, module in self._by_path.items():
            if is_frozen(self.plan, path):
                module.eval()
        return self

    def forward(self, batch: Mapping[str, Values]) -> dict[str, Tensor]:
        """Run the plan on the source's ports by name.

        The result holds the plan's outputs by `stage`, `stage.port` or `stage.field`: the
        objective's are nats per position.
        """
        values = self.values(batch, self.plan.outputs)
        return {reference(wire.stage, wire.port): values[wire] for wire in self.plan.outputs}

    def values(
        self, batch: Mapping[str, Values], wanted: Iterable[Wire] | None = None
    ) -> dict[Wire, Tensor]:
        """What some wires carry, for metrics that read beside the outputs; None is every wire.

        Where not every wire is wanted, the plan's rewrites are kept to as far as they hide none
        that is, and what a wire carries is let go as soon as nothing reads it any more.
        """
        source = self.plan.source
        ports = laid_flat(batch).items()
        values = {Wire(source.path, port): self.in_precision(tensor) for port, tensor in ports}
        if wanted is None:
            for stage in self.plan.stages[1:]:
                values.update(run_turn(Turn((stage,)), values, self._crew))
            return values
        ends = tuple(dict.fromkeys(wanted))
        for turn in self._route(ends):
            values.update(run_turn(turn, values, self._crew))
            for wire in turn.over:
                values.pop(wire, None)
        return {wire: values[wire] for wire in ends}

    def _route(self, ends: tuple[Wire, ...]) -> tuple[Turn, ...]:
        """The turns that lead to some wires, worked out once."""
        if ends not in self._routes:
            self._routes[ends] = route(self.plan, ends)
        return self._routes[ends]

    def in_precision(self, values: Tensor) -> Tensor:
        """What a source reads, in the floating dtype of the parameters."""
        if not values.is_floating_point():
            return values
        return values.to(next(self._floating(), values).dtype)

    @property
    def like(self) -> Tensor:
        """A tensor on the network's device and in its floating dtype."""
        return next(self._floating(), torch.zeros(()))

    def _floating(self) -> Iterator[Tensor]:
        return (p for p in self.parameters() if p.is_floating_point())

    @property
    def _crew(self) -> Crew:
        """What runs stages: examples of many lengths are no even mean, others are taken for one."""
        return Crew(
            call=self._call,
            parameters=lambda stage: self._by_path[stage.path].parameters(),
            is_ahead=LENGTHS not in self.plan.source.gives,
        )

    def _call(self, stage: PlannedStage, inputs: Mapping[str, Tensor]) -> dict[str, Tensor]:
        return self._pass.call(stage, self._by_path[stage.path], inputs)

    def initial_state(self, batch: int) -> NetworkState:
        """The state before the first item of `batch` sequences."""
        return self.stepper.initial_state(batch, self.like)

    def step(self, values: Tensor, state: NetworkState) -> tuple[Values, NetworkState]:
        """Advance by one item: `values` `(B, ...)` is the item before the one predicted.

        The first is the source's start value: the shift that training does is the caller's here.
        Returns the prediction without its time axis, a record as its tensors by field, and the
        next state.
        """
        return self.stepper.step(self.in_precision(values), state)

    def chunk(self, values: Tensor, state: NetworkState) -> tuple[Values, NetworkState]:
        """Advance by many items at once: `values` `(B, L, ...)`, the items before those predicted.

        The prediction and the state are those of `L` steps, so chunks of any length and steps may
        take turns. The prediction has a time axis of `L` items, as `forward` gives it.
        """
        return self.stepper.chunk(self.in_precision(values), state)

    @property
    def objective_module(self) -> Likelihood:
        """The objective, which can also draw values from a prediction."""
        module = self._by_path["objective"]
        if not isinstance(module, Likelihood):
            raise TypeError(f"{type(module).__name__} gives nats but cannot draw values")
        return module

    def module(self, path: str) -> nn.Module:
        """The module of one stage."""
        return self._by_path[path]

    @property
    def stepper(self) -> Stepper:
        """What goes item by item; RuntimeError where this plan has no schedule."""
        if self._stepper is None:
            raise RuntimeError(f"this plan has no schedule: {self.plan.why_no_schedule}")
        return self._stepper
