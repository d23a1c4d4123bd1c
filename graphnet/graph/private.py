"""What is known of a stage's private names before its wires are compared."""

from __future__ import annotations

from collections.abc import Iterator

from graphnet.contract.polynomial import Symbol, constant, symbol
from graphnet.contract.syntax import Axis, Int, Name, ShapeItem, Tensor, Variadic
from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.bindings import Bindings, Bound, Values
from graphnet.graph.dtypes import UNKNOWN, members_of
from graphnet.graph.flat import FlatStage
from graphnet.graph.names import names_of, names_of_contract
from graphnet.graph.plan import PlannedAxis, PlannedPort
from graphnet.graph.rules.size_conflict import not_a_size
from graphnet.graph.side import size_of
from graphnet.graph.sizes import HOLE, Scope, is_no_size


def state_sizes(stage: FlatStage, scope: Scope, bindings: Bindings) -> Diagnostics:
    """Bind what a stage's `sizes` states; a key that is no size of the stage is refused."""
    if stage.is_inner:
        return ()
    known = _own_names(stage)
    found: list[Diagnostic] = []
    for size in stage.spec.sizes:
        if size.name not in known:
            found.append(not_a_size(stage.path, size.name, known, size.name_at))
        elif size.value is not None:
            value = size_of(size.value, scope.value)
            value = HOLE if is_no_size(value) else value  # refused already
            plain = isinstance(size.value, Int)
            named = value if plain else size_of(size.value, scope.name)
            for name in known[size.name]:
                bindings.bind(Symbol(name, stage.path), Bound(value, named))
    return tuple(found)


def _own_names(stage: FlatStage) -> dict[str, tuple[str, ...]]:
    """The names of a stage's sizes as people know them: several where fields have one each."""
    found: dict[str, tuple[str, ...]] = {}
    for name in dict.fromkeys(n.text for n in names_of_contract(stage.declared.contract)):
        own = name.rpartition(".")[2] if stage.is_mapped else name
        found[own] = (*found.get(own, ()), name)
    return found


def learn_spread(
    owner: str, node: Tensor, axes: tuple[PlannedAxis, ...], bindings: Bindings
) -> None:
    """A variadic item stands for the axes that the fixed items of the port leave over."""
    for index, item in enumerate(node.shape):
        if isinstance(item, Variadic):
            after = len(node.shape) - index - 1
            if len(axes) >= index + after:
                spread = axes[index : len(axes) - after]
                bindings.learn_spread(Symbol(item.name or "...", owner), spread)


def learn_roles(
    owner: str, node: Tensor, axes: tuple[PlannedAxis, ...], bindings: Bindings
) -> None:
    """A size without a role of its own means what it means to the giver."""
    for item, place in placed(node, len(axes)):
        match item:
            case Axis(dim=Name(text), role=None):
                role = axes[place].role
                if role is not None:
                    bindings.learn_role(Symbol(text, owner), role)
            case _:
                pass


def learn_free_roles(axes: tuple[PlannedAxis, ...], bindings: Bindings) -> None:
    """A free size means what its axis means to the source: `L` is time, and nothing else."""
    for axis in axes:
        alone = [which for which in axis.size.symbols if axis.size == symbol(which)]
        if axis.role is not None and alone:
            bindings.learn_role(alone[0], axis.role)


def settle_ones(
    owner: str, node: Tensor, axes: tuple[PlannedAxis, ...], bindings: Bindings
) -> None:
    """A size that stands on `#` axes alone is 1 where all of them are."""
    for item, place in placed(node, len(axes)):
        match item:
            case Axis(dim=Name(text), may_be_one=True) if axes[place].size.as_int == 1:
                if not bindings.is_bound(Symbol(text, owner)):
                    bindings.bind(Symbol(text, owner), Bound(constant(1), constant(1)))
            case _:
                pass


def values_of(port: PlannedPort) -> Values:
    """What a dtype variable learns of a port."""
    dtypes = None if port.dtype == UNKNOWN else members_of(port.dtype)
    return Values(dtypes, port.kind)


def forget_sizes(owner: str, node: Tensor, axes: tuple[bool, ...], bindings: Bindings) -> None:
    """Sizes that stand on a refused axis are not known; `axes` says which were refused."""
    for item, place in placed(node, len(axes)):
        if axes[place] and isinstance(item, Axis):
            for name in names_of(item.dim):
                bindings.bind(Symbol(name.text, owner), Bound(HOLE, HOLE))


def placed(node: Tensor, count: int) -> Iterator[tuple[ShapeItem, int]]:
    """The items of a port that stand for one axis, with the place of theirs among `count`."""
    spread = next((i for i, item in enumerate(node.shape) if isinstance(item, Variadic)), None)
    for index, item in enumerate(node.shape):
        place = index if spread is None or index < spread else index - len(node.shape) + count
        if index != spread and 0 <= place < count:
            yield item, place
