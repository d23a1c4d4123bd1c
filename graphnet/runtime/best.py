"""The checkpoint kept as `best`: which validation figure decides, and what it was so far."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from graphnet.runtime.gauges import Figure, Gauge
from graphnet.runtime.metrics import Figures
from graphnet.spec.settings import LOSS
from graphnet.values import frozen

BEST = "best"


@frozen
class Monitor:
    """The figure that decides, by name, and whether more of it is better."""

    name: str = LOSS
    more_is_better: bool = False

    def is_better(self, figure: float, best: float | None) -> bool:
        """Whether a figure beats the best so far; what is no number beats nothing."""
        if not math.isfinite(figure):
            return False
        return best is None or (figure > best if self.more_is_better else figure < best)

    def of(self, bits: float, figures: Sequence[Figure]) -> float:
        """The figure that decides, among those of one validation."""
        if self.name == LOSS:
            return bits
        return next(figure.value for figure in figures if figure.name == self.name)

    def best_of(self, lines: Iterable[Figures]) -> float | None:
        """The best figure in the lines of a metrics file."""
        best: float | None = None
        for line in lines:
            found = self.written(line) if line.get("split") == "valid" else math.nan
            if self.is_better(found, best):
                best = found
        return best

    def written(self, line: Figures) -> float:
        """The figure in one line of a metrics file, NaN where it has none."""
        metrics = line.get("metrics")
        if self.name == LOSS:
            found = line.get("bits")
        else:
            found = metrics.get(self.name) if isinstance(metrics, Mapping) else None
        return float(found) if isinstance(found, int | float) else math.nan


def monitor_of(name: str, gauges: Sequence[Gauge]) -> Monitor:
    """The monitor of a `[train] monitor`, which planning found to be the loss or a metric."""
    gauge = next((gauge for gauge in gauges if gauge.name == name), None)
    return Monitor(name, more_is_better=gauge is not None and gauge.more_is_better)
