"""What the outputs of a declaration cannot say: axes that nothing names, two things of one name."""

from __future__ import annotations

from collections.abc import Iterator

from graphnet.contract.syntax import AnyAxis, Contract, Tensor, Variadic
from graphnet.diagnostics import Diagnostic
from graphnet.graph.records import MAIN, Ports, flat_ports, member
from graphnet.graph.rules.broken_plugin import name_taken, nothing_names


def unusable_outputs(contract: Contract) -> Iterator[Diagnostic]:
    """Outputs of which nobody could say what they give, or which of two is meant."""
    ports = dict(contract.outputs)
    for name, node in flat_ports(contract.outputs):
        field = name.removeprefix(f"{MAIN}.")
        if name == member(MAIN, field) and field in ports:
            yield name_taken(field, node.at)
    known = _named(contract.inputs)
    for _, node in flat_ports(contract.outputs):
        if isinstance(node, Tensor):
            yield from _unnamed(node, known)


def _named(inputs: Ports) -> frozenset[str]:
    """Variadic axes and dtype variables that stand on inputs."""
    found: set[str] = set()
    for _, node in flat_ports(inputs):
        if isinstance(node, Tensor):
            spread = (item for item in node.shape if isinstance(item, Variadic))
            found |= {f"*{item.name or ''}" for item in spread}
            found |= {f"'{node.variable}"} if node.variable is not None else set()
    return frozenset(found)


def _unnamed(node: Tensor, known: frozenset[str]) -> Iterator[Diagnostic]:
    for item in node.shape:
        is_open = isinstance(item, Variadic) and f"*{item.name or ''}" not in known
        if is_open or isinstance(item, AnyAxis):
            yield nothing_names(item.at.text, item.at)
    if node.variable is not None and f"'{node.variable}" not in known:
        yield nothing_names(f"'{node.variable}", node.at)
