"""GN305: every size of a stage follows from its wires, its contract or its `sizes`."""

from __future__ import annotations

from collections.abc import Collection

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import Span

RULE = Rule("GN305", "cannot-infer")


def cannot_infer(
    stage: str, names: tuple[str, ...], at: Span, known: Collection[str] = ()
) -> Diagnostic:
    """Sizes of one stage that nothing decides; `known` are the sizes that the spec has."""
    listed = ", ".join(f"`{name}`" for name in names)
    plural = "sizes" if len(names) > 1 else "size"
    stated = ", ".join(f'{name} = "{name}"' if name in known else f"{name} = 64" for name in names)
    return RULE.breach(
        f"cannot infer the {plural} {listed} of `{stage}`",
        at,
        fixes=(Fix(f"write its `contract`, or state it: `sizes = {{ {stated} }}`"),),
    )


def free_parameter(stage: str, parameter: str, free: tuple[str, ...], at: Span) -> Diagnostic:
    """A learned tensor with a free size among its own."""
    listed = " and ".join(f"`{name}`" for name in free)
    return RULE.breach(
        f"the parameter `{parameter}` of `{stage}` would change with {listed}, which is free",
        at,
        fixes=(Fix("what is learned has numbers for sizes: state them in [sizes]"),),
    )
