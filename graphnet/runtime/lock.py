"""The record of a run that begins now: what is installed, and what the command was."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import torch
from attrs import field

from graphnet.disk.corpus import Corpus
from graphnet.disk.record import Begun, Checkout, Lock, Software
from graphnet.graph.plan import Fingerprints, Rewrite
from graphnet.registry import Registry
from graphnet.runtime.device import Device
from graphnet.values import frozen


@frozen(kw_only=True)
class Origin:
    """What the command that begins a run knows and the plan does not."""

    spec: str
    argv: tuple[str, ...]
    registry: Registry
    device: Device
    determinism: Mapping[str, str]
    options: Mapping[str, str] = field(factory=dict)
    init: Begun | None = None
    rewrites: tuple[Rewrite, ...] = ()


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
        options=origin.options,
        init=origin.init,
        rewrites=origin.rewrites,
    )


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
