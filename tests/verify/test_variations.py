"""Other values of options: every one of an enum, flags, and numbers nearby that are accepted."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen, validators

from graphnet.verify.variations import changed, changed_beside, choices, others, with_choices


@frozen(kw_only=True)
class Options:
    mode: Literal["full", "last"] = "full"
    both: bool = False
    kept: Literal["a", "b"] | None = None
    pool: tuple[int, ...] = field(
        default=(4,), validator=validators.deep_iterable(validators.ge(2))
    )
    rate: float = field(default=0.0, validator=validators.lt(1.0))
    count: int = 3
    name: str = "x"

    def __attrs_post_init__(self) -> None:
        if self.mode == "last" and self.both:
            raise ValueError("one or the other")


def test_enums_and_flags_are_known_with_all_their_values() -> None:
    assert choices(Options()) == {
        "mode": ("full", "last"), "both": (False, True), "kept": ("a", "b")
    }  # fmt: skip


def test_each_other_value_gives_an_instance_or_none_where_it_is_refused() -> None:
    ways = {(name, value): made for name, value, made in with_choices(Options(both=True))}
    assert ways["mode", "last"] is None
    assert ways["both", False] == Options()
    assert ("mode", "full") not in ways


def test_numbers_texts_and_lists_have_neighbours_that_the_validators_accept() -> None:
    for name in ("pool", "rate", "count", "name", "both", "kept"):
        found = [*others(Options(), name)]
        assert found, name
        assert all(getattr(each, name) != getattr(Options(), name) for each in found)
    assert all(min(each.pool, default=2) >= 2 for each in others(Options(), "pool"))  # type: ignore[attr-defined]


def test_a_refused_value_is_none() -> None:
    assert changed(Options(), "rate", 2.0) is None
    assert changed(Options(), "rate", 0.5) == Options(rate=0.5)


def test_a_value_that_needs_another_beside_it_is_found_with_it() -> None:
    assert changed_beside(Options(), "mode", "last") == Options(mode="last")
    assert changed_beside(Options(both=True), "mode", "last") == Options(mode="last")
    assert changed_beside(Options(both=True), "rate", 2.0) is None


def test_an_object_without_fields_has_no_variations() -> None:
    assert choices(object()) == {}
