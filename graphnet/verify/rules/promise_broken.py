"""GN702 as `verify` finds it: a module does what its contract says."""

from __future__ import annotations

from collections.abc import Iterable

from graphnet.build.rules.broken_promise import RULE
from graphnet.verify.check import Finding
from graphnet.verify.ports import Point, Port


def refuses_arguments(expected: Iterable[str], found: Iterable[str]) -> Finding:
    """A `forward` whose arguments are not the declared ports."""
    return Finding(
        rule=RULE,
        message="does not take its ports by their names",
        expected=f"arguments {', '.join(f'`{name}`' for name in expected)}",
        found=", ".join(f"`{name}`" for name in found) or "none",
    )


def fails(problem: str, point: Point) -> Finding:
    """A module that fails on what its contract allows."""
    return Finding(
        rule=RULE, message=f"fails where its contract holds: {problem}", point=dict(point)
    )


def gives_other_ports(expected: Iterable[str], found: Iterable[str], point: Point) -> Finding:
    """Outputs under other names than the declared."""
    return Finding(
        rule=RULE,
        message="gives other ports than it declares",
        expected=", ".join(f"`{name}`" for name in sorted(expected)),
        found=", ".join(f"`{name}`" for name in sorted(found)) or "nothing",
        point=dict(point),
    )


def gives_other_shape(port: Port, found: tuple[int, ...], point: Point) -> Finding:
    """An output of another shape than the contract's."""
    expected = port.shape(point)
    return Finding(
        rule=RULE,
        message=f"gives `{port.name}` with {_difference(expected, found)}",
        port=port.name,
        expected=f"{port.text} = {expected}",
        found=str(found),
        point=dict(point),
    )


def _difference(expected: tuple[int, ...], found: tuple[int, ...]) -> str:
    if len(expected) != len(found):
        return f"{len(found)} axes instead of {len(expected)}"
    pairs = zip(expected, found, strict=True)
    axis, (wanted, got) = next((i, pair) for i, pair in enumerate(pairs) if pair[0] != pair[1])
    return f"{got} instead of {wanted} on axis {axis}"


def gives_other_dtype(port: Port, expected: str, found: str, point: Point) -> Finding:
    """An output of another dtype than the contract's."""
    return Finding(
        rule=RULE,
        message=f"gives `{port.name}` as {found}, not {expected}",
        port=port.name,
        expected=expected,
        found=found,
        point=dict(point),
    )


def leaves_domain(port: Port, domain: str, value: float, point: Point) -> Finding:
    """An output value outside the declared domain."""
    return Finding(
        rule=RULE,
        message=f"gives values of `{port.name}` outside its domain",
        port=port.name,
        expected=f"in {domain}",
        found=f"{value:g}",
        point=dict(point),
    )


def gives_no_number(port: Port, point: Point) -> Finding:
    """An output that is infinite or no number at all."""
    return Finding(
        rule=RULE,
        message=f"gives values of `{port.name}` that are infinite or no numbers",
        port=port.name,
        expected="finite values for inputs inside their domains",
        found="inf or nan",
        point=dict(point),
    )


def depends_on_layout(what: str, point: Point) -> Finding:
    """A result that depends on how a tensor lies in memory."""
    return Finding(
        rule=RULE,
        message=f"treats a transposed tensor as something else: {what}",
        expected="the same result for any strides",
        found=what,
        point=dict(point),
        notes=("`.view` needs contiguous memory; `.reshape` does not",),
    )


def changes_input(port: str, point: Point) -> Finding:
    """A module that writes into what it is given."""
    return Finding(
        rule=RULE,
        message=f"changes its input `{port}` in place, which other stages may read too",
        port=port,
        expected="inputs stay as they are",
        found="other values after the call",
        point=dict(point),
    )


def mixes_batch(port: str, gap: float, point: Point) -> Finding:
    """A row of a batch that is not what it is alone."""
    return Finding(
        rule=RULE,
        message=f"gives another `{port}` for a row in a batch than for the row alone",
        port=port,
        expected="rows of a batch do not touch",
        found=f"a difference of {gap:.2g}",
        point=dict(point),
    )


def learns_nothing(parameter: str) -> Finding:
    """A declared parameter that no output depends on."""
    return Finding(
        rule=RULE,
        message=f"declares the parameter `{parameter}`, which no output depends on",
        expected="a gradient for every declared parameter",
        found="none",
    )


def does_not_select(found: str, point: Point) -> Finding:
    """A stage that does more with items than to choose some by their places."""
    return Finding(
        rule=RULE,
        message=f"does not select as declared: {found}",
        port="main",
        expected="items of `main` as they are, or zeros, chosen by place and `lengths` alone",
        found=found,
        point=dict(point),
    )


def differs_in_pieces(port: str, items: tuple[int, int], found: str, point: Point) -> Finding:
    """A positionwise stage that goes by where in a sequence an item stands."""
    first, last = items
    return Finding(
        rule=RULE,
        message=f"gives another `{port}` for items {first} to {last} alone than for the whole",
        port=port,
        expected="a piece gives what the whole has there, since the stage is positionwise",
        found=found,
        point=dict(point),
    )


def breaks_in_mode(words: str, problem: str, point: Point) -> Finding:
    """A module that does not work with another value of an enum or flag."""
    return Finding(
        rule=RULE,
        message=f"does not work with `{words}`: {problem}",
        expected="every value of an option that names its values",
        found=problem,
        point=dict(point),
    )


def metric_differs(what: str, expected: str, found: str, point: Point) -> Finding:
    """A metric that does not keep the metrics' protocol."""
    return Finding(
        rule=RULE,
        message=f"is not the metric it declares: {what}",
        expected=expected,
        found=found,
        point=dict(point),
    )
