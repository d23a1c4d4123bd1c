"""Records as flat ports: `main.means` carries the field `means` of the port `main`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeVar

from graphnet.contract.syntax import Contract, Port, Record, Tensor
from graphnet.values import evolve

T = TypeVar("T")
Ports = tuple[tuple[str, Port], ...]
MAIN = "main"


def member(port: str, field: str) -> str:
    """The flat port of a record's field."""
    return f"{port}.{field}"


def split(port: str) -> tuple[str, str]:
    """The port and the field of a flat port; the field of a tensor's port is empty."""
    name, _, field = port.partition(".")
    return name, field


def members(ports: Collection[str], port: str) -> tuple[str, ...]:
    """The flat ports that `port` means: itself, or the fields of its record, or none."""
    if port in ports:
        return (port,)
    return tuple(name for name in ports if name.startswith(f"{port}."))


def renamed(flat: str, port: str) -> str:
    """A flat port of `port` as it is called where `port` is `main`."""
    return MAIN + flat.removeprefix(port)


def reference(stage: str, port: str) -> str:
    """A flat port as a spec refers to it: `head`, `head.aux`, `head.means`."""
    name, field = split(port)
    words = (stage, *(() if name == MAIN else (name,)), *((field,) if field else ()))
    return ".".join(words)


def gathered(values: Mapping[str, T]) -> Iterator[tuple[str, T | dict[str, T]]]:
    """What stands under flat ports, port by port: a value, or a record's values by field."""
    found: dict[str, T | dict[str, T]] = {}
    records: dict[str, dict[str, T]] = {}
    for flat, value in values.items():
        port, field = split(flat)
        if field:
            records.setdefault(port, {})[field] = value
            found[port] = records[port]
        else:
            found[port] = value
    yield from found.items()


def record_text(fields: Iterable[str]) -> str:
    """`{ means, log_scales }`."""
    return f"{{ {', '.join(fields)} }}"


def output_names(contract: Contract) -> tuple[str, ...]:
    """What a spec may refer to at a stage: its ports, and the fields of its `main`."""
    ports = dict.fromkeys((*dict(contract.outputs), *dict(flat_ports(contract.outputs))))
    return tuple(port.removeprefix(f"{MAIN}.") for port in ports)


def is_flat(contract: Contract) -> bool:
    """Whether no port of a contract is a record."""
    return not any(isinstance(node, Record) for _, node in (*contract.inputs, *contract.outputs))


def flat_contract(contract: Contract) -> Contract:
    """A contract with a port for each field of its records."""
    if is_flat(contract):
        return contract
    inputs, outputs = flat_ports(contract.inputs), flat_ports(contract.outputs)
    return evolve(contract, inputs=inputs, outputs=outputs)


def flat_ports(ports: Ports) -> Ports:
    """Ports with each record as the ports of its fields, which share its kind and its `?`."""
    found: list[tuple[str, Port]] = []
    for port, node in ports:
        found += flat_record(port, node) if isinstance(node, Record) else [(port, node)]
    return tuple(found)


def flat_record(port: str, record: Record) -> list[tuple[str, Port]]:
    """The flat ports of one record."""
    return [(member(port, name), _field(tensor, record)) for name, tensor in record.fields]


def _field(tensor: Tensor, record: Record) -> Tensor:
    kind, optional = tensor.kind or record.kind, tensor.optional or record.optional
    if (kind, optional) == (tensor.kind, tensor.optional):
        return tensor
    return evolve(tensor, kind=kind, optional=optional)


def flat_written(written: Contract, declared: Contract, *, is_mapped: bool) -> Contract:
    """A spec's contract with the flat ports of the declared one.

    A tensor written for a stage that is applied to each field says the same of every field. What
    does not fit the declared record stays as it is, for `strange_ports` to refuse.
    """
    inputs = _flat_side(written.inputs, dict(declared.inputs), is_mapped=is_mapped)
    outputs = _flat_side(written.outputs, dict(declared.outputs), is_mapped=is_mapped)
    return evolve(written, inputs=inputs, outputs=outputs)


def _flat_side(written: Ports, declared: Mapping[str, Port], *, is_mapped: bool) -> Ports:
    found: list[tuple[str, Port]] = []
    for port, node in written:
        known = () if port in declared else members(declared, port)
        if isinstance(node, Record) and {name for name, _ in flat_record(port, node)} == {*known}:
            found += flat_record(port, node)
        elif isinstance(node, Tensor) and known and is_mapped:
            found += [(name, node) for name in known]
        else:
            found.append((port, node))
    return tuple(found)
