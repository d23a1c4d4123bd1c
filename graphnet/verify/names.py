"""The names of a stage's own contract: numbers where the plan solved them, else free sizes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from graphnet.contract.domain import SolvedDomain, lower_domain
from graphnet.contract.lower import lower
from graphnet.contract.polynomial import Polynomial, Symbol, constant, render, symbol
from graphnet.contract.syntax import AnyAxis, Axis, Contract, Name, Tensor, Variadic
from graphnet.graph.names import names_of, names_of_contract, sizes_of_contract
from graphnet.graph.plan import PlannedAxis, PlannedPort, PlannedStage
from graphnet.graph.records import flat_contract
from graphnet.verify.ports import Port

_BY_ROLE = {"batch": "B", "time": "L"}


@final
class Names:
    """Reads a contract. What stands for several axes stands for those that the plan found."""

    def __init__(self, contract: Contract, stage: PlannedStage) -> None:
        self.stage = stage
        self.contract = flat_contract(contract)
        self.taken = {name.text for name in names_of_contract(self.contract)}
        self.roles: dict[str, str] = {}
        self._known: dict[Polynomial, str] = {}
        self._spreads: dict[str, tuple[PlannedAxis, ...]] = {}
        self._learn()

    def value(self, name: Name) -> Polynomial:
        """A name of the contract as a number, a product of axes, or itself."""
        if name.text in self._spreads:
            product = constant(1)
            for axis in self._spreads[name.text]:
                product *= axis.size
            return product
        number = self.stage.sizes.get(name.text)
        return symbol(Symbol(name.text)) if number is None else constant(number)

    @property
    def on_axes(self) -> frozenset[str]:
        """The names that stand on axes."""
        return frozenset(n.text for dim in sizes_of_contract(self.contract) for n in names_of(dim))

    def inputs(self) -> tuple[Port, ...]:
        """The ports that the plan feeds, and those it must."""
        return tuple(p for p in self._inputs() if not p.is_optional or p.name in self.stage.inputs)

    def unfed(self) -> tuple[Port, ...]:
        """The optional ports that the plan feeds with nothing."""
        return tuple(p for p in self._inputs() if p.is_optional and p.name not in self.stage.inputs)

    def _inputs(self) -> tuple[Port, ...]:
        fed = _planned_by_name(self.stage.takes)
        nodes = ((n, node) for n, node in self.contract.inputs if isinstance(node, Tensor))
        return tuple(self._port(name, node, fed.get(name)) for name, node in nodes)

    def outputs(self) -> tuple[Port, ...]:
        """Every output port."""
        given = _planned_by_name(self.stage.gives)
        nodes = ((n, node) for n, node in self.contract.outputs if isinstance(node, Tensor))
        return tuple(self._port(name, node, given.get(name)) for name, node in nodes)

    def _port(self, name: str, node: Tensor, planned: PlannedPort | None) -> Port:
        dtype = planned.dtype if planned is not None else (node.dtypes or ("float",))[0]
        domain = None if node.domain is None else lower_domain(node.domain, self.value)
        return Port(
            name=name,
            dtype=dtype,
            axes=tuple(self._axes(node, planned)),
            domain=domain if isinstance(domain, SolvedDomain) else None,
            kind=node.kind,
            is_optional=node.optional,
        )

    def _axes(self, node: Tensor, planned: PlannedPort | None) -> list[PlannedAxis]:
        axes: list[PlannedAxis] = []
        for index, item in enumerate(node.shape):
            match item:
                case Variadic(name):
                    axes += self._spreads.get(name or "...", ())
                case Axis(dim, role):
                    size = lower(dim, self.value)
                    role = role or (self.roles.get(dim.text) if isinstance(dim, Name) else None)
                    axes.append(PlannedAxis(size if isinstance(size, Polynomial) else ONE, role))
                case AnyAxis():
                    axes.append(self._blank(index, planned))
        return axes

    def _blank(self, index: int, planned: PlannedPort | None) -> PlannedAxis:
        known = planned is not None and index < len(planned.axes)
        return self._free(planned.axes[index]) if planned is not None and known else FREE

    def _learn(self) -> None:
        """What free names and names for several axes stand for in the plan."""
        for ports, planned in (
            (self.contract.inputs, self.stage.takes),
            (self.contract.outputs, self.stage.gives),
        ):
            known = _planned_by_name(planned)
            for name, node in ports:
                if isinstance(node, Tensor) and name in known:
                    self._learn_port(node, known[name].axes)

    def _learn_port(self, node: Tensor, axes: tuple[PlannedAxis, ...]) -> None:
        at = next((i for i, item in enumerate(node.shape) if isinstance(item, Variadic)), None)
        after = 0 if at is None else len(node.shape) - at - 1
        for index, item in enumerate(node.shape):
            place = index if at is None or index < at else len(axes) - len(node.shape) + index
            if isinstance(item, Axis) and isinstance(item.dim, Name) and place < len(axes):
                self._learn_axis(item.dim.text, item.role or axes[place].role, axes[place].size)
        if at is not None:
            item = node.shape[at]
            name = (item.name if isinstance(item, Variadic) else None) or "..."
            spread = axes[at : len(axes) - after]
            self._spreads.setdefault(name, tuple(map(self._free, spread)))

    def _learn_axis(self, name: str, role: str | None, size: Polynomial) -> None:
        if role is not None:
            self.roles.setdefault(name, role)
        if name not in self.stage.sizes:
            self._known.setdefault(size, name)

    def _free(self, axis: PlannedAxis) -> PlannedAxis:
        """An axis of the plan as one of the stage's own: of any size, unless it is a number."""
        if axis.size.as_int is not None:
            return PlannedAxis(axis.size, axis.role)
        if axis.size not in self._known:
            wish = _BY_ROLE.get(axis.role or "", render(axis.size))
            wish = wish if wish.isidentifier() else "n"
            self._known[axis.size] = self._fresh(wish)
        return PlannedAxis(symbol(Symbol(self._known[axis.size])), axis.role)

    def _fresh(self, wish: str) -> str:
        names = (wish if count == 0 else f"{wish}{count}" for count in range(len(self.taken) + 1))
        name = next(name for name in names if name not in self.taken)
        self.taken.add(name)
        return name


ONE = constant(1)
FREE = PlannedAxis(symbol(Symbol("n")))


def _planned_by_name(ports: Mapping[str, PlannedPort]) -> dict[str, PlannedPort]:
    """Planned ports, and for a tensor that is given the fields of a record, the first of them."""
    named = dict(ports)
    for name, port in ports.items():
        named.setdefault(name.partition(".")[0], port)
    return named
