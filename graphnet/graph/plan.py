"""The proved, resolved, ordered graph: everything `build` needs, and nothing of torch."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from typing import Literal

from graphnet.contract.assume import Assumptions
from graphnet.contract.domain import SolvedDomain
from graphnet.contract.polynomial import Polynomial, render
from graphnet.graph.records import members
from graphnet.plugin.types import OptimizerGroup
from graphnet.spec.settings import Settings
from graphnet.text import Span
from graphnet.values import field, frozen

RewriteName = Literal["chunked", "early", "dead"]


@frozen
class PlannedAxis:
    """One axis: its size over the plan's free sizes, and what it means.

    `named` is the same size with the spec's own names for it (`d_model` where `size` is 64), and
    `at` the place that decided it.
    """

    size: Polynomial
    role: str | None = None
    named: Polynomial | None = field(default=None, eq=False, repr=False)
    at: Span | None = field(default=None, eq=False, repr=False)

    @property
    def written(self) -> str:
        """The size in the spec's own names."""
        return render(self.size if self.named is None else self.named)


@frozen
class PlannedPort:
    """What a port carries. `dtype` is a torch dtype's name, or `float` for the run's own."""

    dtype: str
    axes: tuple[PlannedAxis, ...]
    domain: SolvedDomain | None = None
    kind: str | None = None

    @property
    def time_axis(self) -> int | None:
        """The index of the axis with role time, or None."""
        return next((i for i, axis in enumerate(self.axes) if axis.role == "time"), None)


@frozen
class Wire:
    """One output port of a planned stage."""

    stage: str
    port: str = "main"


@frozen(kw_only=True)
class Timing:
    """How one stage treats time, from its declared effects; all counts are items of its input.

    `ratio` is output items per input item; `delay` shifts the output by that many items, which
    then begins with start values; `lookahead` items of the future are seen. `positionwise` means
    each block (`1/ratio` items in, or one item in and `ratio` out) is computed by itself.

    `field` is how many items one output item depends on, from the first to the last; None where
    nothing is said. `block` is after how many items the stage stands as at its start. `latency`
    is how many items must be there, from the first of an output item's own block on, before it
    is given; None where it waits for no more than it sees. `padding_safe` means that what stands
    behind the end of a sequence does not reach the items before it. `selects` means that every
    item given is one of `main` as it is, or zeros, and which it is depends on places and `lengths`
    alone.
    """

    positionwise: bool = False
    causal: bool = False
    steps: bool = False
    ratio: Fraction = Fraction(1)
    delay: int = 0
    lookahead: int = 0
    field: float | None = None
    block: int = 1
    latency: int | None = None
    padding_safe: bool = False
    selects: bool = False

    @property
    def takes(self) -> int:
        """Items taken when the stage fires: a positionwise stage takes whole blocks."""
        least = self.ratio.denominator
        return lcm(least, self.block) if self.positionwise else least

    @property
    def gives(self) -> int:
        """Items given when the stage fires."""
        return self.takes // self.ratio.denominator * self.ratio.numerator


@frozen(kw_only=True)
class Streaming:
    """How the prediction runs over a stream; all counts are items of the source.

    `ratio` is predicted items per item of the source, 0 where the prediction has no time axis.
    `block` is after how many items everything stands as at the start, so that lengths are its
    multiples. `latency` is how many items must be there, from the first of a predicted item's own
    on, before it is given: 1 is the item itself, 0 is a prediction of what comes next. `field` is
    how many items a predicted item depends on, from the first to the last.
    """

    ratio: Fraction
    block: int
    latency: float
    field: float


@frozen(kw_only=True)
class PlannedParameter:
    """A learned tensor: `name` inside its stage, shape in numbers, and how to update it.

    `tied_to` is the full name of the one it is, in another stage; `stored_as` that under which
    checkpoints have it, where the stage it is tied to was cut off.
    """

    name: str
    shape: tuple[int, ...]
    group: OptimizerGroup
    tied_to: str | None = None
    stored_as: str | None = None

    @property
    def count(self) -> int:
        """How many numbers it holds."""
        product = 1
        for size in self.shape:
            product *= size
        return product


@frozen
class Kept:
    """Bytes held from one batch to the next, and the formula in the declaration's own names."""

    bytes: Polynomial
    formula: str


