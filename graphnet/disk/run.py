"""A run on disk: its folder, found again by any of its names."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from attrs import field

from graphnet.diagnostics import Diagnostics
from graphnet.disk.record import Lock, read_lock
from graphnet.disk.rules.not_a_run import not_a_run
from graphnet.values import frozen

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
