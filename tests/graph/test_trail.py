"""Where an axis came from: the stages behind a size, and the maker of a role."""

from __future__ import annotations

from tests.toys import BASE, plan_text

NET = '[stages.net]\nuse = "net"\n'


def problems(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(p.rule.code, p.message, p.notes) for p in plan_text(text)[1]]


def through(*stages: str) -> str:
    """A graph of these stages in the place of the net, and a head of another width."""
    texts = "".join(f"[stages.s{i}]\nuse = {stage}\n\n" for i, stage in enumerate(stages))
    text = BASE[: BASE.index("[objective]")].replace(f"{NET}\n", texts)
    return text.replace('sizes = { C = "n" }', 'sizes = { C = "n", H = 9 }')


def chain(*uses: str) -> tuple[str, ...]:
    ((code, _, notes),) = problems(through(*(f'"{use}"' for use in uses)))
    assert code == "GN301"
    return notes


def test_a_size_is_followed_to_where_it_is_decided() -> None:
    assert chain("scale") == ("`H` is 4 (line 6) -> `embed` -> `s0`",)
    assert chain("scale", "scale") == ("`H` is 4 (line 6) -> `embed` -> `s0` -> `s1`",)


def test_a_size_that_is_decided_next_door_needs_no_note() -> None:
    assert chain() == ()


def test_a_long_way_is_shortened_in_its_middle() -> None:
    assert chain(*["scale"] * 9) == ("`H` is 4 (line 6) -> `embed` -> ... -> `s7` -> `s8`",)
    assert chain(*["scale"] * 500) == ("`H` is 4 (line 6) -> `s300` -> ... -> `s498` -> `s499`",)


def test_a_stage_that_computes_the_size_is_where_it_begins() -> None:
    assert chain("down", "scale") == ("`2*H` is 8 -> `s0` -> `s1`",)


def test_a_size_is_followed_through_a_composite() -> None:
    assert chain("net", "scale") == ("`H` is 4 (line 6) -> `embed` -> `s0` -> `s1`",)


def test_a_size_is_followed_through_variadic_axes() -> None:
    join = '"join"\ninput = { main = "s0", skip = "embed" }'
    ((_, _, notes),) = problems(through('"scale"', join))
    assert notes == ("`H` is 4 (line 6) -> `embed` -> `s0` -> `s1`",)


def test_scores_name_the_stage_that_made_them() -> None:
    text = BASE.replace(
        "[objective]",
        '[stages.late]\nuse = "delay"\n\n[stages.again]\nuse = "head"\nsizes = { C = 8 }\n\n'
        "[objective]",
    )
    assert problems(text)[0][:2] == (
        "GN403",
        "`again` takes feature on axis 2, but gets class `n` (8) from `late`, made by `head`",
    )
