"""What a spec may set on each stage that is no composite, with what is allowed."""

from __future__ import annotations

from typing import Literal

from attrs import Attribute, validators

from graphnet.plugin import TRAINING_ONLY, field, frozen
from graphnet_s4 import validators as held
from graphnet_s4.flavour import Flavour, traits_of
from graphnet_s4.inits import DenseInit, DiagonalInit, InputInit, least_rank
from graphnet_s4.residual import ResidualOptions

Discretization = Literal["zoh", "bilinear", "dss"]
DtTransform = Literal["exp", "softplus"]
RealTransform = Literal["exp", "relu"]
Recurrence = Literal["dense", "linear", "diagonal"]
Activation = Literal["gelu", "glu", "relu", "id"]
FinalActivation = Literal["glu", "gelu", "relu", "id", "none"]
PoolActivation = Literal["id", "gelu"]
Convolution = Literal["auto", "fft", "passing"]


@frozen(kw_only=True)
class SSMOptions(ResidualOptions):
    """What every state-space block can set, whichever state matrix it has; not used by itself.

    `d_state` counts real states: half as many complex modes are kept. `n_ssm` is how many state
    matrices the features share: `"H"` gives each feature its own, a number has to divide H and to
    be a multiple of the inits that `init` stands for. dt is drawn log-uniformly between `dt_min`
    and `dt_max`; `dt_transform` makes it out of its parameter, `dt_fast` by way of sinh.
    `deterministic` spreads dt evenly and lets C read the first state. `real_transform` makes the
    decay, minus the real part of A, out of its parameter. `lr` is the learning rate of A, B, P and
    dt. None stands for what the flavour has; where it shares one matrix, for one of each init.

    `channels` kernels a feature go through `activation`, then a linear layer with `final_act` leads
    back to H features; `"none"` leaves the layer out, `"id"` its activation. A `bidirectional`
    block has a second kernel, over what comes after: it has to see the whole sequence, and cannot
    step. `convolution` says how a sequence is convolved: by transforms, or block by block with the
    state passed on; `"auto"` is on a CPU whichever is faster for its shape, and transforms
    elsewhere.
    """

    d_state: int = field(default=64, validator=held.MultipleOf(2))
    dt_min: float = field(default=0.001, validator=validators.gt(0.0), metadata=TRAINING_ONLY)
    dt_max: float = field(default=0.1, validator=held.AtLeast("dt_min"), metadata=TRAINING_ONLY)
    dt_transform: DtTransform | None = field(
        default=None, validator=validators.optional(held.one_of(DtTransform))
    )
    dt_fast: bool = False
    deterministic: bool = field(default=False, metadata=TRAINING_ONLY)
    n_ssm: int | Literal["H"] | None = field(default=None, validator=held.is_shared_evenly)
    real_transform: RealTransform = field(default="exp", validator=held.one_of(RealTransform))
    lr: float | None = field(
        default=None, validator=validators.optional(validators.gt(0.0)), metadata=TRAINING_ONLY
    )
    channels: int = field(default=1, validator=validators.ge(1))
    activation: Activation = field(default="gelu", validator=held.one_of(Activation))
    final_act: FinalActivation = field(default="glu", validator=held.one_of(FinalActivation))
    bidirectional: bool = False
    convolution: Convolution = field(
        default="auto", validator=held.one_of(Convolution), metadata=TRAINING_ONLY
    )

    @convolution.validator
    def _passing_has_one_direction(self, _: Attribute[str], value: str) -> None:
        if self.bidirectional and value == "passing":
            raise ValueError("'convolution' cannot be \"passing\" where bidirectional = true")

    @channels.validator
    def _channels_come_back_to_one(self, _: Attribute[int], value: int) -> None:
        if self.final_act == "none" and value > 1:
            raise ValueError("'channels' must be 1 where final_act = \"none\"")


def heads_of(options: SSMOptions) -> int:
    """How many outputs each feature's convolution has."""
    return options.channels * (1 + (options.activation == "glu"))


def kernels_of(options: SSMOptions) -> int:
    """How many kernels each feature has: one for each output and direction."""
    return heads_of(options) * (1 + options.bidirectional)


@frozen(kw_only=True)
class S4DOptions(SSMOptions):
    """One residual S4D block: a diagonal state matrix.

    `init` chooses A and B (S4D-Lin, S4D-Inv, S4D-LegS, S4D-Real and two variants; `diag` is inv
    and lin in equal shares), `b_init` B of those that leave it open. `discretization` turns the
    continuous system into steps; dss is that of DSS, its weights a softmax over `l_kernel` items
    (None: over endlessly many). Without `dt_tie` each mode has a dt of its own. `bandlimit`
    silences modes that turn faster than so many times half the sample rate.
    """

    init: DiagonalInit = field(
        default="lin", validator=held.one_of(DiagonalInit), metadata=TRAINING_ONLY
    )
    b_init: InputInit = field(
        default="constant", validator=held.one_of(InputInit), metadata=TRAINING_ONLY
    )
    discretization: Discretization = field(default="zoh", validator=held.one_of(Discretization))
    dt_tie: bool = field(
        default=True, validator=held.OnlyWith("deterministic", value=False, unset=True)
    )
    bandlimit: float | None = field(default=None, validator=held.positive_or_none)
    l_kernel: int | None = field(
        default=None, validator=(held.count_or_none, held.OnlyWith("discretization", value="dss"))
    )


@frozen(kw_only=True)
class S4Options(SSMOptions):
    """One residual S4 block: a diagonal plus low-rank state matrix, discretised bilinearly.

    `init` chooses A and B: the HiPPO matrix of a measure, or of several in equal shares (`hippo`
    is legs and fourier, `all` adds S4D-Inv and S4D-Lin, whose P is and stays zero); `rank` is that
    of the correction P (None: what the init needs, 2 for legt, else 1). The parameter C is read as
    C (I - dA^l_kernel), as in checkpoints of the reference; without `l_kernel` it is C itself.
    `recurrence` says how a step is taken: by the whole matrix, by its diagonal and low-rank parts,
    or by its eigenvalues.
    """

    init: DenseInit = field(
        default="legs", validator=held.one_of(DenseInit), metadata=TRAINING_ONLY
    )
    rank: int | None = field(default=None, validator=(held.count_or_none, held.is_rank_enough))
    recurrence: Recurrence = field(default="dense", validator=held.one_of(Recurrence))
    l_kernel: int | None = field(default=None, validator=held.count_or_none)


def rank_of(options: S4Options) -> int:
    """How many vectors the correction of the state matrix has."""
    return least_rank(options.init) if options.rank is None else options.rank


@frozen(kw_only=True)
class FeedForwardOptions(ResidualOptions):
    """One residual feed-forward block, `ff` times as wide inside."""

    ff: int = field(default=2, validator=validators.ge(1))


@frozen(kw_only=True)
class PoolOptions:
    """A change of rate by `pool`, and of width by `expand` the other way.

    `weight_norm` learns a length and a direction for each row of the weight; None is what the
    flavour has. `activation` follows the linear layer.
    """

    pool: int = field(default=4, validator=validators.ge(2))
    expand: int = field(default=2, validator=validators.ge(1))
    flavour: Flavour = field(default="src", validator=held.flavour)
    weight_norm: bool | None = None
    activation: PoolActivation = field(default="id", validator=held.one_of(PoolActivation))

    @property
    def has_weight_norm(self) -> bool:
        """Whether the weight is learned as lengths and directions."""
        preset = traits_of(self.flavour).has_weight_norm
        return preset if self.weight_norm is None else self.weight_norm
