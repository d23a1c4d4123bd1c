"""Ctrl-C and requests to terminate, kept until the work at hand is whole."""

from __future__ import annotations

import signal
import threading
from types import TracebackType
from typing import final

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@final
class Interrupts:
    """While entered, the first request only sets `asked`; the second one stops at once."""

    def __init__(self) -> None:
        self.asked = False
        self._before: dict[int, object] = {}

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._ask) for number in SIGNALS}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # as signal gave it

    def is_asked(self) -> bool:
        """Whether somebody asked to stop."""
        return self.asked

    def _ask(self, *_: object) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
