"""The machine a figure was measured on, as data beside the figure."""

from __future__ import annotations

import os
import platform
import re
import time
from pathlib import Path

import numpy as np
import torch

from tests.benchmarks.measuring.result import Json

CACHES = Path("/sys/devices/system/cpu/cpu0/cache")
UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30}


def machine() -> dict[str, Json]:
    """Processor, caches, memory, what is installed, and how busy the machine is right now."""
    return {
        "date": time.strftime("%Y-%m-%d"),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": processor(),
        "cores": os.cpu_count(),
        "vectors": torch.backends.cpu.get_cpu_capability(),
        "caches": dict(caches()),
        "memory_bytes": _memory(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "gpu": torch.cuda.get_device_name() if torch.cuda.is_available() else None,
    }


def processor() -> str:
    """What the maker calls it."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        text = ""
    named = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return named[1].strip() if named else platform.processor() or platform.machine()


def caches(folder: Path = CACHES) -> dict[str, Json]:
    """Bytes of each data cache by level: `{"L1": 49152, ...}`; empty where nothing says."""
    found: dict[str, Json] = {}
    for entry in sorted(folder.glob("index*")):
        try:
            kind, level, size = (
                Path(entry, name).read_text(encoding="utf-8").strip()
                for name in ("type", "level", "size")
            )
        except OSError:
            continue
        if kind != "Instruction":
            found[f"L{level}"] = byte_count(size)
    return found


def byte_count(text: str) -> int:
    """Bytes of `2048K`."""
    number, unit = re.fullmatch(r"(\d+)([KMG]?)", text, re.IGNORECASE).groups()  # type: ignore[union-attr]  # the kernel's own form
    return int(number) * UNITS[unit.upper()]


def _memory() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError, AttributeError):
        return None
