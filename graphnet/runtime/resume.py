"""Whether and where a run goes on: the run that was named, and that it is still the same run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from graphnet.diagnostics import Diagnostics
from graphnet.disk.changes import changes_since
from graphnet.disk.checkpoint import Checkpoint, read_whole
from graphnet.disk.corpus import Corpus
from graphnet.disk.fit import check_weights
from graphnet.disk.planned import Planned
from graphnet.disk.record import Software, text_checksum
from graphnet.disk.rules.run_changed import data_changed, record_edited, run_changed
from graphnet.disk.run import LATEST, RUNS, Opened, Run, is_run, open_run
from graphnet.disk.weights import newest_folder, run_weights
from graphnet.graph.plan import Plan
from graphnet.values import frozen

HARMLESS = (
    "train.log_every", "train.validate_every", "train.checkpoint_every", "train.keep_checkpoints",
    "train.monitor", "train.recompute",
    "evaluate.", "generate.", "budget.", "data.path", "requires", "metrics.", "plugins.",
)  # fmt: skip
WATCHED = ("train.validate_every", "train.monitor")
"""What a rate that waits for plateaus depends on."""


@frozen
class Wish:
    """What the command says: `--resume` (`auto`, `never`, `latest` or a path) and `--run`."""

    resume: str = "auto"
    folder: Path | None = None


def find_resumed(wish: Wish, name: str | None) -> tuple[Opened | None, Diagnostics]:
    """The run to go on with, or None for a new one. `name` is the spec's.

    `auto` goes on only where `--run` names a run that exists: a plain `graphnet train SPEC`
    always begins anew.
    """
    match wish.resume:
        case "never":
            return None, ()
        case "auto":
            if wish.folder is None or not is_run(wish.folder):
                return None, ()
            return open_run(wish.folder)
        case "latest" if name is not None:
            return open_run(RUNS / name / LATEST)
        case path:
            return open_run(Path(path))


def check_spec(opened: Opened, planned: Planned) -> Diagnostics:
    """Refuse a spec of another model, one that differs in a value that matters, a false record."""
    run, plan = opened.run, planned.plan
    if run.lock.resolved not in ("", text_checksum(run.resolved.read_text("utf-8"))):
        return (record_edited(run.folder, run.resolved),)
    if newest_folder(opened) is not None:
        weights, damaged = run_weights(opened)
        other = damaged if weights is None else check_weights(planned, weights)
        if other:
            return other
    ignored = _may_differ(plan)
    changes = tuple(c for c in changes_since(run, planned) if not c.name.startswith(ignored))
    return (run_changed(run.folder, changes),) if changes else ()


def check_data(run: Run, corpus: Corpus) -> Diagnostics:
    """Refuse training files that are not those the run began with."""
    if run.lock.imported is not None:  # which was not trained here on any files
        return ()
    before = run.lock.data.get("train", {})
    now = corpus.checksums().get("train", {})
    changed = tuple(n for n in sorted({*before, *now}) if before.get(n) != now.get(n))
    return (data_changed(run.folder, corpus.folder, changed),) if changed else ()


def newest_checkpoint(opened: Opened) -> tuple[Checkpoint | None, Diagnostics]:
    """The checkpoint that was named, or the newest, found whole; None where there is none yet."""
    folder = newest_folder(opened)
    return (None, ()) if folder is None else read_whole(folder)


def software_notes(before: Software, now: Software) -> tuple[str, ...]:
    """Versions that are not those the run began with: it goes on, but may differ in last bits."""
    pairs: Mapping[str, tuple[str | None, str | None]] = {
        "graphnet": (before.graphnet, now.graphnet),
        "torch": (before.torch, now.torch),
        **{
            name: (before.plugins.get(name), now.plugins.get(name))
            for name in {**before.plugins, **now.plugins}
        },
    }
    return tuple(
        f"{name} was {old or 'not installed'} when the run began, now {new or 'not installed'}"
        for name, (old, new) in pairs.items()
        if old != new
    )


def _may_differ(plan: Plan) -> tuple[str, ...]:
    """Only a cosine depends on how many updates are still to come, a plateau on validations."""
    match plan.settings.train.schedule.use:
        case "constant":
            return (*HARMLESS, "train.updates")
        case "cosine":
            return HARMLESS
        case "plateau":
            return (*(key for key in HARMLESS if key not in WATCHED), "train.updates")
