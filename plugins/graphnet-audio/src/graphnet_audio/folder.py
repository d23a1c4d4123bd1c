"""Which files of a folder can be taken as examples, and why the others cannot."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from graphnet.build.protocols import Example, Refusal, Scan
from graphnet_audio.header import Header, read_header, system_words

SUFFIXES = (".wav", ".flac")
DEPTH = "16-bit PCM"


@frozen
class Wanted:
    """What every file must be."""

    sample_rate: int
    channels: int


def scan_folder(folder: Path, wanted: Wanted) -> Scan:
    """Every WAV and FLAC file below a folder, sorted by path, by its header alone.

    Files with other suffixes and hidden files are passed over.
    """
    found = [
        examine(file, wanted) if isinstance(file, Path) else Scan((), (file,))
        for file in sound_files(folder, seen=set())
    ]
    return Scan(
        tuple(example for scan in found for example in scan.examples),
        tuple(refusal for scan in found for refusal in scan.refusals),
    )


def examine(path: Path, wanted: Wanted) -> Scan:
    """One file, either as an example or with all there is to say against it."""
    header = read_header(path)
    if isinstance(header, Refusal):
        return Scan((), (header,))
    wrong = disagreements(path, header, wanted)
    return Scan((), wrong) if wrong else Scan((Example(path, header.frames),))


def sound_files(folder: Path, seen: set[str]) -> Iterator[Path | Refusal]:
    """Paths of WAV and FLAC files, sorted; each real folder once, however many links lead there."""
    real = os.path.realpath(folder)
    if real in seen:
        return
    seen.add(real)
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        folders = {path for path in paths if path.is_dir()}
    except OSError as problem:
        reason = f"its files cannot be listed, the system says {system_words(problem)}"
        yield Refusal(path=folder, reason=reason, help="give yourself the right to list it")
        return
    for path in paths:
        if path in folders:
            yield from sound_files(path, seen)
        elif path.suffix.lower() in SUFFIXES:
            yield path


def disagreements(path: Path, header: Header, wanted: Wanted) -> tuple[Refusal, ...]:
    """One refusal for each fact that is not as wanted; one command mends all of them."""
    facts = (
        ("sample_rate", str(wanted.sample_rate), str(header.sample_rate)),
        ("depth", DEPTH, header.depth),
        ("channels", str(wanted.channels), str(header.channels)),
    )
    wrong = tuple(fact for fact in facts if fact[1] != fact[2])
    command = conversion(path, wanted, frozenset(name for name, _, _ in wrong))
    return tuple(
        Refusal(
            path=path,
            fact=name,
            expected=expected,
            found=found,
            help=f"convert it: `{command}`{_or_change_spec(name, found)}",
        )
        for name, expected, found in wrong
    )


def conversion(path: Path, wanted: Wanted, wrong: frozenset[str]) -> str:
    """The sox command that makes a file as wanted, with only the options it needs."""
    options = {
        "sample_rate": f"-r {wanted.sample_rate}",
        "depth": "-e signed-integer -b 16",
        "channels": f"-c {wanted.channels}",
    }
    needed = " ".join(option for name, option in options.items() if name in wrong)
    target = shlex.quote(f"converted/{path.name}")
    return f"mkdir -p converted && sox {shlex.quote(str(path))} {needed} {target}"


def _or_change_spec(fact: str, found: str) -> str:
    match fact, found:
        case "sample_rate", _:
            return f", or write `sample_rate = {found}` in the source's options"
        case "channels", "1":
            return ", or write `(B, L, 1)` in the source's contract"
        case _:
            return ""
