"""A data folder becomes examples in splits, or all that is wrong with it at once."""

from __future__ import annotations

from pathlib import Path

from graphnet.disk.corpus import checksum, examples_of, read_corpus, split_by_name
from graphnet.plugin import Example
from tests.runtime.tiny import tiny_scanner, write_data

SCANNER = tiny_scanner()


def codes(folder: Path) -> list[str]:
    return [d.rule.code for d in read_corpus(folder, SCANNER)[1]]


def test_subfolders_are_splits(tmp_path: Path) -> None:
    corpus, problems = read_corpus(write_data(tmp_path, {"train": 3, "test": 1}), SCANNER)
    assert not problems
    assert corpus is not None
    assert corpus.by_folders
    assert {name: len(found) for name, found in corpus.splits.items()} == {"train": 3, "test": 1}
    assert corpus.name_of(corpus.splits["test"][0]) == "test/0.bin"


def test_without_subfolders_names_decide_and_always_alike(tmp_path: Path) -> None:
    examples = [Example(tmp_path / f"speaker{i % 7}" / f"{i}.bin", 9) for i in range(2000)]
    splits = split_by_name(tmp_path, examples)
    shares = {name: len(found) / 2000 for name, found in splits.items()}
    assert 0.77 < shares["train"] < 0.83
    assert 0.08 < shares["valid"] < 0.12
    assert 0.08 < shares["test"] < 0.12
    assert {e for part in splits.values() for e in part} == set(examples)
    elsewhere = [Example(Path("/other", *e.path.relative_to(tmp_path).parts), 9) for e in examples]
    moved = split_by_name(Path("/other"), elsewhere)
    assert [e.path.name for e in moved["test"]] == [e.path.name for e in splits["test"]]


def test_a_file_keeps_its_split_when_others_come(tmp_path: Path) -> None:
    examples = [Example(tmp_path / f"{i}.bin", 9) for i in range(400)]
    few, many = split_by_name(tmp_path, examples[:200]), split_by_name(tmp_path, examples)
    for name, found in few.items():
        assert set(found) <= set(many[name])


def test_three_files_fill_every_split_and_two_all_train(tmp_path: Path) -> None:
    for count in range(3, 12):
        examples = [Example(tmp_path / f"{i}.bin", 9) for i in range(count)]
        assert all(split_by_name(tmp_path, examples).values())
    two = split_by_name(tmp_path, [Example(tmp_path / f"{i}.bin", 9) for i in range(2)])
    assert [len(found) for found in two.values()] == [2, 0, 0]


def test_a_missing_folder_and_a_file_for_a_folder_are_refused(tmp_path: Path) -> None:
    assert codes(tmp_path / "none") == ["GN901"]
    (tmp_path / "file").write_text("")
    assert codes(tmp_path / "file") == ["GN901"]


def test_a_folder_without_files_of_the_source_is_empty(tmp_path: Path) -> None:
    (tmp_path / "train").mkdir()
    (tmp_path / "train" / "notes.txt").write_text("")
    _, problems = read_corpus(tmp_path, SCANNER)
    assert [d.rule.code for d in problems] == ["GN901"]
    assert "`.bin`" in problems[0].message


def test_everything_that_is_wrong_is_reported_at_once(tmp_path: Path) -> None:
    write_data(tmp_path, {"train": 2, "test": 2})
    (tmp_path / "train" / "bad.bin").write_bytes(b"\x00\x20")
    for name in ("p", "q", "r"):
        (tmp_path / "test" / f"{name}.bin").write_bytes(b"\xff")
    _, problems = read_corpus(tmp_path, SCANNER)
    unreadable, fact = problems
    assert (unreadable.rule.code, fact.rule.code) == ("GN902", "GN903")
    assert unreadable.primary is not None
    assert unreadable.primary.span.source.path.endswith("bad.bin")
    assert fact.message == "3 of 7 files have a rate of 44, the spec asks for 100 (first: `p.bin`)"
    assert fact.primary is not None
    assert fact.primary.span.text == "100"
    assert [Path(label.span.source.path).name for label in fact.others] == [
        "p.bin", "q.bin", "r.bin",
    ]  # fmt: skip


def test_a_split_without_files_says_what_there_is(tmp_path: Path) -> None:
    corpus, _ = read_corpus(write_data(tmp_path, {"train": 2}), SCANNER)
    assert corpus is not None
    examples, (problem,) = examples_of(corpus, "test")
    assert not examples
    assert problem.rule.code == "GN905"
    assert "found: train 2" in problem.message
    assert any("--split train" in fix.text for fix in problem.fixes)


def test_a_checksum_sees_the_ends_and_the_size(tmp_path: Path) -> None:
    path = tmp_path / "x"
    sums = set()
    for content in (b"", b"a", b"b", b"a" * 200_000, b"a" * 199_999 + b"b", b"a" * 200_001):
        path.write_bytes(content)
        sums.add(checksum(path))
    assert len(sums) == 6


def test_the_files_that_fit_are_there_beside_those_that_are_refused(tmp_path: Path) -> None:
    write_data(tmp_path, {"train": 2})
    (tmp_path / "train" / "bad.bin").write_bytes(b"\x00\x20")
    corpus, problems = read_corpus(tmp_path, SCANNER)
    assert [problem.rule.code for problem in problems] == ["GN902"]
    assert corpus is not None
    assert [example.path.name for example in corpus.splits["train"]] == ["0.bin", "1.bin"]


def test_a_misspelt_split_gets_the_one_that_was_meant(tmp_path: Path) -> None:
    corpus, _ = read_corpus(write_data(tmp_path, {"train": 2, "test": 1}), SCANNER)
    assert corpus is not None
    _, (problem,) = examples_of(corpus, "tset")
    assert [fix.text for fix in problem.fixes] == ["did you mean `--split test`?"]


def test_a_folder_that_is_meant_as_a_split_and_named_otherwise_is_refused(tmp_path: Path) -> None:
    write_data(tmp_path, {"train": 2, "val": 1, "test": 1})
    _, (problem,) = read_corpus(tmp_path, SCANNER)
    assert problem.rule.code == "GN905"
    assert "`val`" in problem.message
    assert problem.fixes[0].text.endswith(f"{tmp_path / 'valid'}`")
    (tmp_path / "val").rename(tmp_path / "valid")
    assert codes(tmp_path) == []
    write_data(tmp_path, {"validation": 1})  # beside a `valid` it is the user's own business
    assert codes(tmp_path) == []
