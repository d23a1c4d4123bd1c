"""The folder of a run that begins: made once, nothing in it ever overwritten."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from attrs import evolve

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.disk.record import Lock, render_lock, text_checksum
from graphnet.disk.resolved import render_toml
from graphnet.disk.run import LATEST, RUNS, Run, is_run
from graphnet.runtime.rules.folder_not_writable import folder_not_writable, folder_taken
from graphnet.spec.spec import Spec


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


def _point_latest(folder: Path) -> None:
    """Let `latest` beside the run name it; a link, or a file where links are refused."""
    part = folder.parent / f".{LATEST}-{os.getpid()}"
    part.unlink(missing_ok=True)
    try:
        part.symlink_to(folder.name, target_is_directory=True)
    except OSError:
        part.write_text(folder.name, encoding="utf-8")
    part.replace(folder.parent / LATEST)
