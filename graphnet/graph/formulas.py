"""What the formulas of stages come to, worked out once where all their names have one value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import final

from graphnet.contract.polynomial import Polynomial
from graphnet.contract.syntax import Axis, Dim, Name
from graphnet.graph.bindings import Bindings
from graphnet.graph.declare import Declared
from graphnet.graph.flat import FlatStage
from graphnet.graph.names import names_of, names_of_contract
from graphnet.graph.side import Reader, size_of, stage_reader

_Sizes = dict[int, Polynomial]


@final
class Formulas:
    """Works out shapes and costs over the names of stages that are solved.

    A deep model repeats a few declarations with a few sizes, so most of it has been worked out
    before. Dimensions are told apart by identity: declarations live as long as their graph.
    """

    def __init__(self, bindings: Bindings) -> None:
        self._bindings = bindings
        self._names: dict[int, tuple[Name, ...]] = {}
        self._of_stage: dict[str, tuple[Reader, _Sizes]] = {}
        self._shared: dict[tuple[int, tuple[Polynomial | None, ...]], _Sizes] = {}

    def size(self, dim: Dim, stage: FlatStage) -> Polynomial:
        """A dimension over a stage's names; what cannot be worked out is a hole."""
        known = self._of_stage.get(stage.path)
        if known is None:
            known = self._of_stage[stage.path] = self._begin(stage)
        reader, sizes = known
        found = sizes.get(id(dim))
        if found is None:
            found = sizes[id(dim)] = size_of(dim, reader.value)
        return found

    def _begin(self, stage: FlatStage) -> tuple[Reader, _Sizes]:
        reader = stage_reader(stage.path, self._bindings)
        declared = stage.declared
        names = self._names.get(id(declared))
        if names is None:
            each = {name.text: name for name in _names(declared)}
            names = self._names[id(declared)] = tuple(each.values())
        values = tuple(map(reader.value, names))
        return reader, self._shared.setdefault((id(declared), values), {})


def _names(declared: Declared) -> Iterator[Name]:
    """Every name that a declaration's formulas may use."""
    yield from names_of_contract(declared.contract)
    dims = [declared.flops, declared.activations, declared.kept, declared.start]
    dims += [a.dim for p in declared.parameters for a in p.shape if isinstance(a, Axis)]
    for dim in dims:
        yield from names_of(dim)
