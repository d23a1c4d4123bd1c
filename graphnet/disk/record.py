"""What a run depended on, as data and as `lock.json`: software, data, device, seed, command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

import cattrs
from attrs import asdict, field

from graphnet.graph.plan import Fingerprints, Rewrite
from graphnet.values import frozen

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
class Begun:
    """The weights a run began with: their file, its checksum, and the stages that took theirs."""

    file: str
    checksum: str
    stages: tuple[str, ...]


@frozen(kw_only=True)
class Imported:
    """The checkpoint of somebody else's that a run is: its file, and what read it.

    `checksum` is the file's sha256; `fresh` names stages for which it had nothing.
    """

    file: str
    checksum: str
    importer: str
    version: str
    fresh: tuple[str, ...] = ()


@frozen(kw_only=True)
class Lock:
    """Everything a run depended on.

    `data` maps a file to its checksum, per split; `resolved` is the checksum of
    `resolved.toml`; `options` are all options of its stages, those among them that the spec leaves
    to the plugins of then; `init` says whose weights it began with, `imported` where it
    comes from if graphnet did not train it. `rewrites` are the ways in which its stages were run
    otherwise than one after the other.
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
    options: Mapping[str, str] = field(factory=dict)
    init: Begun | None = None
    imported: Imported | None = None
    rewrites: tuple[Rewrite, ...] = ()


def text_checksum(text: str) -> str:
    """What tells a text from an edited one."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


def render_lock(lock: Lock) -> str:
    """The record as JSON text."""
    return json.dumps(asdict(lock), indent=2, ensure_ascii=False) + "\n"


def read_lock(path: Path) -> Lock | None:
    """The record of a run, or None where the file is not one."""
    try:
        return cattrs.structure(json.loads(path.read_text(encoding="utf-8")), Lock)
    except (OSError, ValueError, cattrs.BaseValidationError, KeyError, TypeError):
        return None
