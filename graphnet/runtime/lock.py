"""What a run depended on, as data and as `lock.json`: software, data, device, seed, command."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import cattrs
import torch
from attrs import asdict, frozen

from graphnet.graph.plan import Fingerprints
from graphnet.registry import Registry
from graphnet.runtime.data import Corpus
from graphnet.runtime.device import Device

FORMAT = 1


@frozen(kw_only=True)
class Software:
    """Versions of what computed the run."""

    graphnet: str
    python: str
    torch: str
    plugins: Mapping[str, str]


@frozen(kw_only=True)
class Checkout:
    """The git state of the folder the command ran in."""

    commit: str
    is_changed: bool


@frozen(kw_only=True)
class Lock:
    """Everything a run depended on.

    `data` maps a file to its checksum, per split; `resolved` is the checksum of `resolved.toml`.
    """

    format: int = FORMAT
    created: str
    argv: tuple[str, ...]
    spec: str
    seed: int
    device: str
    device_name: str
    determinism: Mapping[str, str]
    software: Software
    checkout: Checkout | None
    data_folder: str
    data: Mapping[str, Mapping[str, str]]
    fingerprints: Fingerprints
    resolved: str = ""


@frozen(kw_only=True)
class Origin:
    """What the command that begins a run knows and the plan does not."""

    spec: str
    argv: tuple[str, ...]
    registry: Registry
    device: Device
    determinism: Mapping[str, str]


def lock_of(origin: Origin, corpus: Corpus, fingerprints: Fingerprints, seed: int) -> Lock:
    """The record of a run that begins now."""
    return Lock(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        argv=origin.argv,
        spec=origin.spec,
        seed=seed,
        device=str(origin.device.torch),
        device_name=origin.device.name,
        determinism=origin.determinism,
        software=software_of(origin.registry),
        checkout=checkout_of(Path.cwd()),
        data_folder=str(corpus.folder.resolve()),
        data=corpus.checksums(),
        fingerprints=fingerprints,
    )


def text_checksum(text: str) -> str:
    """What tells a text from an edited one."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


def software_of(registry: Registry) -> Software:
    """The versions installed now."""
    return Software(
        graphnet=_version("graphnet-core"),
        python=platform.python_version(),
        torch=torch.__version__,
        plugins={plugin.distribution: plugin.version for plugin in registry.plugins},
    )


def checkout_of(folder: Path) -> Checkout | None:
    """The commit a folder is at, or None where there is no git or no repository."""
    commit = _git(folder, "rev-parse", "HEAD")
    if commit is None:
        return None
    changes = _git(folder, "status", "--porcelain", "--untracked-files=no")
    return Checkout(commit=commit, is_changed=bool(changes))


def render_lock(lock: Lock) -> str:
    """The record as JSON text."""
    return json.dumps(asdict(lock), indent=2, ensure_ascii=False) + "\n"


def read_lock(path: Path) -> Lock | None:
    """The record of a run, or None where the file is not one."""
    try:
        return cattrs.structure(json.loads(path.read_text(encoding="utf-8")), Lock)
    except (OSError, ValueError, cattrs.BaseValidationError, KeyError, TypeError):
        return None


def _git(folder: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603  # no shell, and every word is ours
            ["git", "-C", str(folder), *arguments],  # noqa: S607  # whichever git people use
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "not installed"
