"""What is named on a command line is read, and nothing that lies beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import evolve

from graphnet.graph.plan import Plan, Wire
from graphnet.plugin import Refusal, Scan
from graphnet.runtime.inputs import read_inputs
from tests.runtime.tiny import TEXT, scan, tiny_plan, tree_of, write_data

PLAN = tiny_plan()
TREE = tree_of(TEXT)


def test_one_named_file_is_read_without_its_neighbours(tmp_path: Path) -> None:
    write_data(tmp_path, {"train": 2})
    (tmp_path / "train" / "bad.bin").write_bytes(b"\xff")
    examples, problems = read_inputs(tmp_path / "train" / "1.bin", PLAN, TREE)
    assert [(e.path.name, e.length) for e in examples] == [("1.bin", 41)]
    assert not problems


def test_a_folder_is_read_whole_and_what_is_refused_in_it_is_said(tmp_path: Path) -> None:
    write_data(tmp_path, {"a": 1, "b": 2})
    examples, problems = read_inputs(tmp_path, PLAN, TREE)
    names = [e.path.relative_to(tmp_path).as_posix() for e in examples]
    assert (names, problems) == (["a/0.bin", "b/0.bin", "b/1.bin"], ())
    (tmp_path / "b" / "bad.bin").write_bytes(b"\xff")
    examples, problems = read_inputs(tmp_path, PLAN, TREE)
    assert len(examples) == 3
    assert [d.rule.code for d in problems] == ["GN903"]


def test_a_named_file_that_is_refused_is_not_said_to_be_missing(tmp_path: Path) -> None:
    (tmp_path / "bad.bin").write_bytes(b"\x00\x20")
    assert [d.rule.code for d in read_inputs(tmp_path / "bad.bin", PLAN, TREE)[1]] == ["GN902"]


def test_nothing_to_read_is_refused_with_what_could_be_read(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    for path in (tmp_path / "no.bin", tmp_path / "notes.txt", tmp_path):
        examples, (problem,) = read_inputs(path, PLAN, TREE)
        assert examples == ()
        assert problem.rule.code == "GN901"
        assert "`.bin`" in problem.message


def resolving(options: object, sizes: Mapping[str, int], folder: Path) -> Scan:
    """A scan that names files by their real place."""
    return scan(options, sizes, folder.resolve())


RESOLVING = evolve(
    PLAN,
    stages=(evolve(PLAN.source, scan="tests.runtime.test_inputs:resolving"), *PLAN.stages[1:]),
)


@pytest.mark.parametrize("plan", [PLAN, RESOLVING], ids=["as named", "resolved"])
def test_a_file_is_found_by_any_of_its_paths(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_data(tmp_path, {"train": 1})
    (tmp_path / "link").symlink_to(tmp_path / "train", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    for path in ("train/0.bin", "train/../train/0.bin", "link/0.bin"):
        assert len(read_inputs(Path(path), plan, TREE)[0]) == 1


def labelling(options: object, sizes: Mapping[str, int], folder: Path) -> Scan:
    """A scan that finds no class for any file, and no class at all."""
    found = scan(options, sizes, folder)
    homeless = tuple(Refusal(path=e.path, reason="it has no class") for e in found.examples)
    none = Refusal(path=folder, fact="n", expected="2", found="0 classes")
    refusals = (*found.refusals, *homeless, none)
    return Scan((), refusals, suffixes=found.suffixes, unlabelled=found.examples)


def test_where_no_label_enters_files_need_no_class(tmp_path: Path) -> None:
    write_data(tmp_path, {"a": 2})
    (tmp_path / "a" / "bad.bin").write_bytes(b"\xff")
    source = evolve(PLAN.source, scan="tests.runtime.test_inputs:labelling")
    plan = evolve(PLAN, stages=(source, *PLAN.stages[1:]))
    examples, problems = read_inputs(tmp_path / "a", plan, TREE)
    assert [example.path.name for example in examples] == ["0.bin", "1.bin"]
    assert [d.rule.code for d in problems] == ["GN903"]
    assert "bad.bin" in problems[0].message
    asks = evolve(plan, outputs=(Wire(source.path, "label"),))
    examples, problems = read_inputs(tmp_path / "a", asks, TREE)
    assert examples == ()
    assert {d.rule.code for d in problems} == {"GN902", "GN903"}
