"""How a whole way runs over a stream: rate, block, latency and receptive field, composed."""

from __future__ import annotations

from fractions import Fraction
from math import floor, inf

from graphnet.graph.plan import Streaming
from graphnet.graph.timing import Way


def streaming_of(way: Way) -> Streaming | None:
    """What the prediction of a way does to a stream; None where it does not depend on one."""
    rate = way.rates().get(way.prediction)
    if rate is None:
        return None
    return Streaming(
        ratio=rate, block=way.superstep(), latency=_latency(way, rate), field=_field(way)
    )


def _latency(way: Way, rate: Fraction) -> float:
    """How many source items must be there before an item is given, from its own first one on."""
    if not rate:
        return inf
    arrivals = way.arrivals()[way.prediction]
    return max(0, *(last + 1 - floor(item / rate) for item, last in enumerate(arrivals)))


def _field(way: Way) -> float:
    """How many source items an item depends on, from the first to the last."""
    first, last = way.origins()[way.prediction], way.horizons()[way.prediction]
    return max(end - start + 1 for start, end in zip(first, last, strict=True))
