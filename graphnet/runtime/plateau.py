"""Plateaus of a validation figure: how often it stopped getting better, so that the rate falls."""

from __future__ import annotations

import math
from collections.abc import Iterable

from graphnet.runtime.best import Monitor
from graphnet.runtime.metrics import Figures
from graphnet.spec.settings import ScheduleSettings

WORTH = 1e-4  # a figure counts as better where it is so by this share, as in torch's scheduler


def due_figures(lines: Iterable[Figures], monitor: Monitor, every: int, last: int) -> list[float]:
    """The figure of each validation that was due, up to update `last`, in order.

    Those beside (a run's last) do not count: a run that is made longer would see another number of
    plateaus than one that was long from the start.
    """
    found: dict[int, float] = {}
    for line in lines:
        update = line.get("update")
        if line.get("split") == "valid" and isinstance(update, int) and update % every == 0:
            found[update] = monitor.written(line)  # the later line of two counts
    return [figure for update, figure in sorted(found.items()) if update <= last]


def plateaus_in(figures: Iterable[float], monitor: Monitor, schedule: ScheduleSettings) -> int:
    """How many plateaus there were in figures of one validation after another.

    A plateau is `patience + 1` validations in a row without a better figure; counting then begins
    anew (torch.optim.lr_scheduler.ReduceLROnPlateau). 0 for other schedules.
    """
    if schedule.use != "plateau":
        return 0
    best: float | None = None
    waited = found = 0
    for figure in figures:
        if _is_worth_more(figure, best, monitor):
            best, waited = figure, 0
        else:
            waited += 1
        if waited > schedule.patience:
            found, waited = found + 1, 0
    return found


def _is_worth_more(figure: float, best: float | None, monitor: Monitor) -> bool:
    if not math.isfinite(figure) or best is None:
        return math.isfinite(figure)
    share = 1 + WORTH if monitor.more_is_better else 1 - WORTH
    return monitor.is_better(figure, best * share)
