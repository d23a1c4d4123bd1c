"""Which files of a folder can be taken as examples, and why the others cannot."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import evolve, frozen

from graphnet.plugin import Example, Refusal, Scan
from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.depth import BITS, WORDS
from graphnet_audio.header import Header, read_header, system_words
from graphnet_audio.rates import Rates, is_resampled, length_after
from graphnet_audio.worth import scan_values

SUFFIXES = (".wav", ".flac")
RESAMPLE = 'or have it resampled while it is read: `resample = "soxr-hq"` in the source\'s options'


@frozen
class Wanted:
    """What every file must be: the options say it, and the size of the channel axis."""

    options: AudioFilesOptions
    channels: int

    @property
    def sample_rate(self) -> int:
        """Items a second, of the file or after resampling."""
        return self.options.sample_rate

    @property
    def depth(self) -> str:
        """What samples are, in the words of headers."""
        return WORDS[self.options.depth]


def scan(options: AudioFilesOptions, sizes: Mapping[str, int], folder: Path) -> Scan:
    """What a folder and its subfolders hold for the source `audio.files`, by headers alone."""
    found = scan_folder(folder, Wanted(options, sizes["C"]))
    if options.labels == "none":
        return found
    return labelled(found, folder, sizes["n_labels"])


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
        suffixes=SUFFIXES,
    )


def examine(path: Path, wanted: Wanted) -> Scan:
    """One file, either as an example or with all there is to say against it."""
    header = read_header(path)
    if isinstance(header, Refusal):
        return Scan((), (header,))
    wrong = disagreements(path, header, wanted) or unusable(path, wanted)
    return Scan((), wrong) if wrong else Scan((example_of(path, header, wanted),))


def example_of(path: Path, header: Header, wanted: Wanted) -> Example:
    """A good file, as long as it is once it is read."""
    rates = Rates(header.sample_rate, wanted.sample_rate)
    facts = (
        ("sample rate", f"{header.sample_rate} Hz"),
        ("channels", f"{header.channels} channel{'s' * (header.channels > 1)}"),
        ("depth", header.depth),
    )
    length = length_after(header.frames, rates)
    return Example(path, length, facts=facts, seconds=header.frames / header.sample_rate)


def unusable(path: Path, wanted: Wanted) -> tuple[Refusal, ...]:
    """What only the values of a file of floats can show."""
    if wanted.options.depth != "float":
        return ()
    found = scan_values(path, is_scaled=wanted.options.peak == "scale")
    return () if found is None else (found,)


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
    rates = Rates(header.sample_rate, wanted.sample_rate)
    is_right = {
        "sample_rate": rates.is_one or is_resampled(wanted.options.resample, rates),
        "depth": header.depth == wanted.depth,
        "channels": header.channels == wanted.channels,
    }
    wrong = tuple(fact for fact in facts_of(path, header, wanted) if not is_right[fact.fact])
    command = conversion(path, wanted, frozenset(fact.fact for fact in wrong))
    return tuple(evolve(fact, help=_advice(fact, command)) for fact in wrong)


def facts_of(path: Path, header: Header, wanted: Wanted) -> tuple[Refusal, ...]:
    """What a file is and what it is asked to be, fact by fact."""
    rate, channels = header.sample_rate, header.channels
    rate_fact = Refusal(
        path=path,
        fact="sample_rate",
        expected=str(wanted.sample_rate),
        found=f"a sample rate of {rate}",
        value=str(rate),
    )
    depth = Refusal(
        path=path,
        fact="depth",
        expected=wanted.depth,
        found=f"{header.depth} samples",
        value=next((f'"{depth}"' for depth, words in WORDS.items() if words == header.depth), ""),
    )
    channel_fact = Refusal(
        path=path,
        fact="channels",
        expected=str(wanted.channels),
        found=f"{channels} channel{'s' * (channels > 1)}",
        value=str(channels),
        size="C",
        role="channel",
    )
    return rate_fact, depth, channel_fact


def conversion(path: Path, wanted: Wanted, wrong: frozenset[str]) -> str:
    """The sox command that makes a file as wanted, with only the options it needs."""
    options = {
        "sample_rate": f"-r {wanted.sample_rate}",
        "depth": f"-e {_encoding(wanted, path)} -b {BITS[wanted.options.depth]}",
        "channels": f"-c {wanted.channels}",
    }
    needed = " ".join(option for name, option in options.items() if name in wrong)
    is_wide = wanted.options.depth in {"32-bit", "float"}  # more than a FLAC file holds
    target = shlex.quote(f"converted/{path.stem}.wav" if is_wide else f"converted/{path.name}")
    return f"mkdir -p converted && sox {shlex.quote(str(path))} {needed} {target}"


def _encoding(wanted: Wanted, path: Path) -> str:
    """What sox calls the samples: 8 bits of a WAV file are counted from 0."""
    match wanted.options.depth:
        case "float":
            return "floating-point"
        case "8-bit" if path.suffix.lower() == ".wav":
            return "unsigned-integer"
        case _:
            return "signed-integer"


def _advice(fact: Refusal, command: str) -> str:
    """What to do, and what is lost by it: nothing is converted while a model trains."""
    if fact.fact == "sample_rate":
        return f"convert it: `{command}`; {RESAMPLE}"
    if fact.fact == "depth":
        return (
            f"convert it once: `{command}`; bits that this drops do not come back, so it is never "
            "done in silence"
        )
    return f"convert it: `{command}`"


def labelled(found: Scan, folder: Path, wanted: int) -> Scan:
    """The scan with the class of each file, the first folder below `folder` that it lies in."""
    classes = class_folders(folder)
    number = {name: i for i, name in enumerate(classes)}
    labels = {e.path: number.get(_class_of(e.path, folder)) for e in found.examples}
    homeless = tuple(_homeless(path) for path, label in labels.items() if label is None)
    miscounted = () if len(classes) == wanted else (_miscounted(folder, len(classes), wanted),)
    return Scan(
        tuple(
            evolve(example, label=labels[example.path])
            for example in found.examples
            if labels[example.path] is not None
        ),
        (*found.refusals, *homeless, *miscounted),
        suffixes=found.suffixes,
        classes=classes,
        unlabelled=tuple(e for e in found.examples if labels[e.path] is None),
    )


def _homeless(path: Path) -> Refusal:
    advice = "move it into the folder of its class"
    return Refusal(path=path, reason="it lies in no class folder", help=advice)


def _miscounted(folder: Path, count: int, wanted: int) -> Refusal:
    return Refusal(
        path=folder,
        fact="n_labels",
        expected=str(wanted),
        found=f"{count} class folder{'s' * (count != 1)}",
        value=str(count) if count else "",  # no spec can ask for none
        help="give each class one folder, with its files in it",
        size="n_labels",
    )


def class_folders(folder: Path) -> tuple[str, ...]:
    """The names of the classes: the folders in a folder, sorted, hidden ones left out."""
    try:
        names = (p.name for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))
        return tuple(sorted(names))
    except OSError:
        return ()


def _class_of(path: Path, folder: Path) -> str:
    """The class folder a file lies in; empty where it lies beside them."""
    parts = path.relative_to(folder).parts
    return parts[0] if len(parts) > 1 else ""
