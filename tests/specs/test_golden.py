"""Every broken spec in this folder is refused in the reviewed words; its twin is accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.specs.golden import BROKEN, TWINS, messages


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_spec_is_refused_in_the_reviewed_words(path: Path) -> None:
    assert messages(path) + "\n" == path.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path", [p for p in BROKEN if p.stem.startswith("GN")], ids=lambda p: p.stem
)
def test_a_broken_spec_is_refused_once_with_its_own_code(path: Path) -> None:
    said = path.with_suffix(".txt").read_text(encoding="utf-8")
    codes = [
        line.split("]")[0] for line in said.splitlines() if line.startswith(("error[", "warning["))
    ]
    assert codes == [f"error[{path.stem}"]


@pytest.mark.parametrize("path", TWINS, ids=lambda path: path.name)
def test_the_corrected_twin_passes_without_a_word(path: Path) -> None:
    assert messages(path) == ""


def test_every_broken_spec_has_its_twin() -> None:
    broken = {path.stem for path in BROKEN if path.stem.startswith("GN")}
    assert broken == {path.name.removesuffix(".good.toml") for path in TWINS}


def test_five_independent_mistakes_give_five_messages_and_no_sixth() -> None:
    said = messages(Path(__file__).parent / "five-mistakes.toml")
    codes = [line[6:].split("]")[0] for line in said.splitlines() if line.startswith("error[")]
    assert sorted(codes) == ["GN103", "GN104", "GN202", "GN302", "GN402"]
