"""A stage type's declaration, its texts parsed: the promise in the contract language's nodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Never, TypeVar, cast

from attrs import evolve, frozen

from graphnet.contract.lower import lower
from graphnet.contract.parser import (
    parse_contract,
    parse_contract_table,
    parse_dim,
    parse_effect,
    parse_shape,
    parse_where,
)
from graphnet.contract.polynomial import Polynomial
from graphnet.contract.syntax import Contract, Dim, Effect, Infinity, ShapeItem, Where
from graphnet.diagnostics import Diagnostics
from graphnet.graph.plan import Timing
from graphnet.graph.rules.broken_plugin import failed_declaration, two_natures, unusable_amount
from graphnet.plugin.types import Declaration, Expansion, Parameter, StageType
from graphnet.text import Excerpt, quoted

N = TypeVar("N")


@frozen
class DeclaredParameter:
    """A parameter and its shape as axes over the stage's own names."""

    parameter: Parameter
    shape: tuple[ShapeItem, ...]


@frozen(kw_only=True)
class Declared:
    """A declaration whose contract, formulas and shapes are parsed."""

    contract: Contract
    where: tuple[Where, ...]
    timing: Timing
    parameters: tuple[DeclaredParameter, ...]
    flops: Dim
    activations: Dim
    implementation: str | None
    expansion: Expansion | None
    start: Dim | None
    sink: str | None


def declare(stage_type: StageType, options: object) -> tuple[Declared | None, Diagnostics]:
    """Ask a stage type what it promises with these options, and parse the answer.

    A declaration that fails or does not parse is the plugin's mistake; diagnostics of parsing
    point into the declaration's own text.
    """
    return (
        _declare_once(stage_type, options)
        if _is_hashable(options)
        else _declare(stage_type, options)
    )


def _declare(stage_type: StageType, options: object) -> tuple[Declared | None, Diagnostics]:
    try:
        declaration = stage_type.declare(cast(Never, options))  # options is of its class
    except Exception as problem:  # noqa: BLE001  # a plugin's function may fail in any way
        return None, (failed_declaration(problem),)
    if (declaration.implementation is None) == (declaration.expansion is None):
        return None, (two_natures(),)
    return _Reader(stage_type.name).read(declaration)


_declare_once = lru_cache(maxsize=4096)(_declare)


def _is_hashable(options: object) -> bool:
    """Whether declarations of these options can be kept: a list among them cannot."""
    try:
        hash(options)
    except TypeError:
        return False
    return True


class _Reader:
    """Collects what is wrong with one declaration while its texts are parsed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Diagnostics] = []

    def read(self, declaration: Declaration) -> tuple[Declared | None, Diagnostics]:
        contract = self.contract(declaration.contract)
        where = self.all(declaration.where, parse_where)
        timing = self.timing(self.all(declaration.effects, parse_effect))
        shapes = self.all(tuple(p.shape for p in declaration.parameters), parse_shape)
        flops: Dim | None = self.dim(declaration.cost.flops)
        activations: Dim | None = self.dim(declaration.cost.activations)
        start: Dim | None = None
        if declaration.start is not None:
            start = self.dim(declaration.start)
        problems = sum(self.found, ())
        if problems or contract is None or flops is None or activations is None:
            return None, problems
        declared = Declared(
            contract=contract,
            where=where,
            timing=timing,
            parameters=tuple(map(DeclaredParameter, declaration.parameters, shapes)),
            flops=flops,
            activations=activations,
            implementation=declaration.implementation,
            expansion=declaration.expansion,
            start=start,
            sink=declaration.sink,
        )
        return declared, ()

    def contract(self, text: str | Mapping[str, str]) -> Contract | None:
        if isinstance(text, str):
            return self.one(text, parse_contract)
        table = {port: quoted(value, f"<{self.name}>") for port, value in text.items()}
        contract, problems = parse_contract_table(table)
        self.found.append(problems)
        return contract

    def one(self, text: str, parse: Callable[[Excerpt], tuple[N | None, Diagnostics]]) -> N | None:
        node, problems = parse(quoted(text, f"<{self.name}>"))
        self.found.append(problems)
        return node

    def dim(self, text: str) -> Dim | None:
        node, problems = parse_dim(quoted(text, f"<{self.name}>"))
        self.found.append(problems)
        return node

    def timing(self, effects: tuple[Effect, ...]) -> Timing:
        amounts = (e for e in effects if e.name in ("ratio", "delay", "lookahead"))
        self.found += [(unusable_amount(e.at),) for e in amounts if _fraction(e) is None]
        return timing_of(effects)

    def all(
        self, texts: tuple[str, ...], parse: Callable[[Excerpt], tuple[N | None, Diagnostics]]
    ) -> tuple[N, ...]:
        nodes = (self.one(text, parse) for text in texts)
        return tuple(node for node in nodes if node is not None)


def timing_of(effects: tuple[Effect, ...]) -> Timing:
    """What declared effects say about time, as one value."""
    timing = Timing()
    for effect in effects:
        match effect.name:
            case "positionwise":
                timing = evolve(timing, positionwise=True, causal=True)
            case "causal":
                timing = evolve(timing, causal=True)
            case "step":
                timing = evolve(timing, steps=True)
            case "ratio":
                timing = evolve(timing, ratio=_fraction(effect) or Fraction(1))
            case "delay":
                timing = evolve(timing, causal=True, delay=int(_fraction(effect) or 0))
            case "lookahead":
                timing = evolve(timing, lookahead=int(_fraction(effect) or 0))
            case _:  # field, block, latency, padding-safe, global: promises `verify` speaks of
                pass
    return timing


def _fraction(effect: Effect) -> Fraction | None:
    """The amount of an effect as a number, None where it is none."""
    match effect.amount:
        case Fraction() as amount:
            return amount
        case None | Infinity():
            return None
        case dim:
            value = lower(dim, lambda _: None)
    number = value.as_int if isinstance(value, Polynomial) else None
    return None if number is None or number < 0 else Fraction(number)
