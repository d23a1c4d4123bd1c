"""Options that nothing reads: neither the declaration changes with them nor does a module look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Never, cast

import torch
from attrs import evolve

from graphnet.build.protocols import ChunkingModule, Likelihood, Sampling, SteppingModule
from graphnet.graph.records import gathered
from graphnet.plugin.types import Declaration
from graphnet.verify.bench import Bench, construct
from graphnet.verify.call import call
from graphnet.verify.check import Check
from graphnet.verify.rules.unread_option import read_by_nothing
from graphnet.verify.step import Stepped
from graphnet.verify.subject import Subject
from graphnet.verify.targets import MAIN
from graphnet.verify.variations import fields_of, others, with_choices
from graphnet.verify.watched import watched


def check_options(bench: Bench) -> Check:
    """Which options the declaration answers to, and which the module reads while it works."""
    return unread_options(bench.subject, lambda options: reads(bench, options))


def unread_options(subject: Subject, read: Callable[[object], frozenset[str] | None]) -> Check:
    """The options that neither change what is declared nor are read in any mode."""
    names = [field.name for field in fields_of(subject.options)]
    modes = tuple(every_way(subject.options))
    silent = [name for name in names if not any(answers(subject, m, name) for m in modes)]
    unread = [name for name in silent if varies(subject, name)]
    for options in modes if unread else ():
        seen = read(options)
        unread = [name for name in unread if seen is not None and name not in seen]
    findings = tuple(read_by_nothing(n, getattr(subject.options, n)) for n in unread)
    return Check(level="options", name="options", findings=findings, applies=bool(names))


def answers(subject: Subject, options: object, name: str) -> bool:
    """Whether some other value of an option changes what is declared, in one mode."""
    here = declared(subject, options)
    return any(declared(subject, other) != here for other in others(options, name))


def varies(subject: Subject, name: str) -> bool:
    """Whether the options take another value of this one as they stand."""
    return next(others(subject.options, name), None) is not None


def declared(subject: Subject, options: object) -> Declaration | None:
    """What the stage type declares with other options; None where it refuses them."""
    try:
        return subject.stage_type.declare(cast(Never, options))
    except Exception:  # noqa: BLE001  # a plugin's declaration may fail in any way
        return None


def every_way(options: object) -> Iterator[object]:
    """The options, and with each value of each enum and flag: some are read in one mode alone."""
    yield options
    yield from (other for _, _, other in with_choices(options) if other is not None)


def reads(bench: Bench, options: object) -> frozenset[str] | None:
    """The options that the implementation reads while it works; None where nobody can tell."""
    seen: set[str] = set()
    spied = watched(options, seen)
    declaration = declared(bench.subject, options)
    if spied is None or declaration is None:
        return None
    for place in (declaration.implementation, declaration.inverse):
        module = None if place is None else construct(place, bench.subject, spied)[0]
        if module is not None:
            _work(Bench(_at(bench.subject, options), module, bench.seed))
    return frozenset(seen)


def _at(subject: Subject, options: object) -> Subject:
    return evolve(subject, planned=evolve(subject.planned, options=options))


def _work(bench: Bench) -> None:
    """Everything a module can be asked to do, whatever comes of it."""
    values = bench.sampler("options").inputs(bench.subject, bench.point, torch.float32)
    call(bench.module, values, bench.subject.outputs)
    try:
        if isinstance(bench.module, SteppingModule):
            state = bench.module.initial_state(2)
            items = {name: value[:, 0] for name, value in values.items() if value.dim() > 1}
            cast(Stepped, bench.module.step)(**dict(gathered(items)), state=state)
        if isinstance(bench.module, ChunkingModule):
            state = bench.module.initial_state(next(len(each) for each in values.values()))
            timed = {name: value for name, value in values.items() if value.dim() > 1}
            cast(Stepped, bench.module.chunk)(**dict(gathered(timed)), state=state)
        if isinstance(bench.module, Likelihood):
            items = {name: value[:, 0] for name, value in values.items() if value.dim() > 1}
            handed = dict(gathered(items))[MAIN]
            sampling = Sampling(temperature=0.7, top_p=0.9)
            bench.module.draw(handed, torch.Generator(), sampling)
    except Exception:  # noqa: BLE001  # other checks speak of what fails
        return
