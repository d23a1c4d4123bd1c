"""What a plugin offers, as values that import no torch: stage types and their declarations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Never, cast

from attrs import validators

from graphnet.spec.retired import Renamed
from graphnet.values import field, frozen

API_VERSION = "0.1.0"


@frozen(kw_only=True)
class OptimizerGroup:
    """How some parameters ask to be updated; None leaves the run's own setting.

    `lr` is the learning rate at the top of the schedule; a schedule scales it as any other.
    """

    name: str = "default"
    lr: float | None = None
    weight_decay: float | None = None


NO_DECAY = OptimizerGroup(name="no-decay", weight_decay=0.0)

TRAINING_ONLY: Mapping[str, bool] = MappingProxyType({"graphnet.training-only": True})
"""Metadata of an option that says how weights begin or are trained, not what they compute.

`dropout: float = field(default=0.0, metadata=TRAINING_ONLY)`. A run may begin with the weights of
one in which such an option was set otherwise; every other option must agree.
"""


@frozen(kw_only=True)
class Parameter:
    """One tensor a stage learns. `shape` is contract text over the stage's sizes: `(C, H)`."""

    name: str
    shape: str
    group: OptimizerGroup = OptimizerGroup()


@frozen(kw_only=True)
class Cost:
    """Formulas over the stage's sizes for one forward call.

    `flops` counts a multiply and an add as two; `activations` counts the numbers kept for the
    backward pass, output included. `kept` is bytes held from one batch to the next, as a metric
    holds its counts.
    """

    flops: str = "0"
    activations: str = "0"
    kept: str = "0"


@frozen(kw_only=True)
class Normalised:
    """A law of objectives: over all values a target can take, exp(-nats) sums to 1."""

    tolerance: float = 1e-4


@frozen(kw_only=True)
class ReachableFloor:
    """A law of objectives: for each target value some prediction costs at most `bits`."""

    bits: float


@frozen(kw_only=True)
class Reorders:
    """A law of stages that move values: where each value of `out.main` stands in `in.main`.

    `places` has one expression for each axis of the input, over the output's indices `i0`, `i1`,
    ... and the stage's sizes: `("i0", "i1 // C", "i1 % C")` puts channels in turns along time.
    """

    places: tuple[str, ...]


Law = Normalised | ReachableFloor | Reorders


@frozen(kw_only=True)
class Inner:
    """One stage of a composite's expansion.

    `inputs` maps a port to `name`, `name.port` or the composite's own `in.port`; None takes the
    stage before (the composite's `in.main` for the first). `options` is an instance of the stage
    type's options class.
    """

    name: str
    use: str
    options: object = None
    inputs: Mapping[str, str] | None = None


@frozen(kw_only=True)
class DelayOptions:
    """Options of the core's own stage `delay`: by how many items, and what it begins with."""

    steps: int = field(default=1, validator=validators.ge(1))
    start: float = 0.0


@frozen(kw_only=True)
class Expansion:
    """The stages a composite consists of, in order; the last one's `main` is the output."""

    stages: tuple[Inner, ...]


@frozen(kw_only=True)
class Declaration:
    """What a stage promises once its options are known.

    `contract` is contract text with one port on each side, or a table with `in.NAME` and
    `out.NAME`. Names in it are private to the stage; the plan solves them and hands their values
    to the implementation. Exactly one of `implementation` (`module:attribute`) and `expansion`
    is set. `start` is the value a shifted sequence of this source begins with; `sink` names the
    sink that writes what this source reads.

    `inverse` (`module:attribute`, built like the implementation) turns `out.main` back into
    `in.main`, value for value; `laws` are promises about values. Both are proved on probes by
    `graphnet verify`, never taken on trust. `scan` (`module:attribute`, importing no torch) reads
    the headers of a folder for a source: `scan(options, sizes, folder) -> Scan`. `lossless` says
    that a source keeps the values of its files exactly: always, or where its sizes keep a
    condition such as `bits == 16`.
    """

    contract: str | Mapping[str, str]
    where: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    cost: Cost = Cost()
    implementation: str | None = None
    expansion: Expansion | None = None
    start: str | None = None
    sink: str | None = None
    inverse: str | None = None
    laws: tuple[Law, ...] = ()
    scan: str | None = None
    lossless: bool | str = False


@frozen
class NoOptions:
    """For a stage type whose spec sets nothing."""


@frozen(kw_only=True)
class StageType:
    """A stage, source or objective a spec can `use`.

    `options` is a frozen attrs class with typed fields and defaults; `declare` turns an instance
    of it into a declaration, and must not import torch. `summary` is one line for people.
    `retired` names options of earlier versions, each with a sentence on what to do instead, or
    with its new name.

    Each of the three may be a place, `module:attribute`, which is imported when the type is first
    used: a plugin of many types then costs a spec what it uses. `flaw` is what went wrong there.
    """

    name: str
    summary: str
    _declare: Callable[[Never], Declaration] | str
    _options: type | str = NoOptions
    _retired: Mapping[str, str | Renamed] | str = field(factory=dict, eq=False)

    @property
    def declare(self) -> Callable[[Never], Declaration]:
        """What turns options into a declaration."""
        found = at_place(self._declare) if isinstance(self._declare, str) else self._declare
        return cast("Callable[[Never], Declaration]", found)

    @property
    def options(self) -> type:
        """The class of its options."""
        found = at_place(self._options) if isinstance(self._options, str) else self._options
        return cast("type", found)

    @property
    def retired(self) -> Mapping[str, str | Renamed]:
        """Options that are no more."""
        found = at_place(self._retired) if isinstance(self._retired, str) else self._retired
        return cast("Mapping[str, str | Renamed]", found)

    @property
    def flaw(self) -> BaseException | None:
        """Why something that it names cannot be had; ask before the rest."""
        try:
            self.declare, self.retired  # noqa: B018  # the look is the work
            if not isinstance(self.options, type):
                return TypeError(f"its options are no class: {self.options!r}")
        except (Exception, SystemExit) as problem:  # noqa: BLE001  # an import may fail in any way
            return problem
        return None


@cache
def at_place(place: str) -> object:
    """What stands at `module:attribute`; raises whatever importing it raises."""
    module, _, attribute = place.partition(":")
    return getattr(import_module(module), attribute)


@frozen(kw_only=True)
class SinkType:
    """Writes what a source's values stand for to files; `implementation` is `module:attribute`."""

    name: str
    summary: str
    implementation: str


@frozen(kw_only=True)
class BaselineType:
    """A yardstick beside a model: how few bits something simple would spend on the same codes."""

    name: str
    summary: str
    implementation: str


@frozen(kw_only=True)
class ImporterType:
    """Fills the parameters of a plan from checkpoints of somebody else's.

    `implementation` is `module:attribute`, built without arguments into an `Importer`.
    """

    name: str
    summary: str
    implementation: str


@frozen
class PluginInfo:
    """Where an offer comes from: the distribution, its version and the entry point's name.

    What is `assumed` comes with every installation: a spec need not require it.
    """

    name: str
    distribution: str
    version: str
    summary: str = field(default="")
    stages: tuple[str, ...] = ()
    assumed: bool = False
