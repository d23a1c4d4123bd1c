"""Flat ports: names of fields, references to them, and contracts without records."""

from __future__ import annotations

from graphnet.contract.parser import parse_contract, parse_port
from graphnet.contract.syntax import Contract, Record, Tensor
from graphnet.graph.records import (
    flat_contract,
    flat_written,
    gathered,
    is_flat,
    members,
    output_names,
    reference,
    renamed,
)
from graphnet.text import quoted


def contract(text: str) -> Contract:
    found, problems = parse_contract(quoted(text, "x"))
    assert found is not None, problems
    return found


RECORD = contract("(B, H) -> logits { a: (B), b: probabilities float (B) }, (B)")


def test_a_record_becomes_a_port_for_each_field() -> None:
    flat = flat_contract(RECORD)
    assert [port for port, _ in flat.outputs] == ["main.a", "main.b", "port2"]
    assert is_flat(flat)
    assert not is_flat(RECORD)


def test_fields_share_the_kind_and_the_mark_of_their_record() -> None:
    kinds = [node.kind for _, node in flat_contract(RECORD).outputs]
    assert kinds == ["logits", "probabilities", None]
    port, _ = parse_port(quoted("? { a: (B) }", "x"))
    assert isinstance(port, Record)
    ((_, field),) = flat_contract(Contract((("main", port),), ())).inputs
    assert field.optional


def test_a_port_means_itself_or_its_fields() -> None:
    ports = ("main.a", "main.b", "side")
    assert members(ports, "main") == ("main.a", "main.b")
    assert members(ports, "side") == ("side",)
    assert members(ports, "mai") == ()


def test_a_field_of_main_is_referred_to_without_main() -> None:
    assert reference("head", "main") == "head"
    assert reference("head", "main.means") == "head.means"
    assert reference("head", "side") == "head.side"
    assert reference("head", "side.low") == "head.side.low"
    assert renamed("side.low", "side") == "main.low"
    assert output_names(RECORD) == ("main", "port2", "a", "b")


def test_flat_values_are_gathered_in_their_order() -> None:
    flat = {"main.a": 1, "side": 2, "main.b": 3}
    assert list(gathered(flat)) == [("main", {"a": 1, "b": 3}), ("side", 2)]


def test_a_written_record_is_laid_out_as_the_declared_one() -> None:
    declared = flat_contract(contract("(B) -> { a: (B), b: (B) }"))
    written = flat_written(contract("(B) -> { b: (B), a: (B) }"), declared, is_mapped=False)
    assert [port for port, _ in written.outputs] == ["main.b", "main.a"]
    other = flat_written(contract("(B) -> { a: (B), c: (B) }"), declared, is_mapped=False)
    assert isinstance(dict(other.outputs)["main"], Record)
    plain = flat_written(contract("(B) -> (B)"), declared, is_mapped=True)
    assert [type(node) for _, node in plain.outputs] == [Tensor, Tensor]
