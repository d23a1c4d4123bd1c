"""Every stage that can be written down as operations, against what it computes in torch."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from graphnet.build.protocols import Code, NotLowered
from graphnet.plugin import NoOptions
from graphnet.testing import lowered_gap
from graphnet_basics.declarations.activation import ActivationOptions
from graphnet_basics.declarations.channel_embedding import ChannelEmbeddingOptions
from graphnet_basics.declarations.conv import ConvOptions
from graphnet_basics.declarations.embedding import EmbeddingOptions
from graphnet_basics.declarations.linear import LinearOptions
from graphnet_basics.declarations.sequence import SequenceOptions
from graphnet_basics.modules.activation import Activation
from graphnet_basics.modules.add import Add
from graphnet_basics.modules.categorical import Categorical
from graphnet_basics.modules.channel_embedding import ChannelEmbedding
from graphnet_basics.modules.conv import Conv
from graphnet_basics.modules.embedding import Embedding
from graphnet_basics.modules.factorised import Factorised
from graphnet_basics.modules.layer_norm import LayerNorm
from graphnet_basics.modules.linear import Linear
from graphnet_basics.modules.mixture_logistic import MixtureLogistic
from graphnet_basics.modules.one_hot import LARGEST, OneHot
from graphnet_basics.modules.sequence import Sequence

T, B, H = 7, 3, 4


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manual_seed(0)


def frames(width: int = H) -> Tensor:
    return torch.randn(T, B, width, dtype=torch.float64)


def codes(n: int, channels: int = 1) -> Tensor:
    return torch.randint(0, n, (T, B, channels))


def shaken(module: nn.Module) -> nn.Module:
    """In float64, with no parameter at a round number."""
    module = module.double().eval()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return module


NO = NoOptions()
MAPS = {
    "linear": Linear(LinearOptions(), {"d_input": H, "n_classes": 6}),
    "categorical": Categorical(NO, {"H": H, "C": 9}),
    "mixture": MixtureLogistic(NO, {"H": H, "n_mixtures": 3}),
    "factorised": Factorised(NO, {"H": H, "Q": 4, "d_fine": 5}),
    "layer-norm": LayerNorm(NO, {"H": H}),
    "sequence": Sequence(SequenceOptions(mode="full"), {}),
    **{
        f"activation {f}": Activation(ActivationOptions(function=f), {})
        for f in ("relu", "gelu", "tanh")
    },
}


@pytest.mark.parametrize("which", MAPS)
def test_frames(which: str) -> None:
    assert lowered_gap(shaken(MAPS[which]), main=frames()) < 1e-12


def test_a_sum_of_two_wires() -> None:
    assert lowered_gap(Add(NO, {}), main=frames(), skip=frames()) < 1e-12


@pytest.mark.parametrize("is_scaled", [True, False])
def test_an_embedding(is_scaled: bool) -> None:
    module = Embedding(EmbeddingOptions(scaled=is_scaled), {"n": 9, "H": H})
    assert lowered_gap(shaken(module), main=codes(9)) < 1e-12


@pytest.mark.parametrize("join", ["sum", "concatenate"])
def test_an_embedding_of_channels(join: str) -> None:
    options = ChannelEmbeddingOptions(join=join)  # type: ignore[arg-type]  # both of its values
    module = ChannelEmbedding(options, {"C": 3, "n": 9, "H": H, "d": 2})
    assert lowered_gap(shaken(module), main=codes(9, 3)) < 1e-12


def test_one_hot_as_long_as_its_table_is_small() -> None:
    assert lowered_gap(OneHot(NO, {"H": 9}), main=codes(9)) < 1e-12
    code = Code(1, torch.float32)
    declined = OneHot(NO, {"H": LARGEST + 1}).lower(code, (), code.vector(1))
    assert declined == NotLowered("has more than 4096 values")


def test_a_sequence_that_keeps_a_few_positions_is_none() -> None:
    code = Code(1, torch.float32)
    kept = Sequence(SequenceOptions(mode="last"), {}).lower(code, (), code.vector(4))
    assert isinstance(kept, NotLowered)


@pytest.mark.parametrize("kernel", [2, 5])
def test_a_window_from_its_start_and_from_the_middle(kernel: int) -> None:
    options = ConvOptions(kernel=kernel, causal=True)
    module = shaken(Conv(options, {"d_input": H, "C": H, "d_output": 3}))
    assert isinstance(module, Conv)
    assert lowered_gap(module, main=frames()) < 1e-12
    with torch.no_grad():
        _, state = module.chunk(torch.randn(B, 6, H, dtype=torch.float64), module.initial_state(B))
    assert lowered_gap(module, state, main=frames()) < 1e-12
