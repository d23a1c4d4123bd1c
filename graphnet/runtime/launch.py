"""From a plan and a command's wishes to a run that can train, or to all that stands in the way."""

from __future__ import annotations

from attrs import evolve
from torch.optim import AdamW

from graphnet.build import build_network
from graphnet.build.network import Network
from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.disk.defaults import option_texts
from graphnet.disk.record import Begun
from graphnet.disk.run import Opened, Run
from graphnet.graph.budget import check_budget
from graphnet.graph.plan import Plan
from graphnet.runtime.batches import Batches
from graphnet.runtime.compiling import arithmetic, check_compiling
from graphnet.runtime.device import make_repeatable
from graphnet.runtime.inherit import find_beginning, freeze, take_weights
from graphnet.runtime.lock import Origin, lock_of
from graphnet.runtime.material import Material, Request, gather
from graphnet.runtime.measure import Meter
from graphnet.runtime.optimizer import build_optimizer
from graphnet.runtime.proof import prove_first
from graphnet.runtime.resume import check_data, check_spec, newest_checkpoint
from graphnet.runtime.run import create_run, new_folder, writable
from graphnet.runtime.train import Training
from graphnet.runtime.unit import unit_of
from graphnet.runtime.weights import load_optimizer, load_weights
from graphnet.runtime.windows import Window, some_windows, windows_of

VALIDATION_SHARE = 10
FEWEST_WINDOWS = 8


def prepare(request: Request, opened: Opened | None) -> tuple[Training | None, Diagnostics]:
    """Check everything, then make the run or go on with `opened`; nothing is written if refused."""
    request, problems = (request, ()) if opened is None else _as_begun(request, opened)
    material, found = gather(request, opened)
    problems += found
    if opened is not None:
        problems += check_spec(opened, request.planned)
        problems += () if material is None else check_data(opened.run, material.corpus)
    folder = request.wish.folder if opened is None else opened.run.folder
    problems += writable(new_folder(request.spec) if folder is None else folder)
    begun, missing = find_beginning(request.planned, opened)
    problems += missing
    if material is None or has_errors(problems):
        return None, problems
    network, line, broken = _network(request, begun, material)
    problems += broken
    if network is None or has_errors(broken):
        return None, problems
    optimizer = build_optimizer(request.plan, network)
    first, refused = _restore(opened, network, optimizer)
    run, taken = (None, ()) if refused else _run(request, opened, material, begun)
    problems += refused + taken
    if run is None:
        return None, problems
    run.say(line)
    training = _training(request.plan, run, material, network, optimizer)
    return evolve(training, first=first), problems


def _as_begun(request: Request, opened: Opened) -> tuple[Request, Diagnostics]:
    """The request with the rewrites of the run it goes on with, so that sums round as before.

    Where they are others than today's, the budget is judged again: it was with today's.
    """
    begun = opened.run.lock.rewrites
    if begun == request.plan.rewrites:
        return request, ()
    plan = evolve(request.plan, rewrites=begun)
    places = {stage.name: stage.name_at for stage in request.spec.stages}
    found = check_budget(plan, places, request.registry)
    return evolve(request, plan=plan), tuple(each for each in found if has_errors((each,)))


def _network(
    request: Request, begun: Begun | None, material: Material
) -> tuple[Network | None, str, Diagnostics]:
    """The network as the first update finds it, and what its proofs say in a line."""
    network, broken = build_network(request.plan, request.plan.settings.train.seed)
    if network is None:
        return None, "", broken
    line, unkept = prove_first(request.plan, request.spec, request.registry)
    if has_errors(unkept):
        return None, line, broken + unkept
    broken += () if begun is None else take_weights(begun, network)
    uncompiled = check_compiling(request.plan, material.device)
    if uncompiled:
        return None, line, broken + uncompiled
    network.to(material.device.torch)
    freeze(request.plan, network)
    return network, line, broken


def _training(
    plan: Plan, run: Run, material: Material, network: Network, optimizer: AdamW
) -> Training:
    settings = plan.settings.train
    return Training(
        run=run,
        plan=plan,
        network=network,
        optimizer=optimizer,
        batches=Batches(
            material.source,
            material.examples,
            material.lengths.items,
            settings.seed,
            by_file=unit_of(plan) == "label",
        ),
        meter=Meter(
            network=network,
            source=material.source,
            device=material.device.torch,
            batch=max(settings.batch, plan.settings.evaluate.batch),
            gauges=material.gauges,
        ),
        validation=_validation(plan, material),
    )


def _restore(opened: Opened | None, network: Network, optimizer: AdamW) -> tuple[int, Diagnostics]:
    """Put back what the run's checkpoint holds; how many updates that is."""
    if opened is None:
        return 0, ()
    checkpoint, damaged = newest_checkpoint(opened)
    if checkpoint is None:
        return 0, damaged
    refused = load_weights(checkpoint, network) or load_optimizer(checkpoint, optimizer)
    return checkpoint.state.update, damaged + refused


def _run(
    request: Request, opened: Opened | None, material: Material, begun: Begun | None
) -> tuple[Run | None, Diagnostics]:
    determinism = {**make_repeatable(material.device), **arithmetic(request.plan.settings.train)}
    if opened is not None:
        opened.run.say(f"goes on: {' '.join(request.argv)}")
        return opened.run, ()
    origin = Origin(
        spec=request.spec.text.path,
        argv=request.argv,
        registry=request.registry,
        device=material.device,
        determinism=determinism,
        options=option_texts(request.spec, request.registry),
        init=begun,
        rewrites=request.plan.rewrites,
    )
    plan = request.plan
    lock = lock_of(origin, material.corpus, plan.fingerprints, plan.settings.train.seed)
    folder = request.wish.folder or new_folder(request.spec)
    run, problems = create_run(folder, request.spec, lock)
    if run is not None:
        run.say(f"begins: {' '.join(request.argv)}")
    return run, problems


def _validation(plan: Plan, material: Material) -> tuple[Window, ...]:
    """Windows of the valid split, at most a tenth of what is trained on in between."""
    windows = windows_of(material.corpus.splits.get("valid", ()), material.window)
    trained = plan.settings.train.validate_every * plan.settings.train.batch
    return some_windows(windows, max(FEWEST_WINDOWS, trained // VALIDATION_SHARE))
