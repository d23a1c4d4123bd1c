"""Rooms stay small and say what they are for."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

HOUSE = Path(__file__).parents[2]
LONGEST_FILE = 300
LONGEST_FUNCTION = 30
MOST_PARAMETERS = 5
FORBIDDEN_FILES = frozenset({"utils", "util", "helpers", "helper", "common", "base", "misc"})
FORBIDDEN_VERBS = ("get_", "do_", "handle_", "process_")
FORBIDDEN_ENDINGS = ("Manager", "Helper", "Utils")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def breaches(root: Path) -> list[str]:
    """What is wrong with the files of the core and of the plugins below `root`."""
    return [
        f"{path.relative_to(root)}: {complaint}"
        for path in sources(root)
        for complaint in (*file_complaints(path), *tree_complaints(path))
    ]


def sources(root: Path) -> list[Path]:
    """Every source file that ships."""
    folders = [root / "graphnet", *sorted(root.glob("plugins/*/src"))]
    return [path for folder in folders for path in sorted(folder.rglob("*.py"))]


def file_complaints(path: Path) -> Iterable[str]:
    lines = path.read_text(encoding="utf-8").count("\n")
    if lines > LONGEST_FILE:
        yield f"{lines} lines; a room has at most {LONGEST_FILE}"
    if path.stem in FORBIDDEN_FILES:
        yield "the name says nothing of what is inside"


def tree_complaints(path: Path) -> Iterable[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not ast.get_docstring(tree):
        yield "opens without the sentence that says what it is for"
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from function_complaints(node)
            case ast.ClassDef(name=name) if name.endswith(FORBIDDEN_ENDINGS):
                yield f"class {name}: the ending says nothing"


def function_complaints(node: Function) -> Iterable[str]:
    length = own_length(node)
    if length > LONGEST_FUNCTION:
        yield f"{node.name}: {length} lines; a function has at most {LONGEST_FUNCTION}"
    if parameters(node) > MOST_PARAMETERS:
        yield f"{node.name}: {parameters(node)} parameters; at most {MOST_PARAMETERS}"
    is_pythons = node.name.startswith("__")  # `__get__` has its name from the language
    if not is_pythons and node.name.lstrip("_").startswith(FORBIDDEN_VERBS):
        yield f"{node.name}: the verb says nothing"


def own_length(node: Function) -> int:
    """Lines from `def` on, without the docstring."""
    first = node.body[0]
    is_documented = ast.get_docstring(node, clean=False) is not None
    documented = (first.end_lineno or 0) - first.lineno + 1 if is_documented else 0
    return (node.end_lineno or 0) - node.lineno + 1 - documented


def parameters(node: Function) -> int:
    every = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
    return sum(argument.arg not in {"self", "cls"} for argument in every)


def planted(root: Path, text: str, name: str = "room.py") -> list[str]:
    path = root / "graphnet" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return breaches(root)


def test_every_room_is_small_and_says_what_it_is_for() -> None:
    assert breaches(HOUSE) == []


def test_the_whole_house_is_read() -> None:
    names = {path.relative_to(HOUSE).as_posix() for path in sources(HOUSE)}
    assert "graphnet/text.py" in names
    assert "plugins/graphnet-basics/src/graphnet_basics/plugin.py" in names


def test_a_long_file_is_seen(tmp_path: Path) -> None:
    assert planted(tmp_path, '"""A room."""\n' + "x = 1\n" * LONGEST_FILE) == [
        "graphnet/room.py: 301 lines; a room has at most 300"
    ]


def test_a_long_function_is_seen_and_its_docstring_is_not_counted(tmp_path: Path) -> None:
    fine = '"""A room."""\n\ndef f():\n    """One.\n\n    Two.\n    """\n' + "    x = 1\n" * 29
    assert planted(tmp_path, fine) == []
    assert planted(tmp_path, fine + "    x = 1\n") == [
        "graphnet/room.py: f: 31 lines; a function has at most 30"
    ]


def test_a_file_without_its_sentence_and_names_that_say_nothing_are_seen(tmp_path: Path) -> None:
    assert len(planted(tmp_path, "x = 1\n")) == 1
    assert len(planted(tmp_path, '"""A room."""\n\nclass StageManager: ...\n')) == 1
    assert len(planted(tmp_path, '"""A room."""\n\ndef _get_stage(): ...\n')) == 1
    assert len(planted(tmp_path, '"""A room."""\n\ndef f(a, b, c, *, d, e, g): ...\n')) == 1
    planted(tmp_path, '"""A room."""\n')
    assert len(planted(tmp_path, '"""A room."""\n', "utils.py")) == 1
