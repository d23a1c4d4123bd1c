"""Every encoder of the two references that is ours gives what theirs gives, from their weights."""

# in float64, cast to float32 where a golden tensor was stored: 1e-6

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from graphnet.plugin import NoOptions
from graphnet_basics.declarations.conv import ConvOptions
from graphnet_basics.declarations.embedding import EmbeddingOptions
from graphnet_basics.declarations.start import StartOptions
from graphnet_basics.modules.class_embedding import ClassEmbedding
from graphnet_basics.modules.conv import Conv
from graphnet_basics.modules.embedding import Embedding
from graphnet_basics.modules.one_hot import OneHot
from graphnet_basics.modules.sinusoid import Sinusoid

GOLDEN = Path(__file__).parent / "golden"
LABELS = torch.tensor([1, 4])


@pytest.fixture(params=["s4", "lnac"])
def golden(request: pytest.FixtureRequest) -> dict[str, Tensor]:
    return load_file(GOLDEN / f"encoders_{request.param}.safetensors")


def table(golden: dict[str, Tensor]) -> Tensor:
    """The embedding's weight, which one of the two nests."""
    return next(golden[name] for name in golden if name.startswith("embedding/sd/"))


def loaded(module: nn.Module, **weights: Tensor) -> nn.Module:
    module.load_state_dict(weights)
    return module


def assert_near(found: Tensor, expected: Tensor) -> None:
    torch.testing.assert_close(found, expected, rtol=1e-6, atol=1e-6)


def test_the_embedding(golden: dict[str, Tensor]) -> None:
    module = loaded(Embedding(EmbeddingOptions(), {"n": 256, "H": 8}), weight=table(golden))
    assert torch.equal(module(golden["tok"].unsqueeze(-1)), golden["embedding/y"])


def test_the_scaled_embedding_of_the_language_model_task(golden: dict[str, Tensor]) -> None:
    module = Embedding(EmbeddingOptions(scaled=True), {"n": 256, "H": 8})
    found = loaded(module, weight=table(golden))(golden["tok"].unsqueeze(-1))
    assert_near(found, golden["lmtask_scaled/y"])


@pytest.mark.parametrize(("by_width", "which"), [(False, "s4"), (True, "lnac")])
def test_the_vectors_start_as_those_of_each_reference(by_width: bool, which: str) -> None:
    theirs = table(load_file(GOLDEN / f"encoders_{which}.safetensors"))
    torch.manual_seed(0)
    ours = Embedding(EmbeddingOptions(init_by_width=by_width), {"n": 4096, "H": 8}).weight
    assert ours.std().item() == pytest.approx(theirs.std().item(), rel=0.02)
    assert ours.std().item() == pytest.approx(8**-0.5 if by_width else 1.0, rel=0.01)


def test_the_sinusoid_and_its_table(golden: dict[str, Tensor]) -> None:
    module = Sinusoid(NoOptions(), {"H": 8})
    assert_near(module(golden["position/x"]), golden["position/y"])
    assert_near(module(torch.zeros(1, 32, 8))[0], golden["position/pe"])


def test_the_class_embedding(golden: dict[str, Tensor]) -> None:
    module = loaded(ClassEmbedding(StartOptions(), {"n": 5, "H": 8}), weight=golden["class/w"])
    assert_near(module(main=golden["position/x"], label=LABELS), golden["class/y"])


def test_the_convolution(golden: dict[str, Tensor]) -> None:
    module = Conv(ConvOptions(kernel=5, takes="channels"), {"C": 3, "d_output": 8})
    loaded(module, weight=golden["conv1d/w"], bias=golden["conv1d/b"])
    assert_near(module(golden["conv1d/x"]), golden["conv1d/y"])


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
@pytest.mark.parametrize("kernel", [2, 3, 4, 5])
def test_an_even_window_reaches_further_ahead_as_torch_has_it(kernel: int) -> None:
    module = Conv(ConvOptions(kernel=kernel), {"d_input": 3, "d_output": 2}).double()
    x = torch.randn(2, 9, 3).double()
    y = functional.conv1d(x.transpose(1, 2), module.weight, module.bias, padding="same")
    torch.testing.assert_close(module(x), y.transpose(1, 2))


def test_one_hot(golden: dict[str, Tensor]) -> None:
    found = OneHot(NoOptions(), {"H": 256})(golden["tok"][:1, :4].unsqueeze(-1))
    assert torch.equal(found, golden["onehot/y"])


def test_one_hot_values_have_the_dtype_of_the_network() -> None:
    module = OneHot(NoOptions(), {"H": 5})
    assert module.double()(torch.tensor([[[3]]])).dtype == torch.float64
    assert module(torch.tensor([[[3]]])).flatten().tolist() == [0, 0, 0, 1, 0]
