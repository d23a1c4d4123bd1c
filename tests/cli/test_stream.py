"""How a plan runs over a stream, in words and as data."""

from __future__ import annotations

import json
from fractions import Fraction
from math import inf

import pytest

from graphnet.cli.stream import stream_data, stream_text
from graphnet.graph.plan import Streaming

FINITE = Streaming(ratio=Fraction(3, 4), block=16, latency=7.0, field=31.0)
LINES = {
    "3 items for 4 of the source, block 16, latency 7, field 31": FINITE,
    "1 item for 1 of the source, block 1, latency 0, field inf": Streaming(
        ratio=Fraction(1), block=1, latency=0, field=inf
    ),
    "one answer for the whole sequence, block 4": Streaming(
        ratio=Fraction(0), block=4, latency=inf, field=inf
    ),
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_says_rate_block_latency_and_field(line: str) -> None:
    assert stream_text(LINES[line]) == line


def test_as_data_infinity_is_a_text_and_no_stream_is_null() -> None:
    assert stream_data(FINITE) == {"ratio": "3/4", "block": 16, "latency": 7, "field": 31}
    endless = Streaming(ratio=Fraction(1), block=1, latency=inf, field=inf)
    text = json.dumps(stream_data(endless), allow_nan=False)
    assert json.loads(text) == {"ratio": "1", "block": 1, "latency": "inf", "field": "inf"}
    assert stream_data(None) is None
