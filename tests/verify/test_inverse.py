"""Forth and back: values, shapes and dtypes come back as they went."""

from __future__ import annotations

from attrs import evolve

from graphnet.verify.bench import Bench
from graphnet.verify.inverse import check_inverse
from tests.verify.test_reorders import reordering


def with_inverse(place: str) -> Bench:
    bench = reordering("interleave")
    declaration = evolve(bench.subject.declaration, inverse=place)
    return Bench(evolve(bench.subject, declaration=declaration), bench.module)


def messages(place: str) -> list[str]:
    return [finding.message for finding in check_inverse(with_inverse(place))[0]]


def test_an_inverse_passes_and_one_that_mixes_channels_is_found() -> None:
    assert messages("tests.verify.liars:Deinterleave") == []
    assert messages("tests.verify.liars:NoInverse") == [
        "declares an inverse that is none: a value does not come back"
    ]


def test_an_inverse_of_another_shape_is_found() -> None:
    (message,) = messages("tests.verify.liars:Reshapes")
    assert "it gives" in message


def test_an_inverse_that_cannot_be_had_is_unverified_and_says_why() -> None:
    findings, left = check_inverse(with_inverse("tests.verify.liars:Nowhere"))
    assert findings == ()
    assert "Nowhere" in left
