"""What a run is made from, found and checked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attrs import field, frozen

from graphnet.build.protocols import Example, Source
from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.graph.plan import Plan
from graphnet.graph.rules.needs_objective import needs_objective
from graphnet.registry import Registry
from graphnet.runtime.data import Corpus, examples_of, read_corpus
from graphnet.runtime.device import Device, find_device, use_threads
from graphnet.runtime.lengths import Lengths, bind_lengths, fitting
from graphnet.runtime.parts import build_source
from graphnet.runtime.resume import Wish
from graphnet.runtime.rules.data_folder import no_data_named
from graphnet.runtime.rules.file_too_short import file_too_short
from graphnet.runtime.run import Opened
from graphnet.spec.spec import Spec


@frozen(kw_only=True)
class Request:
    """A spec with its plan, and what the command line asks beside it."""

    spec: Spec
    plan: Plan
    registry: Registry
    data: Path | None
    device: str = "auto"
    threads: int | None = None
    wish: Wish = field(factory=Wish)
    argv: tuple[str, ...] = ()


@frozen(kw_only=True)
class Material:
    """`lengths` is one training example, `window` one of evaluation."""

    source: Source
    corpus: Corpus
    examples: tuple[Example, ...]
    lengths: Lengths
    window: Lengths
    device: Device


def gather(request: Request, opened: Opened | None) -> tuple[Material | None, Diagnostics]:
    """Find lengths, device, reader and data; everything that is wrong with any is reported."""
    plan = request.plan
    lengths, unbound = bind_lengths(plan, plan.settings.train.length, "train")
    window, unbound_too = window_lengths(plan)
    device, missing = find_device(request.device)
    source, broken = build_source(plan)
    found = unbound + unbound_too + missing + broken + use_threads(request.threads)
    found += check_objective(request, "train")
    if source is None:
        return None, found
    corpus, refused = find_corpus(request, opened, source)
    examples, no_split = ((), ()) if corpus is None else examples_of(corpus, "train")
    found += refused or no_split  # a split may lack nothing but the files that were refused
    found += () if lengths is None else too_short(plan, examples, lengths)
    if corpus is None or lengths is None or window is None or device is None or has_errors(found):
        return None, found
    return Material(
        source=source,
        corpus=corpus,
        examples=examples,
        lengths=lengths,
        window=window,
        device=device,
    ), found


def check_objective(request: Request, command: str) -> Diagnostics:
    """Refuse a spec without an objective."""
    if request.plan.objective is not None:
        return ()
    return (needs_objective(command, request.spec.text.whole),)


def window_lengths(plan: Plan) -> tuple[Lengths | None, Diagnostics]:
    """The length of `[evaluate]`; without one that of `[train]`, whose problems `train` reports."""
    if plan.settings.evaluate.length:
        return bind_lengths(plan, plan.settings.evaluate.length, "evaluate")
    return bind_lengths(plan, plan.settings.train.length, "train")


def find_corpus(
    request: Request, opened: Opened | None, source: Source
) -> tuple[Corpus | None, Diagnostics]:
    """The data of `--data`, else of the run at hand, else of the spec."""
    tree, written = request.spec.tree, request.plan.settings.data.path
    if request.data is not None:
        return read_corpus(request.data, source, tree)
    if opened is not None:
        return read_corpus(Path(opened.run.lock.data_folder), source, tree)
    if written is None:
        return None, (no_data_named(),)
    folder = Path(request.spec.text.path).parent / written
    return read_corpus(folder, source, tree, request.plan.settings.places.get("data.path"))


def too_short(plan: Plan, examples: Sequence[Example], lengths: Lengths) -> Diagnostics:
    """Whether every one of the training files holds a training example."""
    short = [example for example in examples if example.length < lengths.items]
    if not short:
        return ()
    name = next(iter(lengths.sizes), "L")
    fits = fitting(plan, min(e.length for e in short), upwards=False)
    mend = (
        f"write `length = {{ {name} = {fits} }}` under `[train]`, which every file holds"
        if fits is not None
        else "write a smaller `length` under `[train]`"
    )
    at = plan.settings.places.get(f"train.length.{name}")
    return (file_too_short(short, lengths.items, mend, at),)
