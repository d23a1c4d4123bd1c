"""A stage type's declaration, its texts parsed: the promise in the contract language's nodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Never, TypeVar, cast

from graphnet.contract.parser import (
    parse_contract,
    parse_contract_table,
    parse_dim,
    parse_effect,
    parse_shape,
    parse_state,
    parse_where,
)
from graphnet.contract.syntax import Contract, Dim, Effect, Int, ShapeItem, State, Where
from graphnet.diagnostics import Diagnostics
from graphnet.graph.effects import conditions_of, timing_of, unusable_effects
from graphnet.graph.names import names_of_contract
from graphnet.graph.outputs import unusable_outputs
from graphnet.graph.plan import Timing
from graphnet.graph.rules.broken_plugin import failed_declaration, two_natures, unusable_amount
from graphnet.plugin.types import Declaration, Expansion, Parameter, Reorders, StageType
from graphnet.text import Excerpt, quoted
from graphnet.values import frozen

N = TypeVar("N")
_NOTHING = Int(0, at=quoted("0", "<nothing>").span())


@frozen
class DeclaredParameter:
    """A parameter and its shape as axes over the stage's own names."""

    parameter: Parameter
    shape: tuple[ShapeItem, ...]


@frozen(kw_only=True)
class Declared:
    """A declaration whose contract, formulas and shapes are parsed.

    `timing` holds the effects whose amounts are numbers; `effects` are kept for those over sizes.
    A stage that `keeps_values` only moves them about: what they are is as before.
    """

    contract: Contract
    where: tuple[Where, ...]
    timing: Timing
    effects: tuple[Effect, ...] = ()
    state: tuple[State, ...] = ()
    parameters: tuple[DeclaredParameter, ...]
    flops: Dim
    activations: Dim
    kept: Dim
    implementation: str | None
    expansion: Expansion | None
    start: Dim | None
    sink: str | None
    inverse: str | None = None
    scan: str | None = None
    lossless: bool | Where = False
    keeps_values: bool = False


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
        self.found += [] if contract is None else [tuple(unusable_outputs(contract))]
        declared = None if contract is None else self.declared(declaration, contract)
        problems = sum(self.found, ())
        return None if problems else declared, problems

    def declared(self, declaration: Declaration, contract: Contract) -> Declared:
        """All else that is declared; a formula that does not parse is put down as nothing."""
        effects = self.all(declaration.effects, parse_effect)
        where = self.all(declaration.where, parse_where)
        shapes = self.all(tuple(p.shape for p in declaration.parameters), parse_shape)
        return Declared(
            contract=contract,
            where=(*where, *conditions_of(contract, effects)),
            timing=self.timing(effects, contract),
            effects=effects,
            state=self.all(declaration.state, parse_state),
            parameters=tuple(map(DeclaredParameter, declaration.parameters, shapes)),
            flops=self.dim(declaration.cost.flops) or _NOTHING,
            activations=self.dim(declaration.cost.activations) or _NOTHING,
            kept=self.dim(declaration.cost.kept) or _NOTHING,
            implementation=declaration.implementation,
            expansion=declaration.expansion,
            start=None if declaration.start is None else self.dim(declaration.start),
            sink=declaration.sink,
            inverse=declaration.inverse,
            scan=declaration.scan,
            lossless=self.lossless(declaration),
            keeps_values=any(isinstance(law, Reorders) for law in declaration.laws),
        )

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

    def lossless(self, declaration: Declaration) -> bool | Where:
        promise = declaration.lossless
        return promise if isinstance(promise, bool) else self.one(promise, parse_where) or False

    def timing(self, effects: tuple[Effect, ...], contract: Contract) -> Timing:
        names = {name.text for name in names_of_contract(contract)}
        self.found += [(unusable_amount(e.at),) for e in unusable_effects(effects, names)]
        return timing_of(effects)

    def all(
        self, texts: tuple[str, ...], parse: Callable[[Excerpt], tuple[N | None, Diagnostics]]
    ) -> tuple[N, ...]:
        nodes = (self.one(text, parse) for text in texts)
        return tuple(node for node in nodes if node is not None)
