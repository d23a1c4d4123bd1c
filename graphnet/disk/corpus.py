"""A data folder as examples: scanned by the source, split, every refusal worded at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from graphnet.diagnostics import Diagnostics
from graphnet.disk.facts import check_classes, diagnose
from graphnet.disk.rules.data_folder import data_folder_empty, data_folder_missing
from graphnet.disk.rules.split_missing import split_misnamed, split_missing
from graphnet.disk.scanner import Scanner
from graphnet.plugin.files import Example
from graphnet.text import Span
from graphnet.values import frozen

SPLITS = ("train", "valid", "test")
ALIASES = {
    "training": "train",
    "val": "valid",
    "validation": "valid",
    "dev": "valid",
    "eval": "test",
    "testing": "test",
}
ENDS = 1 << 16


@frozen(kw_only=True)
class Corpus:
    """The examples of a data folder by split, and whether folders or names decided the splits."""

    folder: Path
    splits: Mapping[str, tuple[Example, ...]]
    by_folders: bool

    def checksums(self) -> Mapping[str, Mapping[str, str]]:
        """The checksum of every file, by its path in the folder, per split."""
        return {
            split: {self.name_of(example): checksum(example.path) for example in examples}
            for split, examples in self.splits.items()
        }

    def name_of(self, example: Example) -> str:
        """The file's path inside the folder, with forward slashes."""
        return example.path.relative_to(self.folder).as_posix()


def read_corpus(
    folder: Path, scanner: Scanner, at: Span | None = None
) -> tuple[Corpus | None, Diagnostics]:
    """Scan a folder from headers and split it; `at` is where the spec names it.

    Where some files are refused, the corpus holds the others, so that more can be said of them.
    """
    if not folder.is_dir():
        return None, (data_folder_missing(folder, at),)
    folders = {name: folder / name for name in SPLITS if (folder / name).is_dir()}
    scans = {name: scanner.scan(path) for name, path in (folders or {"": folder}).items()}
    problems = diagnose(tuple(scans.values()), scanner) + check_classes(scans, scanner)
    problems += misnamed_splits(folder, tuple(folders))
    found = {name: scan.examples for name, scan in scans.items()}
    if not problems and not any(found.values()):
        suffixes = next(iter(scans.values())).suffixes
        return None, (data_folder_empty(folder, suffixes, at),)
    splits = found if folders else split_by_name(folder, found[""])
    return Corpus(folder=folder, splits=splits, by_folders=bool(folders)), problems


def misnamed_splits(folder: Path, splits: Sequence[str]) -> Diagnostics:
    """Folders beside the splits that are meant as one and would not be read."""
    if not splits:
        return ()
    return tuple(
        split_misnamed(folder / name, meant)
        for name, meant in ALIASES.items()
        if meant not in splits and (folder / name).is_dir()
    )


def examples_of(corpus: Corpus, split: str) -> tuple[tuple[Example, ...], Diagnostics]:
    """The examples of a split that a command cannot do without."""
    examples = corpus.splits.get(split, ())
    if examples:
        return examples, ()
    counts = {name: len(found) for name, found in corpus.splits.items()}
    return (), (split_missing(split, corpus.folder, counts, by_folders=corpus.by_folders),)


def split_by_name(folder: Path, examples: Sequence[Example]) -> Mapping[str, tuple[Example, ...]]:
    """80 of 100 names to train, 10 to valid, 10 to test, by a hash of the path in the folder.

    A file's split does not change when other files come or go, except in folders so small that a
    split would stay empty: three files or more fill every split, one or two all go to train.
    """
    if len(examples) < len(SPLITS):
        return {"train": tuple(examples), "valid": (), "test": ()}
    place = {e: _place(e.path.relative_to(folder).as_posix()) for e in examples}
    ordered = sorted(examples, key=lambda example: place[example])
    tests = sum(1 for e in ordered if place[e] < 0.1)
    valids = sum(1 for e in ordered if 0.1 <= place[e] < 0.2)
    tests = min(max(tests, 1), len(ordered) - 2)
    valids = min(max(valids, 1), len(ordered) - tests - 1)
    parts = {
        "train": ordered[tests + valids :],
        "valid": ordered[tests : tests + valids],
        "test": ordered[:tests],
    }
    return {name: tuple(sorted(part, key=lambda e: e.path)) for name, part in parts.items()}


def checksum(path: Path) -> str:
    """A file's size and its first and last 64 KiB, hashed: enough to tell another file."""
    size = path.stat().st_size
    digest = blake2b(str(size).encode(), digest_size=16)
    with path.open("rb") as file:
        digest.update(file.read(ENDS))
        if size > ENDS:
            file.seek(max(ENDS, size - ENDS))
            digest.update(file.read(ENDS))
    return digest.hexdigest()


def _place(name: str) -> float:
    """Where a name falls between 0 and 1."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") / 2**64
