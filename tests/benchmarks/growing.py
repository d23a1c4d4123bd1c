"""Specs that grow: chains, diamonds, fans and composites of any number of stages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

HEAD = """\
format = 1
name = "growing"
requires = ["graphnet-audio", "graphnet-s4"]
[sizes]
n = 16
d_model = 8
[source]
use = "audio.files"
contract = "-> int64 (B, L, 1) in [0, n)"
options = { sample_rate = 16000, quantization = "linear" }
[stages.s0]
use = "embedding"
contract = "(B, L, 1) -> float (B, L, d_model)"
"""
TAIL = """\
[stages.head]
use = "categorical"
contract = "(B, L, d_model) -> (B, L, n)"
[objective]
use = "cross-entropy"
predict = "next"
"""


def _spec(stages: Iterable[str]) -> str:
    return "".join((HEAD, *stages, TAIL))


def chain(stages: int) -> str:
    """One stage after another, each with its contract."""
    return _spec(
        f'[stages.s{i}]\nuse = "layer-norm"\ncontract = "(B, L, d_model) -> (B, L, d_model)"\n'
        for i in range(1, stages - 2)
    )


def terse(stages: int) -> str:
    """One stage after another, and nothing written of any."""
    return _spec(f'[stages.s{i}]\nuse = "s4.feed-forward"\n' for i in range(1, stages - 2))


def diamonds(stages: int) -> str:
    """Every third stage adds what the two before it made of one input."""
    parts = [
        f'[stages.a{i}]\nuse = "layer-norm"\ninput = "s{i - 1}"\n'
        f'[stages.b{i}]\nuse = "s4.feed-forward"\ninput = "s{i - 1}"\n'
        f'[stages.s{i}]\nuse = "add"\ninput = {{ main = "a{i}", skip = "b{i}" }}\n'
        for i in range(1, max(2, (stages - 3) // 3 + 1))
    ]
    return _spec(parts)


def fan(stages: int) -> str:
    """One stage read by half of all, whose sum the other half makes, one by one."""
    parts = ['[stages.t0]\nuse = "layer-norm"\n']
    parts += [
        f'[stages.w{i}]\nuse = "layer-norm"\ninput = "s0"\n'
        f'[stages.t{i}]\nuse = "add"\ninput = {{ main = "t{i - 1}", skip = "w{i}" }}\n'
        for i in range(1, max(2, (stages - 4) // 2 + 1))
    ]
    return _spec(parts)


def composites(stages: int) -> str:
    """Composites of 63 stages, one after another."""
    each = '[stages.u{}]\nuse = "sashimi"\noptions = {{ n_layers = 8, pool = [2, 2], ff = 2 }}\n'
    return _spec(each.format(i) for i in range(max(1, stages // 63)))


SHAPES: Mapping[str, Callable[[int], str]] = {
    "chain": chain,
    "terse": terse,
    "diamonds": diamonds,
    "fan": fan,
    "composites": composites,
}