@frozen(kw_only=True)
class PlannedStage:
    """One stage of the expanded graph. `path` is its name, dotted inside composites.

    `sizes` are the declaration's own names solved to integers. `inputs` says which wire feeds
    each port; a record has a port for each field, such as `main.means`, and the module of a
    `mapped` stage takes one tensor and is called once for each field. `rate` is items of its main
    output per item of the source (0 where there is no time axis).
    """

    path: str
    use: str
    summary: str
    options: object
    sizes: Mapping[str, int]
    inputs: Mapping[str, Wire]
    takes: Mapping[str, PlannedPort]
    gives: Mapping[str, PlannedPort]
    parameters: tuple[PlannedParameter, ...] = ()
    flops: Polynomial
    activations: Polynomial
    kept: Kept | None = None
    timing: Timing
    rate: Fraction = Fraction(1)
    implementation: str
    start: int | None = None
    sink: str | None = None
    scan: str | None = None
    inverse: str | None = None
    mapped: bool = False

    @property
    def folded(self) -> str:
        """The stage of the spec this one belongs to."""
        return self.path.split(".", 1)[0]

    def members(self, port: str) -> tuple[str, ...]:
        """The outputs that `port` means: itself, or one for each field of its record."""
        return members(tuple(self.gives), port)


@frozen
class Schedule:
    """Which stages fire at each item of the source, one superstep long, in order.

    `ticks[t % len(ticks)]` holds the paths to fire once when item `t` of the source is there.
    """

    ticks: tuple[tuple[str, ...], ...]


@frozen
class Guard:
    """Something that planning could neither prove nor refute.

    A condition on sizes is checked when a command binds them. What only values can show is not:
    it stays unverified, and is shown as such.
    """

    text: str
    is_checked: bool = True


@frozen(kw_only=True)
class Rewrite:
    """Stages that are run otherwise than one after the other, to the same result.

    `name` says which way: `chunked`, `early` or `dead`. `stages` are those it is done to, in the
    order in which they are then run; `why` says what it is good for. `positions` is how many
    positions a chunk has, 0 where nothing is chunked. Rewrites with other words for why are equal.
    """

    name: RewriteName
    stages: tuple[str, ...]
    why: str = field(eq=False)
    positions: int = 0


@frozen(kw_only=True)
class Fingerprints:
    """What a run depends on: the model (stages, sizes, ties), the data, the training."""

    model: str
    data: str
    training: str


@frozen(kw_only=True)
class Plan:
    """The plan of a spec.

    `stages` are in an order in which each comes after what feeds it; the source is first and the
    objective, where there is one, last. `outputs` are what a whole-sequence pass returns, and
    `endings` says which wire carries the output of each composite. `schedule` is None where some
    stage on the way to the prediction cannot step; `why_no_schedule` says which and why.
    `streaming` is None where parts of the way are missing or it takes too long to follow.
    `composites` gives the stage type of each opened composite by its path, so that drawings can
    fold it. `metrics` are stages beside the graph: they read its wires and feed nothing.
    `keeps_values` says whether the source keeps the values of its files exactly. `rewrites` are the
    ways in which stages are run otherwise than one after the other.
    """

    name: str
    stages: tuple[PlannedStage, ...]
    free: tuple[str, ...]
    sizes: Mapping[str, int]
    assumptions: Assumptions
    guards: tuple[Guard, ...] = ()
    endings: Mapping[str, Wire] = field(factory=dict)
    outputs: tuple[Wire, ...] = ()
    prediction: Wire | None = None
    target: Wire | None = None
    metrics: tuple[PlannedStage, ...] = ()
    schedule: Schedule | None = None
    why_no_schedule: str = ""
    streaming: Streaming | None = None
    keeps_values: bool = False
    settings: Settings = Settings()
    fingerprints: Fingerprints
    requires: tuple[str, ...] = ()
    composites: Mapping[str, str] = field(factory=dict, repr=False)
    rewrites: tuple[Rewrite, ...] = ()
    by_path: Mapping[str, PlannedStage] = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "by_path", {stage.path: stage for stage in self.stages})

    def carried(self, wire: Wire) -> Mapping[str, PlannedPort]:
        """The ports a wire means, by name: one for a tensor, one per field of a record."""
        stage = self.by_path[wire.stage]
        return {port: stage.gives[port] for port in stage.members(wire.port)}

    @property
    def source(self) -> PlannedStage:
        """The source, always the first stage."""
        return self.stages[0]

    @property
    def objective(self) -> PlannedStage | None:
        """The objective, or None for a spec without one."""
        return self.by_path.get("objective")
