"""The reference's side: public classes of a checkout of state-spaces/s4, called as its tasks do.

Nothing of it is here: `settings["reference"]` is the path of a checkout, from which it is imported.
What it needs itself (einops, omegaconf and their like) must be installed or on PYTHONPATH.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from tests.benchmarks.measuring.result import Json
from tests.benchmarks.measuring.worker import Values, Work
from tests.benchmarks.sides.settings import SEED, count, whole

WIDTH = 64
RATE, SLOW_RATE = 0.004, 0.001
LAYERS: Mapping[str, Mapping[str, Json]] = {
    "dplr": {"mode": "nplr", "init": "legs"},
    "s4d": {"mode": "diag", "init": "diag-lin"},
}

# No types are known of classes that are imported from a path: they are `Any` here, and only here.


class Pipeline(nn.Module):
    """Embedding, backbone and linear head, as the reference's own experiments put them together."""

    def __init__(self, settings: Mapping[str, Json]) -> None:
        super().__init__()
        classes = 2 ** whole(settings, "bits")
        self.embedding = nn.Embedding(classes, WIDTH)
        self.backbone: Any = backbone(settings)
        self.head = nn.Linear(WIDTH, classes)

    def forward(self, codes: Tensor) -> Tensor:
        """Scores of what comes after each code: `(B, L)` to `(B, L, classes)`."""
        hidden, _ = self.backbone(self.embedding(codes))
        scores: Tensor = self.head(hidden)
        return scores


def backbone(settings: Mapping[str, Json]) -> Any:  # a class of theirs
    """SaShiMi of the paper's experiments (`src`), or of the single file (`standalone`)."""
    torch.manual_seed(SEED)
    layer = LAYERS[str(settings["layer"])]
    depth = whole(settings, "layers")
    if settings.get("flavour") == "standalone":
        module = attribute(settings, "models.sashimi.sashimi", "Sashimi")
        return module(d_model=WIDTH, n_layers=depth, pool=[4, 4], **layer)
    module = attribute(settings, "src.models.sequence.backbones.sashimi", "Sashimi")
    return module(
        d_model=WIDTH,
        n_layers=depth,
        pool=[4, 4],
        expand=2,
        ff=2,
        layer={**_layer_of_yaml(settings), **layer, "verbose": False},
        residual="R",
        norm="layer",
        prenorm=True,
    )


def attribute(settings: Mapping[str, Json], module: str, name: str) -> Any:
    """Something of the checkout."""
    path = str(settings["reference"])
    if path not in sys.path:
        sys.path.insert(0, path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(importlib.import_module(module), name)


def _layer_of_yaml(settings: Mapping[str, Json]) -> dict[str, Json]:
    """The options of its layers as its own configuration has them."""
    config = importlib.import_module("omegaconf").OmegaConf
    found = config.load(f"{settings['reference']}/configs/model/layer/s4.yaml")
    for name in ("l_max", "tie_dropout"):
        found[name] = None
    plain: dict[str, Json] = config.to_container(found, resolve=True)
    return plain


def groups(module: nn.Module) -> list[dict[str, object]]:
    """Parameters by what the reference asks of each: rate and decay."""
    found: dict[tuple[tuple[str, float], ...], list[nn.Parameter]] = {}
    for parameter in module.parameters():
        asked: Mapping[str, float] = getattr(parameter, "_optim", {})
        found.setdefault(tuple(sorted(asked.items())), []).append(parameter)
    return [{"params": members, **dict(asked)} for asked, members in found.items()]


def update(settings: Mapping[str, Json]) -> Work:
    """One training update: forward, backward, optimiser."""
    device = str(settings.get("device", "cpu"))
    model = Pipeline(settings).to(device)
    optimizer = torch.optim.AdamW(groups(model), lr=RATE, weight_decay=0.0)
    shape = (whole(settings, "batch"), whole(settings, "length"))
    generator = torch.Generator().manual_seed(SEED)
    target = torch.randint(0, 2 ** whole(settings, "bits"), shape, generator=generator).to(device)
    codes = target.roll(1, dims=1)

    def turn() -> Values:
        optimizer.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(model(codes).flatten(0, 1), target.flatten())
        torch.autograd.backward(loss)
        optimizer.step()
        return {"loss": loss.item()}

    return Work(turn=turn, facts={"parameters": count(model)})


def generate(settings: Mapping[str, Json]) -> Work:
    """Draw `items` values of `batch` sequences, a step of the recurrence at a time."""
    device = str(settings.get("device", "cpu"))
    model = Pipeline(settings).to(device).eval()
    batch, items = whole(settings, "batch"), whole(settings, "items")
    mode = settings.get("mode")
    with torch.inference_mode():
        model(torch.zeros(1, 64, dtype=torch.int64, device=device))  # it completes C in a forward
        for module in model.modules():
            prepare: Callable[..., None] | None = getattr(module, "_setup_step", None)
            if prepare is not None:  # as its own generation does
                prepare(**({} if mode is None else {"mode": mode}))

    def turn() -> Values:
        with torch.inference_mode():
            _draw(model, batch, items, device)
        return {}

    return Work(turn=turn, facts={"parameters": count(model)})


def _draw(model: Pipeline, batch: int, items: int, device: str) -> Tensor:
    state = model.backbone.default_state(batch, device=device)
    value = torch.full((batch,), model.head.out_features // 2, device=device)
    for _ in range(items):
        hidden, state = model.backbone.step(model.embedding(value), state)
        drawn: Any = torch.distributions.Categorical(logits=model.head(hidden))
        value = drawn.sample()
    return value


def layer(settings: Mapping[str, Json]) -> Work:
    """The state-space part of one block, forward and backward: kernel, convolution and D."""
    torch.manual_seed(SEED)
    convolution = attribute(settings, "src.models.sequence.kernels.fftconv", "FFTConv")
    size, length = whole(settings, "features"), whole(settings, "length")
    options = {**LAYERS[str(settings["layer"])], "d_state": 64, "verbose": False}
    module = convolution(size, transposed=True, activation=None, **options)
    u = torch.randn(whole(settings, "batch"), size, length, requires_grad=True)
    back = torch.randn_like(u)

    def turn() -> Values:
        module.zero_grad(set_to_none=True)
        u.grad = None
        y, _ = module(u)
        torch.autograd.backward(y, back)
        return {}

    return Work(turn=turn, facts={"parameters": count(module)})


def head(settings: Mapping[str, Json]) -> Work:
    """Its decoder and cross-entropy over all classes, forward and backward."""
    torch.manual_seed(SEED)
    classes, positions = 2 ** whole(settings, "bits"), whole(settings, "positions")
    decoder = attribute(settings, "src.tasks.decoders", "SequenceDecoder")
    module = decoder(WIDTH, classes, l_output=None)
    x = torch.randn(1, positions, WIDTH, requires_grad=True)
    target = torch.randint(0, classes, (positions,))

    def turn() -> Values:
        module.zero_grad(set_to_none=True)
        x.grad = None
        loss = functional.cross_entropy(module(x).flatten(0, 1), target)
        torch.autograd.backward(loss)
        return {"loss": loss.item()}

    return Work(turn=turn, facts={"parameters": count(module)})
