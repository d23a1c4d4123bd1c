"""The core knows no audio and no particular model: the words occur in no name and no import."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

HOUSE = Path(__file__).parents[2]
WORDS = frozenset({"audio", "waveform", "s4", "s4d", "sashimi", "ssm", "wav", "flac", "soundfile"})
SEAM = re.compile(r"[\W_]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def breaches(root: Path) -> list[str]:
    """Every name below `root/graphnet` that holds one of the words."""
    found: list[str] = []
    for path in sorted((root / "graphnet").rglob("*.py")):
        named = [*path.relative_to(root / "graphnet").with_suffix("").parts]
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named += [name for node in ast.walk(tree) for name in names(node)]
        found += [f"{path.relative_to(root)}: {n}" for n in dict.fromkeys(named) if speaks(n)]
    return found


def speaks(name: str) -> bool:
    """Whether one of the words is a part of a name, in any case style."""
    return bool({part.lower() for part in SEAM.split(name)} & WORDS)


def names(node: ast.AST) -> Iterable[str]:
    """The names a node of the syntax tree brings in or uses."""
    match node:
        case ast.Import(names=aliases):
            yield from (alias.name for alias in aliases)
        case ast.ImportFrom(module=module, names=aliases):
            yield module or ""
            yield from (alias.name for alias in aliases)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
            yield name
        case ast.keyword(arg=str(name)):
            yield name


def planted(root: Path, text: str) -> list[str]:
    path = root / "graphnet" / "runtime" / "write.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return breaches(root)


def test_the_core_speaks_none_of_the_words() -> None:
    assert breaches(HOUSE) == []


def test_a_word_in_a_name_is_seen_in_any_style(tmp_path: Path) -> None:
    for name in ("wav_path", "WavSink", "readWAV", "S4Block", "s4d", "audio", "is_ssm", "FLAC"):
        assert planted(tmp_path, f"{name} = 1\n") == [f"graphnet/runtime/write.py: {name}"], name


def test_a_word_in_functions_arguments_attributes_and_imports_is_seen(tmp_path: Path) -> None:
    assert len(planted(tmp_path, "def write_wav(): ...\n")) == 1
    assert len(planted(tmp_path, "def write(audio): ...\n")) == 1
    assert len(planted(tmp_path, "x.sashimi.y(flac=1)\n")) == 2
    assert len(planted(tmp_path, "def f():\n    import graphnet_audio.plugin\n")) == 1
    assert len(planted(tmp_path, "from soundfile import read\n")) == 1


def test_a_file_named_by_a_word_is_seen(tmp_path: Path) -> None:
    planted(tmp_path, "")
    (tmp_path / "graphnet" / "runtime" / "wav.py").write_text("", encoding="utf-8")
    assert len(breaches(tmp_path)) == 1


def test_words_that_only_contain_the_letters_are_fine(tmp_path: Path) -> None:
    assert planted(tmp_path, "wave = wavelet = assm = passman = 's4 audio'\n") == []
