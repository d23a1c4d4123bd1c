"""Three short hashes say whether two runs have their model, their data and their training alike."""

from __future__ import annotations

import pytest

from graphnet.graph.plan import Fingerprints
from tests.toys import BASE, toy_plan


def prints(text: str) -> Fingerprints:
    return toy_plan(text).fingerprints


def late(start: float) -> str:
    """The base spec with a delay that begins with this value."""
    delay = f'[stages.late]\nuse = "delay"\noptions = {{ steps = 2, start = {start} }}'
    return BASE.replace('use = "net"', f'use = "ahead"\n\n{delay}')


FIRST = ("model", "data", "training")
CHANGES = {
    "a setting of training": (BASE + "\n[train]\nupdates = 7\n", {"training"}),
    "a setting of evaluation": (BASE + "\n[evaluate]\nlength = { L = 8 }\n", set()),
    "another width": (BASE.replace("H = 4", "H = 6"), {"model"}),
    "other codes": (BASE.replace("n = 8", "n = 16"), {"model", "data"}),
    "an option": (BASE.replace('use = "net"', 'use = "net"\noptions = { by = 4 }'), {"model"}),
    "a name of a stage": (BASE.replace("[stages.net]", "[stages.web]"), {"model"}),
    "a name of the spec": (BASE.replace('"toy"', '"other"'), set()),
    "a name of a size": (BASE.replace("H", "width"), set()),
    "a tie": (BASE.replace('"head"', '"head"\ntie = { weight = "embed.weight" }'), {"model"}),
    "a comment": (BASE.replace("[stages.net]", "# the middle\n[stages.net]"), set()),
    "the default of an option": (
        BASE.replace('use = "net"', 'use = "net"\noptions = { by = 2 }'), set()),
    "a full name": (BASE.replace('use = "net"', 'use = "toy.net"'), set()),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_a_change_shows_in_what_it_changes_and_nowhere_else(case: str) -> None:
    text, expected = CHANGES[case]
    before, after = prints(BASE), prints(text)
    changed = {name for name in FIRST if getattr(before, name) != getattr(after, name)}
    assert changed == expected


def test_a_fingerprint_is_short_and_the_same_each_time() -> None:
    first, again = prints(BASE), prints(BASE)
    assert first == again
    assert {len(getattr(first, name)) for name in FIRST} == {16}


def test_an_option_that_changes_no_size_changes_the_model() -> None:
    assert prints(late(0.0)) == prints(late(0.0))
    assert prints(late(0.0)).model != prints(late(0.5)).model
