"""Every broken spec in this folder is refused in the reviewed words; its twin is accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.specs.golden import BROKEN, TWINS, header, messages


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_spec_is_refused_in_the_reviewed_words(path: Path) -> None:
    assert messages(path) + "\n" == path.with_suffix(".txt").read_text(encoding="utf-8")


def codes(path: Path) -> list[str]:
    """The codes of the golden text of a spec."""
    lines = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if line.startswith(("error[", "warning["))]
    return [line.split("[")[1].split("]")[0] for line in said]


@pytest.mark.parametrize(
    "path", [p for p in BROKEN if p.stem.startswith("GN")], ids=lambda p: p.stem
)
def test_a_broken_spec_is_refused_once_with_its_own_code(path: Path) -> None:
    assert codes(path) == [path.stem]


SEVERAL = {"A13": 2, "C02": 2, "S02": 2}
"""Specs that hold a mistake twice: two facts of files, a misspelt key beside a retired one."""


@pytest.mark.parametrize(
    "path",
    [p for p in BROKEN if not p.stem.startswith("GN") and header(p).code],
    ids=lambda p: p.stem,
)
def test_a_mistake_people_made_is_refused_once_with_the_code_it_names(path: Path) -> None:
    assert codes(path) == [header(path).code] * SEVERAL.get(path.stem, 1)


@pytest.mark.parametrize("path", TWINS, ids=lambda path: path.name)
def test_the_corrected_twin_passes_without_a_word(path: Path) -> None:
    assert messages(path) == ""


def test_every_broken_spec_has_its_twin() -> None:
    broken = {path.stem for path in BROKEN} - {"five-mistakes"}
    assert broken == {path.name.removesuffix(".good.toml") for path in TWINS}


def test_five_independent_mistakes_give_five_messages_and_no_sixth() -> None:
    said = messages(Path(__file__).parent / "five-mistakes.toml")
    codes = [line[6:].split("]")[0] for line in said.splitlines() if line.startswith("error[")]
    assert sorted(codes) == ["GN103", "GN104", "GN202", "GN302", "GN402"]
