"""C4: a stage that also lowers computes as operations what it steps to, or gives for the whole.

An objective that lowers its draws draws the same values from the same numbers. No declaration asks
for this: a module that has `lower` or `lower_draw` is taken at its word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast, final

import torch
from torch import Generator, Tensor

from graphnet.build.lowered.alone import alone
from graphnet.build.lowered.code import Code, NotLowered
from graphnet.build.lowered.play import Player
from graphnet.build.lowered.template import (
    Template,
    flat_vectors,
    lowered_draw,
    template_of,
)
from graphnet.build.protocols import (
    Lowered,
    LoweringLikelihood,
    LoweringModule,
    Sampling,
    State,
)
from graphnet.graph.records import gathered, split
from graphnet.verify.bench import Bench
from graphnet.verify.call import Raised, flat
from graphnet.verify.causality import probe_point
from graphnet.verify.check import Check, Finding
from graphnet.verify.draw import BATCH, WAYS, at_once
from graphnet.verify.ports import Port
from graphnet.verify.precision import gap, size
from graphnet.verify.rules.step_differs import cannot_lower, draws_apart, lowered_apart
from graphnet.verify.step import Stepping, batched, block_of
from graphnet.verify.subject import Subject
from graphnet.verify.targets import density, likely

Lower = Callable[..., Lowered]
Given = Mapping[str, Tensor]


def check_lower(bench: Bench) -> Check:
    """Run the operations with a batch of 1, then of 2."""
    if isinstance(bench.module, LoweringLikelihood):
        return _check_draws(bench)
    if not isinstance(bench.module, LoweringModule) or not _fires(bench.subject):
        return Check(level="C4", name="lower", applies=False)
    point = probe_point(bench.subject)
    if point is None:
        return Check(level="C4", name="lower", unverified="no sizes keep all its conditions")
    for batch in (1, 2):
        lowering = _Lowering(bench, batched(bench, point, batch))
        findings = lowering.findings()
        if findings or lowering.why:
            detail = f"not lowered: it {lowering.why}" if lowering.why else ""
            return Check(
                level="C4", name="lower", findings=findings, detail=detail, applies=bool(findings)
            )
    return Check(level="C4", name="lower")


def _fires(subject: Subject) -> bool:
    """Whether a stage goes item by item."""
    is_timed = any(port.axis("time") is not None for port in subject.inputs)
    return is_timed and (subject.timing.steps or subject.timing.positionwise)


@final
class _Lowering(Stepping):
    """One sequence, firing by firing: in torch, and as operations."""

    why = ""

    def run(self, whole: Given) -> Finding | None:
        """Go on from the start and from half way, and say what first goes wrong."""
        state: State = ()
        if self.subject.timing.steps:
            state = tuple(self.module.initial_state(self.batch))
        middle = self.firings // 2 if state else 0
        try:
            wrong = self.compared(self.template(state), whole, state)
            if wrong is not None or self.why or not middle:
                return wrong
            for firing in range(middle):
                _, state = self.wanted(whole, firing, state)
            return self.compared(self.template(state), whole, state, middle)
        except Exception as problem:  # noqa: BLE001  # a plugin's `lower` may fail in any way
            return cannot_lower(Raised(problem).line, self.point)

    def template(self, state: State) -> Template | NotLowered:
        """What the module writes down."""
        code = Code(self.batch, torch.float64)
        takes = {name: code.vector(laid.shape[1]) for name, laid in self.laid(0).items()}
        lower = cast(Lower, cast(LoweringModule, self.module).lower)
        given = lower(code, state, **dict(gathered(takes)))
        if isinstance(given, NotLowered):
            return given
        ports = [port.name for port in self.subject.outputs]
        return template_of(code, takes, flat_vectors(ports, given))

    def compared(
        self, template: Template | NotLowered, whole: Given, state: State, first: int = 0
    ) -> Finding | None:
        """Firing after firing, from the one that `state` stands before."""
        if isinstance(template, NotLowered):
            self.why = template.why
            return None
        player = Player(alone(template, self.batch), torch.float64)
        for firing in range(first, self.firings):
            wanted, state = self.wanted(whole, firing, state)
            given = player.predict(torch.cat([*self.laid(firing).values()], dim=1))
            for port in self.subject.outputs:
                right = flat_items(wanted[port.name], port, self.subject.timing.gives)
                allowed = self.tolerance * (firing + 1) * size(right)
                found = given.get(port.name, right.new_empty(0))
                if found.shape != right.shape or gap(right, found) > allowed:
                    apart = gap(right, found) if found.shape == right.shape else torch.nan
                    return lowered_apart(port.name, (firing, apart, allowed), self.point)
        return None

    def wanted(self, whole: Given, firing: int, state: State) -> tuple[Given, State]:
        """What a firing gives in torch, and the next state."""
        gives = self.subject.timing.gives
        if not self.subject.timing.steps:
            blocks = {
                port.name: block_of(whole[port.name], port, firing * gives, gives)
                for port in self.subject.outputs
            }
            return blocks, state
        given, after = self.step(self.item(firing), state)
        found = flat(given, self.subject.outputs)
        return ({} if isinstance(found, Raised) else found), tuple(after)

    def laid(self, firing: int) -> dict[str, Tensor]:
        """What a firing takes, each port `(B, numbers)`; what has no items is not there then."""
        takes, item = self.subject.timing.takes, self.item(firing)
        timed = (port for port in self.subject.inputs if port.axis("time") is not None)
        return {port.name: flat_items(item[port.name], port, takes) for port in timed}


def flat_items(values: Tensor, port: Port, count: int) -> Tensor:
    """Items of a port as numbers `(B, ...)`, one item after the other."""
    axis = port.axis("time")
    if axis is not None and count > 1:
        values = values.movedim(axis, 1)
    return values.flatten(1).double()


def _check_draws(bench: Bench) -> Check:
    """Draw in every way from the same numbers, in torch and as operations."""
    probe = density(bench.subject) or likely(bench.subject)
    if isinstance(probe, str):
        return Check(level="C4", name="lower", unverified=f"draw: {probe}")
    sampler, point, whys = bench.sampler("lower"), probe.point(BATCH), set()
    prediction = {
        split(port.name)[1]: at_once(sampler.port(port, point, torch.float64), port)
        for port in probe.prediction
    }
    for way in WAYS:
        try:
            drawn = _drawn(bench, prediction, way)
        except Exception as problem:  # noqa: BLE001  # a plugin's `lower_draw` may fail in any way
            return Check(
                level="C4", name="lower", findings=(cannot_lower(Raised(problem).line, point),)
            )
        if isinstance(drawn, NotLowered):
            whys.add(drawn.why)
        elif not torch.equal(*drawn):
            wanted, found = (str(each.flatten().tolist()) for each in drawn)
            return Check(level="C4", name="lower", findings=(draws_apart(wanted, found, point),))
    return Check(level="C4", name="lower", detail="; ".join(sorted(whys)))


def _drawn(bench: Bench, prediction: Given, way: Sampling) -> tuple[Tensor, Tensor] | NotLowered:
    """What torch draws, and what the operations draw."""
    module, widths = bench.shaken, {name: v.flatten(1).shape[1] for name, v in prediction.items()}
    template = lowered_draw(module, way, Code(BATCH, torch.float64), widths)
    if isinstance(template, NotLowered):
        return template
    seeds = [Generator().manual_seed(bench.seed) for _ in range(2)]
    laid = torch.cat([values.flatten(1) for values in prediction.values()], dim=1)
    rows = [
        torch.rand(BATCH, 1, generator=seeds[0], dtype=torch.float64) for _ in template.uniforms
    ]
    player = Player(alone(template, BATCH), torch.float64)
    found = player.free_run(laid, torch.cat(rows, dim=1)[None])[0]
    with torch.no_grad():
        right = cast(LoweringLikelihood, module).draw(prediction.get("", prediction), seeds[1], way)
    return right.flatten(1).double(), found
