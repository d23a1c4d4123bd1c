"""How people watch a long command: a bar on a terminal, elsewhere a line every few seconds."""

from __future__ import annotations

import time
from collections import deque
from typing import IO, Protocol, final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Column

from graphnet.values import frozen

LINE_EVERY = 5.0
SPEED_OVER = 30.0
MARK_EVERY = 0.1
BAR_FROM = 80


@frozen(kw_only=True)
class Task:
    """Something that advances from `done` to `total`; each advance is so many samples.

    `unit` is what bits are counted per.
    """

    title: str
    total: int
    done: int = 0
    values: int = 1
    unit: str = "sample"


class Watcher(Protocol):
    """Somebody who wants to know how far a task is; `bits` is what the model spends, if known."""

    def started(self, task: Task) -> None:
        """A task begins."""

    def moved(self, done: int, bits: float | None = None) -> None:
        """The task is this far."""

    def said(self, text: str) -> None:
        """Something worth a line of its own."""

    def finished(self) -> None:
        """The task is over, or was given up."""


@final
class Pace:
    """How fast a task has moved lately."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self._marks: deque[tuple[float, int]] = deque([(time.monotonic(), task.done)])

    def mark(self, done: int) -> None:
        """Note how far it is now, at most ten times a second."""
        now = time.monotonic()
        if len(self._marks) > 1 and now - self._marks[-2][0] < MARK_EVERY:
            self._marks.pop()
        self._marks.append((now, done))
        while len(self._marks) > 2 and self._marks[0][0] < now - SPEED_OVER:
            self._marks.popleft()

    @property
    def per_second(self) -> float:
        """Advances a second, over the last half minute."""
        (first, start), (last, end) = self._marks[0], self._marks[-1]
        return (end - start) / (last - first) if last > first else 0.0

    def figures(self, bits: float | None) -> str:
        """Bits per sample or label, speed and time left, as far as they are known."""
        speed = self.per_second
        parts = [] if bits is None else [f"{bits:.3f} bits per {self.task.unit}"]
        if speed:
            left = (self.task.total - self._marks[-1][1]) / speed
            parts += [f"{speed * self.task.values:,.0f} samples/s", f"{clock(left)} left"]
        return ", ".join(parts)


@final
class BarWatcher:
    """A bar that moves in place, for a terminal; a narrow one has room for the figures alone."""

    def __init__(self, stream: IO[str]) -> None:
        console = Console(file=stream)
        moving = (SpinnerColumn(), BarColumn(bar_width=24)) if console.width >= BAR_FROM else ()
        self._progress = Progress(
            *moving[:1],
            TextColumn("{task.description}"),
            *moving[1:],
            MofNCompleteColumn(table_column=Column(no_wrap=True)),  # the bar shrinks first
            TextColumn("{task.fields[figures]}"),
            console=console,
        )

    def started(self, task: Task) -> None:
        """Show the bar."""
        self._pace = Pace(task)
        self._id = self._progress.add_task(
            task.title, total=task.total, completed=task.done, figures=""
        )
        self._progress.start()

    def moved(self, done: int, bits: float | None = None) -> None:
        """Move the bar and its figures."""
        self._pace.mark(done)
        self._progress.update(self._id, completed=done, figures=self._pace.figures(bits))

    def said(self, text: str) -> None:
        """A line above the bar, which stays."""
        self._progress.console.print(text, markup=False, highlight=False)

    def finished(self) -> None:
        """Leave the bar as it is and go on below it."""
        self._progress.stop()


@final
class LineWatcher:
    """A plain line every few seconds, for logs and pipes."""

    def __init__(self, stream: IO[str], every: float = LINE_EVERY) -> None:
        self._stream = stream
        self._every = every
        self._is_read = True

    def started(self, task: Task) -> None:
        """Begin to count."""
        self._pace = Pace(task)
        self._last = time.monotonic()

    def moved(self, done: int, bits: float | None = None) -> None:
        """A line, if the last one is some seconds old or the task is done."""
        self._pace.mark(done)
        now = time.monotonic()
        if now - self._last >= self._every or done == self._pace.task.total:
            self._last = now
            task = self._pace.task
            self.said(f"{task.title} {done}/{task.total}: {self._pace.figures(bits)}")

    def said(self, text: str) -> None:
        """One line, unless nobody reads any more (`| head`): the work itself goes on."""
        if self._is_read:
            try:
                print(text, file=self._stream, flush=True)
            except BrokenPipeError:
                self._is_read = False

    def finished(self) -> None:
        """Nothing is left to be shown."""


def watcher_for(stream: IO[str], *, is_terminal: bool) -> Watcher:
    """The watcher that suits where the text goes."""
    return BarWatcher(stream) if is_terminal else LineWatcher(stream)


def clock(seconds: float) -> str:
    """Seconds as `1:02:03` or `2:03`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
