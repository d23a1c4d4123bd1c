"""Files with the model's own names are filled by the core itself."""

from __future__ import annotations

from graphnet.disk.matching import Allowed, Importer, match_with
from graphnet.disk.native import NATIVE, Native
from graphnet.plugin.imports import ForeignTensor, ForeignWeights
from tests.disk.importers import SHAPES
from tests.disk.models import planned


def test_every_parameter_is_matched_by_its_own_name() -> None:
    tensors = {n: ForeignTensor(dtype="float32", shape=shape) for n, shape in SHAPES.items()}
    native = Importer(NATIVE, Native())
    found, _ = match_with(native, ForeignWeights(tensors=tensors), planned().plan, Allowed())
    assert found is not None
    assert found.is_whole
    assert {filling.how for filling in found.fillings.values()} == {"matched"}
    filling = found.fillings["head.bias"]
    assert Native().value(filling, {"head.bias": 3}) == 3
