"""A spec that extends another says only what differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphnet.spec.load import load_spec
from graphnet.spec.origins import origin
from tests.spec.reading import briefly

BASE = """\
format = 1
name = "base"
chain = ["a", "b"]
[source]
use = "audio.files"
[stages.a]
use = "one"
options = { x = 1, y = [1, 2] }
[stages.b]
use = "two"
"""


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def test_a_chain_of_files_is_merged(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    write(tmp_path, base=BASE, middle='extends = "base.toml"\nname = "middle"\nchain = ["b"]')
    write(tmp_path / "sub", top='extends = "../middle.toml"\n[stages.a.options]\ny = [3]\n')
    spec, found = load_spec(str(tmp_path / "sub" / "top.toml"))
    assert found == ()
    assert spec is not None
    assert spec.name == "middle"
    assert [stage.name for stage in spec.stages] == ["a", "b"]
    assert [link.value for link in spec.chain or ()] == ["b"]
    assert origin(spec.tree, "stages.a.options.y") == f"{tmp_path / 'sub' / 'top.toml'}:3"
    assert origin(spec.tree, "stages.a.options.x") == f"{tmp_path / 'base.toml'}:8"
    assert origin(spec.tree, "extends") is None


def test_a_mistake_in_a_base_points_into_the_base(tmp_path: Path) -> None:
    write(tmp_path, base=BASE.replace('use = "two"', 'uze = "two"'), top='extends = "base.toml"')
    _, found = load_spec(str(tmp_path / "top.toml"))
    assert briefly(found) == [("GN103", "uze")]
    assert found[0].primary is not None
    assert found[0].primary.span.source.path == str(tmp_path / "base.toml")


@pytest.mark.parametrize(
    ("files", "place", "words"),
    [
        ({"top": 'extends = "gone.toml"'}, '"gone.toml"', "is not there"),
        ({"top": 'extends = "."'}, '"."', "is a folder"),
        ({"top": 'extends = "a\\u0000b"'}, '"a\\u0000b"', "is no path"),
        ({"top": 'extends = "top.toml"'}, '"top.toml"', "`top.toml` extends `top.toml`"),
        (
            {"top": 'extends = "b.toml"', "b": 'extends = "c.toml"', "c": 'extends = "./b.toml"'},
            '"./b.toml"',
            "`b.toml` extends `c.toml` extends `b.toml`",
        ),
    ],
)
def test_a_base_that_cannot_be_is_refused(
    tmp_path: Path, files: dict[str, str], place: str, words: str
) -> None:
    write(tmp_path, **files)
    spec, found = load_spec(str(tmp_path / "top.toml"))
    assert spec is None
    assert briefly(found) == [("GN107", place)]
    assert words in found[0].message


def test_a_chain_without_end_is_refused(tmp_path: Path) -> None:
    write(tmp_path, **{f"s{i}": f'extends = "s{i + 1}.toml"' for i in range(40)})
    _, found = load_spec(str(tmp_path / "s0.toml"))
    assert briefly(found) == [("GN107", '"s32.toml"')]


def test_a_base_that_is_not_toml_is_told_as_such(tmp_path: Path) -> None:
    write(tmp_path, base="name = small", top='extends = "base.toml"')
    assert briefly(load_spec(str(tmp_path / "top.toml"))[1]) == [("GN101", "small")]


def test_extends_takes_a_path(tmp_path: Path) -> None:
    write(tmp_path, top="extends = 3")
    assert briefly(load_spec(str(tmp_path / "top.toml"))[1]) == [("GN104", "3")]


def test_a_draft_stands_for_a_file_and_for_its_base(tmp_path: Path) -> None:
    base, spec = tmp_path / "base.toml", tmp_path / "spec.toml"
    base.write_text("not toml", encoding="utf-8")
    spec.write_text("nor this", encoding="utf-8")
    drafts = {str(spec): 'extends = "base.toml"\n', str(base): BASE}
    loaded, found = load_spec(str(spec), (), drafts)
    assert loaded is not None
    assert (loaded.name, found) == ("base", ())
