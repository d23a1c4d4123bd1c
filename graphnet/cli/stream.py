"""How a plan runs over a stream, as a line for people and as data."""

from __future__ import annotations

from math import isinf

from graphnet.diagnostics.render_json import Json
from graphnet.graph.plan import Streaming


def stream_text(streaming: Streaming) -> str:
    """`1 item for 1 of the source, block 16, latency 0, field inf`."""
    ratio = streaming.ratio
    if not ratio:
        return f"one answer for the whole sequence, block {streaming.block}"
    items = f"{ratio.numerator} item{'s' * (ratio.numerator != 1)}"
    return (
        f"{items} for {ratio.denominator} of the source, block {streaming.block}, "
        f"latency {_count(streaming.latency)}, field {_count(streaming.field)}"
    )


def stream_data(streaming: Streaming | None) -> Json:
    """The same as data; what is infinite is the text `inf`, as JSON has no such number."""
    if streaming is None:
        return None
    return {
        "ratio": str(streaming.ratio),
        "block": streaming.block,
        "latency": _number(streaming.latency),
        "field": _number(streaming.field),
    }


def _number(count: float) -> int | str:
    return "inf" if isinf(count) else int(count)


def _count(count: float) -> str:
    return str(_number(count))
