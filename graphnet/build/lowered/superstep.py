"""The schedule of a running network played once, with vectors in place of tensors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import final

import torch
from torch import Tensor

from graphnet.build.actors import Actor, Edge, NetworkState
from graphnet.build.lowered.code import Code, NotLowered
from graphnet.build.lowered.frame import Frame
from graphnet.build.lowered.ops import Copy, Vector
from graphnet.build.lowered.template import Template, lowered_draw, lowered_stage
from graphnet.build.protocols import Sampling
from graphnet.build.stepping import Stepper
from graphnet.graph.flat import SHIFT
from graphnet.graph.records import MAIN
from graphnet.values import frozen

OBJECTIVE = "objective"
Items = dict[str, list[Vector]]


@frozen(eq=False)
class Drawer:
    """What draws from each prediction, and how."""

    module: object
    sampling: Sampling


@final
class Superstep:
    """One superstep, played from where a state stands: it ends where it began, one superstep on.

    `item` (B, c) says how an item that comes in is shaped, `like` what it is computed in.
    """

    def __init__(self, stepper: Stepper, state: NetworkState, item: Tensor, like: Tensor) -> None:
        self._stepper, self._state = stepper, state
        self.frame = Frame(len(item), like.dtype)
        self.item = self.frame.lasting_vector(item[0].numel())
        self.prediction: dict[str, Vector] = {}
        self.drawn: Vector | None = None
        self._templates: dict[str, Template] = {}
        self._waiting = {edge: self._begun(items) for edge, items in state.queues.items()}
        self._lines = {edge: list(parts) for edge, parts in self._waiting.items()}

    def play(self, drawer: Drawer | None) -> NotLowered | None:
        """All ticks, in the order in which they come; says why where that cannot be written."""
        ticks, begin = self._stepper.ticks, self._state.tick
        for tick in (*ticks[begin:], *ticks[:begin]):
            self.frame.ticks.append([])
            why = self._tick(tick)
            if why is None and drawer is not None:
                why = self._draw(drawer)
            if why is not None:
                return why
        lines = zip(self._lines.values(), self._waiting.values(), strict=True)
        self.frame.move([move for now, before in lines for move in zip(now, before, strict=True)])
        return None

    def _begun(self, items: Sequence[Tensor]) -> tuple[Vector, ...]:
        """Where the items that wait on a queue lie, one after the other."""
        if not items:
            return ()
        flat = [item.reshape(self.frame.batch, -1).to(self.frame.dtype) for item in items]
        whole = torch.cat(flat, dim=1)
        vector, width = self.frame.lasting_vector(whole.shape[1], whole), flat[0].shape[1]
        return tuple(vector.part(i * width, width) for i in range(len(items)))

    def _tick(self, paths: Sequence[str]) -> NotLowered | None:
        self._push(SHIFT, {MAIN: [self.frame.copied(self.item)]})
        for path in paths:
            actor = self._stepper.cast.actors[path]
            taken = {
                port: self.frame.joined(self._take((path, port), actor.takes))
                for port, _ in actor.ports
            }
            template = self._template(actor, taken)
            if isinstance(template, NotLowered):
                return template
            given = self.frame.fire(path, template, taken)
            self._push(path, {p: cut_evenly(v, actor.gives) for p, v in given.items()})
        return self._predict()

    def _predict(self) -> NotLowered | None:
        """Put what leaves the network in its place."""
        for field, feed in zip(self._stepper.fields, self._stepper.cast.ends, strict=True):
            there = self._take(feed.edge, len(self._lines[feed.edge]) - feed.waiting)
            if not there:
                return NotLowered("not every item is followed by a prediction")
            last = there[-1]
            if field not in self.prediction:
                self.prediction[field] = self.frame.lasting_vector(last.size)
            self.frame.write(Copy(x=last, out=self.prediction[field]))
        return None

    def _draw(self, drawer: Drawer) -> NotLowered | None:
        template = self._templates.get(OBJECTIVE)
        if template is None:
            code = Code(self.frame.batch, self.frame.dtype)
            widths = {field: vector.size for field, vector in self.prediction.items()}
            found = _lowered_draw(drawer, code, widths)
            if isinstance(found, NotLowered):
                return found
            template = self._keep(OBJECTIVE, found, code)
        drawn = self.frame.fire(OBJECTIVE, template, self.prediction)[MAIN]
        if self.drawn is None:
            self.drawn = self.frame.lasting_vector(drawn.size)
        self.frame.write(Copy(x=drawn, out=self.drawn))
        return None

    def _template(self, actor: Actor, taken: dict[str, Vector]) -> Template | NotLowered:
        """How a stage fires, worked out when it first does."""
        known = self._templates.get(actor.stage.path)
        if known is not None:
            return known
        code = Code(self.frame.batch, self.frame.dtype)
        widths = {port: vector.size for port, vector in taken.items()}
        found = lowered_stage(actor, self._state.states, code, widths)
        if isinstance(found, NotLowered):
            return found
        return self._keep(actor.stage.path, found, code)

    def _keep(self, name: str, template: Template, code: Code) -> Template:
        self._templates[name] = template
        self.frame.dtype = torch.promote_types(self.frame.dtype, code.dtype)
        return template

    def _push(self, path: str, items: Items) -> None:
        for feed in self._stepper.cast.feeds.get(path, ()):
            self._lines[feed.edge].extend(items[feed.port])

    def _take(self, edge: Edge, count: int) -> list[Vector]:
        """The first vectors of a queue, taken from it."""
        waiting = self._lines[edge]
        self._lines[edge] = waiting[count:]
        return waiting[:count]


def _lowered_draw(drawer: Drawer, code: Code, widths: Mapping[str, int]) -> Template | NotLowered:
    """How values are drawn; what is wrong with that is a reason to do without."""
    try:
        return lowered_draw(drawer.module, drawer.sampling, code, widths)
    except Exception as problem:  # noqa: BLE001  # torch can still draw what it fails at
        why = f"{type(problem).__name__}: {problem}"
        return NotLowered(f"the objective fails in `lower_draw`: {why}")


def cut_evenly(vector: Vector, count: int) -> list[Vector]:
    """A vector as items one after the other."""
    width = vector.size // count
    return [vector.part(i * width, width) for i in range(count)]
