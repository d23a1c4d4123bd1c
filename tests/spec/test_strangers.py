"""A key that a table lacks is retired, renamed, misplaced or misspelt, and never two of these."""

from __future__ import annotations

import pytest

from graphnet.diagnostics import Diagnostic
from graphnet.spec.retired import Renamed, Retired
from graphnet.spec.strangers import MOST, KeyHints, meant_by, stranger, strangers
from tests.spec.reading import tree_of

KNOWN = ("encoder", "init", "pool")
RETIRED: Retired = {
    "hurwitz": "leave it out: it is always so",
    "measure": Renamed("init", "lin was legs"),
}
HINTS = KeyHints(
    RETIRED,
    lambda key: ("train.optimizer",) if key == "lr" else (),
    lambda key: "it is a size" if key == "d_model" else "",
)


def said(text: str) -> Diagnostic:
    table = tree_of(text)
    (entry,) = [entry for entry in table.entries if entry.key not in KNOWN]
    return stranger(entry, table, KNOWN, "`options`", HINTS)


def test_a_retired_key_says_what_to_do_and_has_no_edit() -> None:
    found = said("hurwitz = true")
    assert found.message == "`options` has no key `hurwitz` any more"
    assert [(fix.text, fix.edits) for fix in found.fixes] == [("leave it out: it is always so", ())]


def test_a_renamed_key_is_written_anew_by_its_edit() -> None:
    found = said("measure = 1")
    assert found.message == "the key `measure` of `options` is called `init` now"
    assert found.notes == ("lin was legs",)
    (edit,) = found.fixes[0].edits
    assert (edit.span.text, edit.replacement) == ("measure", "init")


def test_a_renamed_key_beside_its_new_name_is_left_to_a_person() -> None:
    (fix,) = said("measure = 1\ninit = 2").fixes
    assert (fix.text, fix.edits) == ("leave `measure` out: `init` is written too", ())


@pytest.mark.parametrize("key", ["encodr", "hurwits", "Hurwitz", "hurwitz_", "measures"])
def test_a_misspelt_key_is_never_called_retired(key: str) -> None:
    found = said(f"{key} = 1")
    assert found.message == f"`options` has no key `{key}`"


@pytest.mark.parametrize(
    ("key", "fix"),
    [
        ("encodr", "did you mean `encoder`?"),
        ("lr", "`lr` belongs in `train.optimizer`"),
        ("d_model", "it is a size"),
        ("zzz", "`options` takes `encoder`, `init`, `pool`"),
    ],
)
def test_what_else_is_known_of_a_key_becomes_advice(key: str, fix: str) -> None:
    assert said(f"{key} = 1").fixes[0].text == fix


def test_a_message_names_few_of_many_keys() -> None:
    table = tree_of("zzz = 1")
    known = [f"option{number}" for number in range(12)]
    found = stranger(table.entries[0], table, known, "`options`", KeyHints())
    assert found.fixes[0].text.endswith("`option7` and 4 more")


def test_a_renamed_key_is_read_as_its_new_name_and_a_retired_one_as_none() -> None:
    assert meant_by("measure", KNOWN, RETIRED) == "init"
    assert meant_by("hurwitz", (*KNOWN, "hurwitz_"), RETIRED) is None
    assert meant_by("encodr", KNOWN, RETIRED) == "encoder"


def test_very_many_keys_are_refused_together() -> None:
    table = tree_of("".join(f"key{i} = 1\n" for i in range(MOST + 50)))
    found = tuple(strangers(table.entries, table, KNOWN, "`options`"))
    assert len(found) == MOST + 1
    assert found[-1].message == "`options` has 50 more keys that it does not know"
    assert found[-1].primary is not None
    assert found[-1].primary.span.text == f"key{MOST}"
    assert len(tuple(strangers(table.entries[:MOST], table, KNOWN, "`options`"))) == MOST
