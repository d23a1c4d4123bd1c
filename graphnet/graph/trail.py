"""Back along the wires: which stage made what an axis is, and through which it came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from graphnet.contract.syntax import Axis, Name, ShapeItem, Tensor, Variadic
from graphnet.graph.flat import FlatGraph
from graphnet.graph.plan import PlannedPort, Wire
from graphnet.graph.private import placed
from graphnet.values import frozen

LONGEST = 200
"""How many stages are walked back for one message."""

Known = Mapping[str, Mapping[str, PlannedPort]]


@frozen
class _Spot:
    """One axis of what a wire carries."""

    wire: Wire
    index: int


@frozen
class Trail:
    """Walks back over a graph whose ports are known up to the place of a message."""

    graph: FlatGraph
    takes: Known
    gives: Known

    def of_size(self, wire: Wire, index: int) -> tuple[str, ...]:
        """The stages an axis came through, the one that decides its size first."""
        spots = islice(self._back(_Spot(wire, index)), LONGEST)
        return tuple(reversed([spot.wire.stage for spot in spots]))

    def maker_of_role(self, wire: Wire, index: int) -> str:
        """The stage that says what an axis means, where others only pass it on."""
        stage = wire.stage
        for spot in islice(self._back(_Spot(wire, index)), LONGEST):
            stage = spot.wire.stage
            item = self._item(spot)
            if isinstance(item, Axis) and item.role is not None:
                break
        return stage

    def _back(self, spot: _Spot) -> Iterator[_Spot]:
        """An axis, the axis its stage was given it from, and so on."""
        here: _Spot | None = spot
        while here is not None:
            if here.wire.port.startswith("in."):
                here = self._fed(here.wire.stage, here.wire.port.removeprefix("in."), here.index)
                continue
            yield here
            here = self._before(here)

    def _fed(self, stage: str, port: str, index: int) -> _Spot | None:
        wire = self.graph.stages[stage].inputs.get(port)
        return None if wire is None else _Spot(wire, index)

    def _before(self, spot: _Spot) -> _Spot | None:
        """The same axis on an input of the stage that gives it, None where it begins there."""
        item = self._item(spot)
        stage = self.graph.stages[spot.wire.stage]
        for port, node in stage.declared.contract.inputs:
            taken = self.takes.get(stage.path, {}).get(port)
            if item is None or taken is None or not isinstance(node, Tensor):
                continue
            index = _place_of(item, node, len(taken.axes), self._offset(spot))
            if index is not None:
                return self._fed(stage.path, port, index)
        return None

    def _item(self, spot: _Spot) -> ShapeItem | None:
        """What the declaration has in the place of an axis."""
        node = self._node(spot)
        given = self.gives.get(spot.wire.stage, {}).get(spot.wire.port)
        if node is None or given is None:
            return None
        fixed = {place: item for item, place in placed(node, len(given.axes))}
        spread = (item for item in node.shape if isinstance(item, Variadic))
        return fixed.get(spot.index, next(spread, None))

    def _offset(self, spot: _Spot) -> int:
        """How far an axis stands behind the start of a variadic item."""
        node = self._node(spot)
        items = () if node is None else node.shape
        starts = [place for place, item in enumerate(items) if isinstance(item, Variadic)]
        return spot.index - starts[0] if starts else 0

    def _node(self, spot: _Spot) -> Tensor | None:
        stage = self.graph.stages.get(spot.wire.stage)
        node = None if stage is None else dict(stage.declared.contract.outputs)[spot.wire.port]
        return node if isinstance(node, Tensor) else None


def _place_of(item: ShapeItem, node: Tensor, count: int, offset: int) -> int | None:
    """Where an input has the axis that an output has as `item`."""
    match item:
        case Axis(dim=Name(text)):
            for other, place in placed(node, count):
                if isinstance(other, Axis) and other.dim == Name(text, at=other.at):
                    return place
        case Variadic(name):
            for place, other in enumerate(node.shape):
                if isinstance(other, Variadic) and other.name == name:
                    return place + offset
        case _:
            pass
    return None
