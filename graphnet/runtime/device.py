"""The device a command runs on, what makes it repeatable there, and how many threads it uses."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping

import torch
from torch.utils import deterministic

from graphnet.diagnostics import Diagnostics
from graphnet.runtime.rules.device_missing import device_missing
from graphnet.runtime.rules.setting_refused import setting_refused
from graphnet.values import frozen


@frozen
class Device:
    """A device that is there; `name` is what the maker calls it."""

    torch: torch.device
    name: str


def find_device(asked: str) -> tuple[Device | None, Diagnostics]:
    """The device of `auto`, `cpu`, `cuda` or `cuda:N`; `auto` takes a GPU where one works."""
    available = available_devices()
    if asked == "auto":
        asked = "cuda" if "cuda" in available else "cpu"
    if asked not in available:
        return None, (device_missing(asked, _why_not(asked), available),)
    device = torch.device(asked)
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else _processor()
    return Device(device, name), ()


def available_devices() -> tuple[str, ...]:
    """Names that `--device` takes on this machine, besides `auto`."""
    if not torch.cuda.is_available():
        return ("cpu",)
    return ("cpu", "cuda", *(f"cuda:{i}" for i in range(torch.cuda.device_count())))


def use_threads(threads: int | None) -> Diagnostics:
    """Set how many threads torch uses on the processor; None leaves its own choice."""
    if threads is None:
        return ()
    if threads < 1:
        mend = "leave `--threads` out to let torch choose"
        return (setting_refused("--threads", threads, "at least 1", mend),)
    torch.set_num_threads(threads)
    return ()


def make_repeatable(device: Device) -> Mapping[str, str]:
    """Ask torch for algorithms that repeat exactly; returns what was set, for the record."""
    if device.torch.type == "cuda":
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.backends.cudnn.benchmark = False
    torch.use_deterministic_algorithms(mode=True, warn_only=True)
    deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]  # costs time
    return {
        "algorithms": "deterministic where torch has one",
        "matmul": torch.get_float32_matmul_precision(),
        "threads": str(torch.get_num_threads()),
    }


def _why_not(asked: str) -> str:
    if not asked.startswith("cuda"):
        return "no device has this name"
    if torch.version.cuda is None:
        return "the installed torch was built without support for it"
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    return f"this machine has {count} GPU{'' if count == 1 else 's'} that torch can use"


def _processor() -> str:
    return platform.processor() or platform.machine()
