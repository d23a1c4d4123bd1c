"""The table of an import has a row for every parameter and a line for all that is left."""

from __future__ import annotations

from attrs import evolve

from graphnet.cli.grid import plain_lines
from graphnet.cli.import_table import import_data, import_grid, summary_lines
from graphnet.disk.matching import Allowed, Matching, match_with
from graphnet.plugin.imports import ForeignTensor, ForeignWeights
from tests.disk.importers import SHAPES, TOY, weights_of
from tests.disk.models import planned
from tests.disk.test_choose import checkpoint

FOREIGN = evolve(
    checkpoint("foreign:"), form="a zip archive of `torch.save`", objects=("omegaconf.DictConfig",)
)


def matching() -> Matching:
    shapes = {n: s for n, s in SHAPES.items() if n not in ("head.weight", "encoder.weight")}
    known = weights_of(shapes, n_layers=2)
    odd = {"\x1b[31mred": ForeignTensor(dtype="float32", shape=(1,))}
    weights = ForeignWeights(tensors={**known.tensors, **odd})
    found, problems = match_with(TOY, weights, planned().plan, Allowed(missing=("encoder",)))
    assert found is not None, problems
    return found


def test_every_parameter_has_its_row() -> None:
    lines = [line.split() for line in plain_lines(import_grid(matching()))]
    assert len(lines) == len(SHAPES) + 2
    assert ["encoder.weight", "missing", "begins", "afresh"] in lines
    assert ["head.weight", "missing"] in lines
    assert ["head.bias", "converted", "foreign:head.bias", "turned"] in lines
    name = "backbone.norm.bias"
    assert [name, "renamed", f"foreign:{name}"] in lines


def test_the_rest_is_said_in_a_few_lines() -> None:
    assert list(summary_lines(FOREIGN, matching())) == [
        f"{len(SHAPES)} parameters: {len(SHAPES) - 3} renamed, 1 converted, 2 missing",
        "`w.pt` is a zip archive of `torch.save`, read by `toy.foreign`",
        "unused: '\\x1b[31mred'",
        "set aside: 1 tensor, which is no weight",
        "left as data: `omegaconf.DictConfig`",
    ]


def test_the_same_as_data() -> None:
    found = import_data(FOREIGN, matching())
    assert found["unused"] == ["\x1b[31mred"]
    assert found["aside"] == {"n_layers": "which is no weight"}
    rows = found["parameters"]
    assert isinstance(rows, list)
    assert {
        "parameter": "head.bias",
        "is": "converted",
        "from": ["foreign:head.bias"],
        "how": "turned",
    } in rows
