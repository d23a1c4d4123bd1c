"""The most memory this process has held since it was last asked to forget, in bytes.

On a GPU it is that of tensors there; otherwise that of the process.
"""

from __future__ import annotations

import re
import resource
from pathlib import Path

import torch

STATUS = Path("/proc/self/status")
FORGET = Path("/proc/self/clear_refs")

# `ru_maxrss` of a new process begins with what its parent held when it was forked, and never
# falls; Linux counts each process' own peak in /proc, and starts again when asked to.


def forget_peak(device: str) -> None:
    """Begin a new peak where the system can; elsewhere it is that of the whole process."""
    if device.startswith("cuda"):
        torch.cuda.synchronize()
        torch.cuda.reset_peak_memory_stats()
        return
    try:
        FORGET.write_text("5", encoding="ascii")
    except OSError:
        return


def held(device: str) -> int:
    """Bytes held now."""
    if device.startswith("cuda"):
        return torch.cuda.memory_allocated()
    return _field("VmRSS") or _whole_process()


def peak(device: str) -> int:
    """The most bytes held since `forget_peak`, once all that was asked of a device is done."""
    if device.startswith("cuda"):
        return torch.cuda.max_memory_allocated()
    return _field("VmHWM") or _whole_process()


def _field(name: str) -> int | None:
    try:
        text = STATUS.read_text(encoding="ascii")
    except OSError:
        return None
    found = re.search(rf"^{name}:\s*(\d+) kB$", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else None


def _whole_process() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
