"""P6: how far the probabilities of all values are from 1 in sum, and each from float64.

Run it as `python -m tests.benchmarks.likelihood_sums [--quick]`; it prints JSON. Every likelihood
head, at 8 and 16 bits, over extreme parameters in float32. Values against sixty digits, gradients
and an arithmetic coder are tests of graphnet-basics: test_likelihoods.py, test_mixture_nll.py and
test_arithmetic_coder.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

from graphnet.plugin import NoOptions
from graphnet_basics.declarations.cross_entropy import CrossEntropyOptions
from graphnet_basics.declarations.mixture_nll import MixtureNllOptions
from graphnet_basics.modules.cross_entropy import CrossEntropy
from graphnet_basics.modules.factorised_nll import FactorisedNll
from graphnet_basics.modules.mixture_nll import MixtureNll
from tests.benchmarks.measuring.command import Asked, Found, end, read_command
from tests.benchmarks.measuring.result import Figure

SUM = 1e-4
EACH = 1e-4
COMPONENTS = 10
DETAILS = 64
NUMBERS = 2**23
SOME = 512
Prediction = Tensor | Mapping[str, Tensor]
Maker = Callable[[int], tuple[nn.Module, list[Prediction]]]


def main() -> None:
    """Compute every case, and print what was found."""
    asked = read_command(__doc__, rounds=1)
    end("likelihood_sums", "P6", asked, measure(asked))


def measure(asked: Asked) -> Found:
    """Every head at every number of bits."""
    figures: list[Figure] = []
    for bits in (4,) if asked.quick else (8, 16):
        for name, make in HEADS.items():
            off, apart = worst(make, bits)
            head = f"{name}, {bits} bits"
            figures.append(_figure(f"{head}: sum of all probabilities, off 1", "", off, SUM))
            figures.append(_figure(f"{head}: one value against float64", "bits", apart, EACH))
    return Found(figures=tuple(figures))


def _figure(work: str, unit: str, ours: float, target: float) -> Figure:
    return Figure(
        work=work, unit=unit, ours=ours, is_less_better=True, target=target, absolute=True
    )


def worst(make: Maker, bits: int) -> tuple[float, float]:
    """Over all extreme predictions: the worst sum, and the worst value a model would ever reach.

    Float64 computes a few hundred values of each; of those rarer than one in 2**40 no error counts.
    """
    module, predictions = make(2**bits)
    every = torch.arange(2**bits)[:, None]
    some = every[:: max(1, len(every) // SOME)]
    off = apart = 0.0
    for prediction in predictions:
        nats = _nats(module.float(), prediction, every)
        exact = _nats(module.double(), _double(prediction), some)
        off = max(off, abs(torch.exp(-nats).sum().item() - 1))
        likely = exact < 40 * math.log(2)
        errors = (nats[some.squeeze(1)] - exact)[likely].abs()
        apart = max(apart, errors.max().item() / math.log(2) if len(errors) else 0.0)
    return off, apart


def _nats(module: nn.Module, prediction: Prediction, targets: Tensor) -> Tensor:
    """What each target costs, in float64, a few at a time: each has a row of the prediction."""
    fields = (prediction,) if isinstance(prediction, Tensor) else tuple(prediction.values())
    rows = max(1, NUMBERS // sum(field.shape[-1] for field in fields))
    with torch.no_grad():
        parts = [module(_repeated(prediction, len(p)), p) for p in torch.split(targets, rows)]
    return torch.cat(parts).double()


def _repeated(prediction: Prediction, times: int) -> Prediction:
    if isinstance(prediction, Tensor):
        return prediction.expand(times, -1)
    return {name: each.expand(times, -1) for name, each in prediction.items()}


def _double(prediction: Prediction) -> Prediction:
    if isinstance(prediction, Tensor):
        return prediction.double()
    return {name: each.double() for name, each in prediction.items()}


def categorical(classes: int) -> tuple[nn.Module, list[Prediction]]:
    """Scores that are all alike, wild, and one far above all."""
    torch.manual_seed(0)
    scores = torch.randn(1, classes)
    peak = torch.zeros(1, classes)
    peak[0, classes // 3] = 80.0
    predictions: list[Prediction] = [torch.zeros(1, classes), scores, 30 * scores, peak]
    return CrossEntropy(CrossEntropyOptions(), {"C": classes}), predictions


def mixture(classes: int) -> tuple[nn.Module, list[Prediction]]:
    """Components that are wide and narrow, at the rails and far beyond them."""
    torch.manual_seed(0)
    module = MixtureNll(MixtureNllOptions(), {"n": classes, "K": COMPONENTS})
    places = (0.0, 1.0, -1.0, 1.0 - 1.0 / classes, 5.0, -40.0)
    widths = (-14.0, -9.0, -6.0, -3.0, 0.0, 5.0)
    return module, [
        {
            "logit_probs": torch.randn(1, COMPONENTS),
            "means": place + math.exp(width) * torch.randn(1, COMPONENTS),
            "log_scales": width + 0.3 * torch.randn(1, COMPONENTS),
        }
        for place in places
        for width in widths
    ]


def factorised(classes: int) -> tuple[nn.Module, list[Prediction]]:
    """Both halves alike, wild, and beyond what training reaches."""
    torch.manual_seed(0)
    half = math.isqrt(classes)
    module = FactorisedNll(NoOptions(), {"Q": half, "d_fine": DETAILS})
    return module, [
        {"coarse": by * torch.randn(1, half), "fine": by * torch.randn(1, DETAILS)}
        for by in (0.0, 1.0, 30.0, 300.0)
    ]


HEADS: Mapping[str, Maker] = {
    "categorical": categorical,
    "mixture of logistics": mixture,
    "factorised": factorised,
}

if __name__ == "__main__":
    main()
