"""What was asked for, typed: a spec after reading, before anything is looked up."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from graphnet.contract.syntax import Contract, Dim, Where
from graphnet.spec.settings import Settings
from graphnet.spec.tree import Table
from graphnet.text import SourceText, Span
from graphnet.values import field, frozen

T = TypeVar("T")
Predict = Literal["next", "label", "same"]


@frozen
class Located(Generic[T]):
    """A value and where it was written."""

    value: T
    at: Span


@frozen
class SizeSpec:
    """One line of `[sizes]` or of a stage's `sizes`; `value` is None for `"any"` (a free size).

    `is_damaged` says that the line was refused already: its value is not known.
    """

    name: str
    name_at: Span
    value: Dim | None
    at: Span
    is_damaged: bool = False


@frozen
class WireSpec:
    """A reference `stage` or `stage.port`; `key_at` is where a table names the port it feeds."""

    stage: str
    port: str | None
    at: Span
    key_at: Span | None = field(default=None, eq=False)


@frozen
class TieSpec:
    """A parameter that is another stage's: `weight` of this stage is `encoder.weight`."""

    parameter: str
    target: str
    at: Span


@frozen(kw_only=True)
class StageSpec:
    """A stage, the source or the objective's stage part, as written.

    `use` is None where it is missing or broken; `is_damaged` says that something in the stage was
    refused already, so that what follows from it is not refused again.
    """

    name: str
    name_at: Span
    use: Located[str] | None
    contract: Contract | None = None
    options: Table | None = None
    sizes: tuple[SizeSpec, ...] = ()
    inputs: tuple[tuple[str, WireSpec], ...] = ()
    ties: tuple[TieSpec, ...] = ()
    is_damaged: bool = False


@frozen(kw_only=True)
class ObjectiveSpec:
    """What is minimised: the objective's stage, what is predicted, and between which wires."""

    stage: StageSpec
    predict: Located[Predict] | None
    target: WireSpec | None = None
    prediction: WireSpec | None = None


@frozen(kw_only=True)
class MetricSpec:
    """A figure beside the objective: its stage, named `metrics.NAME`, and what it reads."""

    stage: StageSpec
    prediction: WireSpec | None = None
    target: WireSpec | None = None

    @property
    def name(self) -> str:
        """What the figure is called."""
        return self.stage.name.partition(".")[2]


@frozen(kw_only=True)
class Spec:
    """A whole spec. `tree` is the merged tree it was read from (`extends`, `--set` applied)."""

    text: SourceText
    name: str
    requires: tuple[Located[str], ...] = ()
    sizes: tuple[SizeSpec, ...] = ()
    where: tuple[Where, ...] = ()
    prove: tuple[Located[str], ...] = ()
    chain: tuple[Located[str], ...] | None = None
    outputs: tuple[WireSpec, ...] = ()
    source: StageSpec | None
    stages: tuple[StageSpec, ...]
    objective: ObjectiveSpec | None = None
    metrics: tuple[MetricSpec, ...] = ()
    settings: Settings = field(factory=Settings)
    tree: Table
