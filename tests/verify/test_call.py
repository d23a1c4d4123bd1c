"""What modules give, sorted by port: tensors, mappings, records, and calls that fail."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from graphnet.verify.call import Raised, call, fields_of, flat
from graphnet.verify.ports import Port

ONE = torch.ones(2)
TENSOR = (Port("main", "float", ()),)
RECORD = (Port("main.a", "float", ()), Port("main.b", "float", ()))


class Adds(nn.Module):
    def forward(self, main: Mapping[str, Tensor]) -> Tensor:
        return main["a"] + main["b"]


def names(given: dict[str, Tensor] | Raised) -> set[str]:
    assert not isinstance(given, Raised)
    return set(given)


def test_a_tensor_alone_is_main() -> None:
    assert names(flat(ONE, TENSOR)) == {"main"}


def test_a_record_alone_may_come_as_its_fields() -> None:
    assert names(flat({"a": ONE, "b": ONE}, RECORD)) == {"main.a", "main.b"}
    assert names(flat({"main": {"a": ONE, "b": ONE}}, RECORD)) == {"main.a", "main.b"}


def test_several_ports_come_by_name() -> None:
    two = (*TENSOR, Port("aux", "float", ()))
    assert names(flat({"main": ONE, "aux": {"x": ONE}}, two)) == {"main", "aux.x"}


def test_anything_else_is_a_failed_call() -> None:
    assert isinstance(flat(3, TENSOR), Raised)
    assert isinstance(flat({"main": 3}, TENSOR), Raised)


def test_a_record_is_handed_over_as_one_argument() -> None:
    values = {"main.a": ONE, "main.b": ONE}
    given = call(Adds(), values, TENSOR)
    assert not isinstance(given, Raised)
    assert given["main"].tolist() == [2.0, 2.0]
    handed = fields_of(values, "main")
    assert isinstance(handed, dict)
    assert set(handed) == {"a", "b"}


def test_a_failure_is_quoted_in_one_line_that_is_not_too_long() -> None:
    found = call(Adds(), {"main": ONE}, TENSOR)
    assert isinstance(found, Raised)
    assert "\n" not in found.line
    assert len(Raised(ValueError("x" * 500)).line) <= 160
