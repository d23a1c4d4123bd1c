"""The tables that set commands: how a run trains, is evaluated and generates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from graphnet.spec.bounds import Within
from graphnet.spec.byte_count import Bytes
from graphnet.text import Span
from graphnet.values import field, frozen

ABOVE_ZERO = Within(0, low_included=False)
NOT_NEGATIVE = Within(0)
AT_LEAST_ONE = Within(1)
FRACTION = Within(0, 1)
BELOW_ONE = Within(0, 1, low_included=False, high_included=False)
SEED = Within(0, 2**63 - 1)
LOSS = "loss"


@frozen(kw_only=True)
class OptimizerSettings:
    """Which optimiser updates the parameters, and how."""

    use: Literal["adamw"] = "adamw"
    lr: float = field(default=0.004, validator=ABOVE_ZERO)
    weight_decay: float = field(default=0.0, validator=NOT_NEGATIVE)
    betas: tuple[float, float] = field(
        default=(0.9, 0.999), validator=Within(0, 1, high_included=False)
    )


@frozen(kw_only=True)
class ScheduleSettings:
    """How the learning rate moves: a linear warm-up, then one of three ways.

    It stays (`constant`), follows a cosine down to `final` * lr (`cosine`), or is multiplied by
    `factor` whenever the figure that `monitor` names did not get better for more than `patience`
    validations (`plateau`).
    """

    use: Literal["constant", "cosine", "plateau"] = "constant"
    warmup: int = field(default=0, validator=NOT_NEGATIVE)
    final: float = field(default=0.0, validator=FRACTION)
    factor: float = field(default=0.2, validator=BELOW_ONE)
    patience: int = field(default=20, validator=NOT_NEGATIVE)


@frozen(kw_only=True)
class InitSettings:
    """Whose weights a new run begins with.

    `run` is a run, one of its checkpoints, or a `.safetensors` file; the path starts at the spec's
    folder. `stages` are the stages whose weights are taken; without it every one that both have.
    """

    run: str
    stages: tuple[str, ...] | None = None


@frozen(kw_only=True)
class TrainSettings:
    """`[train]`. Lengths bind free sizes; counts are in updates.

    `monitor` names the validation figure that decides which checkpoint is kept as `best`: the
    loss, or a metric. `precision` is the floating dtype of parameters and computation; with
    `bfloat16` parameters, likelihoods and what flows between stages stay float32, and products are
    computed in bfloat16. `recompute` saves memory for time: each stage keeps its input alone and
    is run again on the way back. `compile` has torch compile stages that act on each position by
    itself. `init` is a run whose weights a new one begins with. `freeze` names stages, or parts of
    them such as `backbone.down.0`, that are not trained and run in evaluation mode.
    """

    length: Mapping[str, int] = field(factory=dict, validator=AT_LEAST_ONE)
    batch: int = field(default=1, validator=AT_LEAST_ONE)
    updates: int = field(default=1000, validator=NOT_NEGATIVE)
    optimizer: OptimizerSettings = OptimizerSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    clip_norm: float | None = field(default=None, validator=ABOVE_ZERO)
    seed: int = field(default=0, validator=SEED)
    log_every: int = field(default=10, validator=AT_LEAST_ONE)
    validate_every: int = field(default=200, validator=AT_LEAST_ONE)
    checkpoint_every: int = field(default=200, validator=AT_LEAST_ONE)
    keep_checkpoints: int = field(default=2, validator=AT_LEAST_ONE)
    monitor: str = LOSS
    precision: Literal["float32", "float64", "bfloat16"] = "float32"
    recompute: bool = False
    compile: bool = False
    init: InitSettings | None = None
    freeze: tuple[str, ...] = ()


@frozen(kw_only=True)
class EvaluateSettings:
    """`[evaluate]`. `length` defaults to the training length.

    `context` is what a value is predicted from: the values before it in its window, or in its
    file, whose state is then carried from chunk to chunk of that length.
    """

    length: Mapping[str, int] = field(factory=dict, validator=AT_LEAST_ONE)
    batch: int = field(default=1, validator=AT_LEAST_ONE)
    context: Literal["window", "file"] = "window"


@frozen(kw_only=True)
class GenerateSettings:
    """`[generate]`."""

    temperature: float = field(default=1.0, validator=NOT_NEGATIVE)
    top_p: float = field(default=1.0, validator=Within(0, 1, low_included=False))
    top_k: int | None = field(default=None, validator=AT_LEAST_ONE)
    seed: int = field(default=0, validator=SEED)


@frozen(kw_only=True)
class DataSettings:
    """`[data]`. `path` is relative to the spec's folder; splits are subfolders or a hash."""

    path: str | None = None


@frozen(kw_only=True)
class PluginSettings:
    """`[plugins]`."""

    disable: tuple[str, ...] = ()


@frozen(kw_only=True)
class BudgetSettings:
    """`[budget]`: bytes of memory of a training update, and how many numbers may be learned."""

    memory: Bytes | None = field(default=None, validator=AT_LEAST_ONE)
    parameters: int | None = field(default=None, validator=AT_LEAST_ONE)


@frozen(kw_only=True)
class Settings:
    """Every settings table, and where each key was written (`train.length.L` to its place)."""

    train: TrainSettings = TrainSettings()
    evaluate: EvaluateSettings = EvaluateSettings()
    generate: GenerateSettings = GenerateSettings()
    data: DataSettings = DataSettings()
    plugins: PluginSettings = PluginSettings()
    budget: BudgetSettings = BudgetSettings()
    places: Mapping[str, Span] = field(factory=dict, repr=False)
