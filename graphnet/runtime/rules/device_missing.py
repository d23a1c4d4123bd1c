"""GN1004: the device a command asks for is there."""

from __future__ import annotations

from collections.abc import Sequence

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.disk.rules.listed import listed

RULE = Rule("GN1004", "device-not-there")


def device_missing(asked: str, found: str, available: Sequence[str]) -> Diagnostic:
    """A device that is not there, or no device's name at all."""
    return RULE.breach(
        f"the device `{asked}` is not there: {found}",
        fixes=(Fix(f"{_choice(available)} with `--device`"),),
    )


def _choice(available: Sequence[str]) -> str:
    one_of = "" if len(available) == 1 else "one of "
    return f"choose {one_of}{listed(available)}"
