"""What a network spends on whole files, as a coder does that reads each from its start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import torch
from torch import Tensor

from graphnet.build.protocols import Example
from graphnet.graph.chunks import Whole, measured
from graphnet.graph.plan import Wire
from graphnet.runtime.gauges import initial_states, updated
from graphnet.runtime.measure import Cost, Meter, Reading, evaluating, masked_cost
from graphnet.runtime.passage import Passage, passage_of
from graphnet.runtime.windows import Window
from graphnet.values import frozen

OBJECTIVE = Wire("objective")


def file_meter(meter: Meter, items: int) -> FileMeter:
    """What measures whole files in chunks of about `items`; plans that cannot were refused."""
    match passage_of(meter.network, measured(meter.network.plan), items):
        case Passage() as passage:
            return FileMeter(meter, passage)
        case Whole(why, _):
            raise RuntimeError(f"{why}: `check_carrying` refuses such plans")


@frozen(eq=False)
class FileMeter:
    """A meter that carries state through each file; `meter.batch` files go side by side.

    Every value is predicted from all before it in its file, whatever the length of a chunk.
    """

    meter: Meter
    passage: Passage

    def chunks(self, examples: Sequence[Example]) -> int:
        """How many chunks all files have."""
        return sum(-(-example.length // self.passage.items) for example in examples)

    def readings(self, examples: Sequence[Example]) -> Iterator[tuple[int, Reading]]:
        """The files in batches of about the same length: chunks done, and what all say."""
        meter, done = self.meter, 0
        reading = Reading(Cost(), initial_states(meter.gauges, meter.device))
        ordered = sorted(examples, key=lambda example: -example.length)
        with evaluating(meter.network):
            for first in range(0, len(ordered), meter.batch):
                group = ordered[first : first + meter.batch]
                for windows, values in self.passage.through(meter.source, group, meter.device):
                    reading = self._read(windows, values, reading)
                    done += sum(window.length > 0 for window in windows)
                    yield done, reading

    def _read(
        self, windows: Sequence[Window], values: Mapping[Wire, Tensor], before: Reading
    ) -> Reading:
        """What one chunk of some files adds."""
        meter = self.meter
        with torch.inference_mode():
            states = updated(meter.gauges, before.states, values, windows)
        cost = masked_cost(values[OBJECTIVE], windows, meter.network.plan)
        return Reading(before.cost + cost, states)
