"""Watched options behave as their own class does and note what is read."""

from __future__ import annotations

from attrs import asdict, evolve, frozen

from graphnet.verify.watched import watched


@frozen(kw_only=True)
class Options:
    a: int = 1
    b: int = 2

    @property
    def twice(self) -> int:
        return 2 * self.b


def spy(seen: set[str]) -> Options:
    found = watched(Options(), seen)
    assert isinstance(found, Options)
    return found


def test_nothing_is_read_until_something_is() -> None:
    seen: set[str] = set()
    options = spy(seen)
    assert seen == set()
    assert options.a == 1
    assert seen == {"a"}


def test_a_property_reads_what_it_stands_on() -> None:
    seen: set[str] = set()
    assert spy(seen).twice == 4
    assert seen == {"b"}


def test_copying_them_as_a_whole_counts_as_reading_all() -> None:
    for copy in (asdict, evolve, repr, hash):
        seen: set[str] = set()
        copy(spy(seen))
        assert seen == {"a", "b"}


def test_what_is_no_options_class_cannot_be_watched() -> None:
    assert watched(3, set()) is None
