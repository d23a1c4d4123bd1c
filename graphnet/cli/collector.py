"""Python's search for dead cycles, put to rest while a short command works.

A command that only reads and answers makes no cycles worth finding, yet every few hundred new
objects set off a search through all modules, and so does the end of the process: together a fifth
of a short command's time.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_rest(*, ends: bool = False) -> Iterator[None]:
    """No search until the end of the block, and none in what is left when the process ends.

    Where the process `ends` with the block the search stays off: to begin it would be to look
    through all there is once more.
    """
    was_awake = gc.isenabled()
    gc.disable()
    atexit.unregister(gc.freeze)  # once is enough, however many commands a process runs
    atexit.register(gc.freeze)
    try:
        yield
    finally:
        if was_awake and not ends:
            gc.enable()
