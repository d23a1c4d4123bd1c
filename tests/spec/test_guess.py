"""A guess is what the writer most likely meant, or none."""

from __future__ import annotations

import pytest

from graphnet.spec.guess import closest

KNOWN = ("batch", "updates", "weight_decay", "L")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("bacth", "batch"),
        ("Batch", "batch"),
        ("weight-decay", "weight_decay"),
        ("update", "updates"),
        ("colour", None),
        ("", None),
    ],
)
def test_the_nearest_name_is_guessed(written: str, meant: str | None) -> None:
    assert closest(written, KNOWN) == meant
