"""Numbers as people read them."""

from __future__ import annotations

from graphnet.spec.byte_count import render_bytes

STEPS = ("", "K", "M", "G", "T", "P", "E")


def thousands(number: int) -> str:
    """`13,639,424`."""
    return f"{number:,}"


def rounded(number: int | None, unit: str = "") -> str:
    """Three figures and a thousands letter: `85.9 GFLOP`; a dash where there is no number."""
    if number is None:
        return "-"
    value, step = float(number), 0
    while value >= 999.5 and step < len(STEPS) - 1:
        value, step = value / 1000, step + 1
    figures = f"{value:.0f}" if step == 0 or value >= 99.95 else f"{value:.3g}"
    return f"{figures} {STEPS[step]}{unit}".strip() if unit or step else figures


def byte_size(number: int | None) -> str:
    """Bytes in binary units: `2.00 GiB`; a dash where there is no number."""
    return "-" if number is None else render_bytes(number)
