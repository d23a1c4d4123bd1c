"""The folder of a run: made once, opened by its path, nothing in it ever overwritten."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from attrs import evolve, field, frozen

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.runtime.lock import Lock, read_lock, render_lock, text_checksum
from graphnet.runtime.resolved import render_toml
from graphnet.runtime.rules.folder_not_writable import folder_not_writable, folder_taken
from graphnet.runtime.rules.not_a_run import not_a_run
from graphnet.spec.spec import Spec

LATEST = "latest"
RUNS = Path("runs")


@frozen
class Run:
    """One execution: its folder and what it depended on."""

    folder: Path
    lock: Lock = field(repr=False)

    @property
    def resolved(self) -> Path:
        """The whole spec in one file: plan the run from this."""
        return self.folder / "resolved.toml"

    @property
    def metrics(self) -> Path:
        """Figures, one JSON object a line."""
        return self.folder / "metrics.jsonl"

    @property
    def checkpoints(self) -> Path:
        """The folder of checkpoints, one folder each, named by update."""
        return self.folder / "checkpoints"

    @property
    def picture(self) -> Path:
        """The loss curve."""
        return self.folder / "loss.png"

    @property
    def log(self) -> Path:
        """What was said, line by line, and tracebacks."""
        return self.folder / "log"

    def say(self, text: str) -> None:
        """Add a line to the log."""
        with self.log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {text}\n")


@frozen
class Opened:
    """A run, and the checkpoint of it that was named, if one was."""

    run: Run
    checkpoint: Path | None = None


def new_folder(spec: Spec, runs: Path = RUNS) -> Path:
    """A folder for a new run of a spec: `runs/<spec>/<utc>-<hash>`, not taken yet."""
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    digest = sha256(render_toml(spec.tree).encode()).hexdigest()[:8]
    stem = runs / spec.name / f"{now}-{digest}"
    twins = (stem.with_name(f"{stem.name}-{number}") for number in range(2, 1000))
    return stem if not stem.exists() else next(twin for twin in twins if not twin.exists())


def create_run(folder: Path, spec: Spec, lock: Lock) -> tuple[Run | None, Diagnostics]:
    """Make the folder with its record; refused where it holds something or cannot be written."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        found = "files already" if folder.is_dir() else "is a file; it"
        return None, (folder_taken(folder, found, is_run=is_run(folder)),)
    resolved = render_toml(spec.tree)
    lock = evolve(lock, resolved=text_checksum(resolved))
    try:
        for inner in ("checkpoints", "samples"):
            (folder / inner).mkdir(parents=True, exist_ok=True)
        (folder / "spec.toml").write_text(spec.text.text, encoding="utf-8")
        (folder / "resolved.toml").write_text(resolved, encoding="utf-8")
        (folder / "lock.json").write_text(render_lock(lock), encoding="utf-8")
        (folder / "log").touch()
        if folder.absolute().parent.name == spec.name:  # not beside a folder of the user's choice
            _point_latest(folder)
    except OSError as problem:
        return None, (unwritable(folder, problem),)
    return Run(folder, lock), ()


def unwritable(folder: Path, problem: OSError) -> Diagnostic:
    """What the system's refusal means for a run."""
    return folder_not_writable(folder, problem.strerror or str(problem))


def writable(folder: Path) -> Diagnostics:
    """Whether a run folder can be made or written, tried on the nearest folder that exists."""
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not existing.is_dir():
        return (folder_not_writable(folder, f"`{existing}` is a file"),)
    probe = existing / f".graphnet-{os.getpid()}"
    try:
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as problem:
        return (unwritable(folder, problem),)
    return ()


def open_run(path: Path) -> tuple[Opened | None, Diagnostics]:
    """The run at a path: its folder, a `latest`, or one of its checkpoints."""
    if path.name == LATEST and path.is_file():  # where links cannot be made
        path = path.with_name(path.read_text(encoding="utf-8").strip())
    is_checkpoint = path.parent.name == "checkpoints" and (path / "state.json").exists()
    folder = path.parent.parent if is_checkpoint else path
    lock = read_lock(folder / "lock.json")
    if lock is None or not (folder / "resolved.toml").is_file():
        return None, (not_a_run(path, _what(path)),)
    return Opened(Run(folder, lock), path if is_checkpoint else None), ()


def is_run(path: Path) -> bool:
    """Whether there is a run at the path."""
    return open_run(path)[0] is not None


def _what(path: Path) -> str:
    if path.is_file():
        return "a file"
    if not path.exists():
        return "nothing there"
    if (path / LATEST).exists():
        return f"the folder of all runs of a spec; its newest is `{path / LATEST}`"
    if (path / "lock.json").exists():
        return "a folder whose `lock.json` or `resolved.toml` is missing or damaged"
    return "a folder without `lock.json`"


def _point_latest(folder: Path) -> None:
    """Let `latest` beside the run name it; a link, or a file where links are refused."""
    part = folder.parent / f".{LATEST}-{os.getpid()}"
    part.unlink(missing_ok=True)
    try:
        part.symlink_to(folder.name, target_is_directory=True)
    except OSError:
        part.write_text(folder.name, encoding="utf-8")
    part.replace(folder.parent / LATEST)
