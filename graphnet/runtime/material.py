"""What a run is made from, found and checked before anything is written."""

from __future__ import annotations

from pathlib import Path

from attrs import field

from graphnet.build.protocols import Example, Source
from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.disk.corpus import Corpus, examples_of, read_corpus
from graphnet.disk.planned import Planned
from graphnet.disk.rules.data_folder import no_data_named
from graphnet.disk.run import Opened
from graphnet.disk.scanner import find_scanner
from graphnet.graph.plan import Plan
from graphnet.graph.rules.needs_objective import needs_objective
from graphnet.registry import Registry
from graphnet.runtime.device import Device, find_device, use_threads
from graphnet.runtime.gauges import Gauge, build_gauges
from graphnet.runtime.lengths import Lengths, bind_lengths
from graphnet.runtime.parts import build_source
from graphnet.runtime.resume import Wish
from graphnet.runtime.short_files import too_short
from graphnet.spec.spec import Spec
from graphnet.values import frozen


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

    @property
    def planned(self) -> Planned:
        """The spec and its plan, without what the command asks."""
        return Planned(spec=self.spec, plan=self.plan, registry=self.registry)


@frozen(kw_only=True)
class Material:
    """`lengths` is one training example, `window` one of evaluation."""

    source: Source
    corpus: Corpus
    examples: tuple[Example, ...]
    lengths: Lengths
    window: Lengths
    device: Device
    gauges: tuple[Gauge, ...] = ()


def gather(request: Request, opened: Opened | None) -> tuple[Material | None, Diagnostics]:
    """Find lengths, device, reader and data; everything that is wrong with any is reported."""
    plan = request.plan
    lengths, unbound = bind_lengths(plan, plan.settings.train.length, "train")
    window, unbound_too = window_lengths(plan)
    device, missing = find_device(request.device)
    source, broken = build_source(plan)
    gauges, lacking = build_gauges(plan)
    found = unbound + unbound_too + missing + broken + lacking + use_threads(request.threads)
    found += check_objective(request, "train")
    if source is None:
        return None, found
    corpus, refused = find_corpus(request, opened)
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
        gauges=gauges,
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


def find_corpus(request: Request, opened: Opened | None) -> tuple[Corpus | None, Diagnostics]:
    """The data of `--data`, else of the run at hand, else of the spec."""
    scanner, problems = find_scanner(request.plan, request.spec.tree)
    if scanner is None:
        return None, problems
    written = request.plan.settings.data.path
    if request.data is not None:
        return read_corpus(request.data, scanner)
    if opened is not None and opened.run.lock.data_folder:
        return read_corpus(Path(opened.run.lock.data_folder), scanner)
    if written is None:
        return None, (no_data_named(),)
    folder = Path(request.spec.text.path).parent / written
    return read_corpus(folder, scanner, request.plan.settings.places.get("data.path"))
