"""Where two ports meet: who gives, who takes, and which places of the spec say so."""

from __future__ import annotations

from collections.abc import Mapping

from graphnet.contract.polynomial import render
from graphnet.diagnostics import Fix, Label
from graphnet.graph.plan import PlannedAxis, PlannedPort
from graphnet.graph.side import Side
from graphnet.text import Span
from graphnet.values import frozen


@frozen(kw_only=True)
class Meeting:
    """A giver's port and a taker's, with the places to point at where an axis has none.

    `makers` are the stages that say what the giver's axes mean, and `chains` how their sizes came
    about; both by the index of an axis, for those that were refused. `swapped` is the axis of the
    taker's own output on which the spec writes the size that should come in. `instead` wires
    what would fit. `echo` is where the spec writes the refused size again, on the output.
    """

    giver: str
    taker: str
    gives: PlannedPort
    takes: Side
    giver_at: Span
    taker_at: Span
    is_written: bool = False
    swapped: PlannedAxis | None = None
    makers: Mapping[int, str] = {}
    chains: Mapping[int, str] = {}
    instead: Fix | None = None
    echo: Span | None = None

    def giver_label(self, index: int | None, text: str) -> Label:
        """The giver's axis where the spec wrote it, else where the giver stands."""
        at = None if index is None else self.gives.axes[index].at
        return Label(at or self.giver_at, text)

    def taker_label(self, index: int | None, text: str) -> Label:
        """The taker's axis where the spec wrote it, else where the taker stands."""
        at = self.takes.at if self.is_written else None
        if index is not None:
            at = self.takes.axes[index].at or at
        return Label(at or self.taker_at, text)

    def axis_name(self, index: int) -> str:
        """`axis 2 (feature)`, counted from 0 as programs do."""
        role = self.takes.axes[index].role or self.gives.axes[index].role
        return f"axis {index}" + (f" ({role})" if role else "")


def size_text(axis: PlannedAxis) -> str:
    """A size for people: its name, and its value where that says more."""
    value = render(axis.size)
    return f"`{axis.written}`" if axis.written == value else f"`{axis.written}` ({value})"


def shape_text(axes: tuple[PlannedAxis, ...]) -> str:
    """`(B, L, d_model)`."""
    inside = ", ".join(axis.written for axis in axes)
    return f"`({inside},)`" if len(axes) == 1 else f"`({inside})`"
