"""Where compiled code outlives the process: a folder that nobody but its user can write to."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path


def cache_folder(name: str, environ: Mapping[str, str]) -> Path | None:
    """This user's folder for one kind of code; None where there is none to be trusted.

    What lies in it is run, so that whoever else can write to it could run what they like.
    """
    cache = _cache(environ)
    if cache is None:
        return None
    folders = (cache / "graphnet", cache / "graphnet" / name)
    try:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in folders:
            folder.mkdir(mode=0o700, exist_ok=True)
            if not _is_own(folder):
                return None
    except OSError:
        return None
    return folders[-1] if os.access(folders[-1], os.W_OK) else None


def _cache(environ: Mapping[str, str]) -> Path | None:
    """Where a user's caches are: a relative path says nothing."""
    home = environ.get("HOME", "")
    for told in (environ.get("XDG_CACHE_HOME", ""), f"{home}/.cache" if home else ""):
        if Path(told).is_absolute():
            return Path(told)
    return None


def _is_own(folder: Path) -> bool:
    """Whether it is a folder, no link to one, that belongs to this user and to no other."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        return False
    if not hasattr(os, "getuid"):
        return True
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
