"""The graph between spec and plan: stages looked up, composites opened, wires named."""

from __future__ import annotations

from collections.abc import Mapping

from graphnet.contract.assume import Reason
from graphnet.graph.declare import Declared
from graphnet.graph.plan import Wire
from graphnet.plugin.types import StageType
from graphnet.spec.spec import StageSpec
from graphnet.text import Span
from graphnet.values import evolve, frozen

SOURCE = "source"
OBJECTIVE = "objective"
SHIFT = "delay"
METRICS = "metrics."


@frozen(kw_only=True)
class FlatStage:
    """One stage whose type and options are known.

    `spec` is the stage of the spec it belongs to: for an inner stage of a composite, the
    composite's. `ending` is the path whose main output is this composite's, None for a stage
    that has an implementation. `is_inner` stages have no written contract of their own;
    `is_mapped` ones take one tensor and are applied to every field of a record.
    """

    path: str
    type: StageType
    options: object
    declared: Declared
    spec: StageSpec
    inputs: Mapping[str, Wire]
    ending: str | None = None
    is_inner: bool = False
    is_mapped: bool = False

    @property
    def is_composite(self) -> bool:
        """Whether the stage stands for the inner stages it was opened into."""
        return self.ending is not None

    @property
    def place(self) -> Span:
        """Where the stage stands in the spec: its `use`, else its name."""
        return self.spec.name_at if self.spec.use is None else self.spec.use.at

    @property
    def reason(self) -> Reason:
        """The stage as the one who asks for something."""
        return Reason(f"`{self.path}`", self.place)

    @property
    def is_metric(self) -> bool:
        """Whether it stands beside the graph: it reads wires and feeds nothing."""
        return self.path.startswith(METRICS)

    @property
    def folded(self) -> str:
        """The stage of the spec this one belongs to."""
        return self.path if self.is_metric else self.path.split(".", 1)[0]

    def rewired(self, inputs: Mapping[str, Wire]) -> FlatStage:
        """The same stage fed by other wires."""
        return evolve(self, inputs=inputs)


@frozen
class FlatGraph:
    """Every stage by path, in the order of the document, and the ends of the graph."""

    stages: Mapping[str, FlatStage]
    prediction: Wire | None = None
    target: Wire | None = None
    outputs: tuple[Wire, ...] = ()

    def executed(self, wire: Wire) -> Wire:
        """The wire that really carries what goes into or comes out of a composite."""
        stage = self.stages.get(wire.stage)
        if stage is None or stage.ending is None:
            return wire
        if wire.port.startswith("in."):
            return self.executed(stage.inputs[wire.port.removeprefix("in.")])
        return self.executed(Wire(stage.ending, wire.port))

    def folded(self, path: str) -> str:
        """The stage of the spec that a path belongs to; the plan's own shift is itself."""
        stage = self.stages.get(path)
        return path if stage is None else stage.folded

    def place(self, path: str) -> Span:
        """Where a stage stands in the spec; for the plan's own shift, where the first does."""
        stage = self.stages.get(path) or next(iter(self.stages.values()))
        return stage.place

    def is_own_delay(self, path: str) -> bool:
        """Whether a stage is a delay that the spec itself asks for."""
        stage = self.stages.get(path)
        return stage is not None and not stage.is_inner and stage.declared.timing.delay > 0
