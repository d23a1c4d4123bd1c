"""Whether and where a run goes on: the run that was named, and that it is still the same run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import frozen

from graphnet.diagnostics import Diagnostics
from graphnet.graph.plan import Plan
from graphnet.runtime.checkpoint import (
    Checkpoint,
    checkpoints_in,
    declared_shapes,
    read_checkpoint,
    shapes_in,
)
from graphnet.runtime.data import Corpus
from graphnet.runtime.lock import Software, text_checksum
from graphnet.runtime.resolved import leaves
from graphnet.runtime.rules.listed import listed
from graphnet.runtime.rules.other_checkpoint import other_checkpoint
from graphnet.runtime.rules.run_changed import Change, data_changed, record_edited, run_changed
from graphnet.runtime.run import LATEST, RUNS, Opened, Run, is_run, open_run
from graphnet.spec.parse import parse_tree
from graphnet.spec.tree import Table
from graphnet.text import SourceText

HARMLESS = (
    "train.log_every", "train.validate_every", "train.checkpoint_every", "train.keep_checkpoints",
    "evaluate.", "generate.", "budget.", "data.path", "requires", "metrics.", "plugins.",
)  # fmt: skip


SETTINGS = ("train.", "evaluate.", "generate.", "data.", "metrics.", "budget.", "plugins.")


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


def check_spec(opened: Opened, tree: Table, plan: Plan) -> Diagnostics:
    """Refuse a spec of another model, one that differs in a key that matters, or a false record."""
    run = opened.run
    text = run.resolved.read_text("utf-8")
    if run.lock.resolved not in ("", text_checksum(text)):
        return (record_edited(run.folder, run.resolved),)
    before, _ = parse_tree(SourceText(str(run.resolved), text))
    changes = () if before is None else spec_changes(before, tree, _may_differ(plan))
    if plan.fingerprints.model != run.lock.fingerprints.model:
        folder = newest_folder(opened) or run.folder
        found = shapes_in(folder)
        expected = declared_shapes(plan) if found else {}
        return (other_checkpoint(folder, found, expected, _why_other(changes)),)
    return (run_changed(run.folder, changes),) if changes else ()


def check_data(run: Run, corpus: Corpus) -> Diagnostics:
    """Refuse training files that are not those the run began with."""
    before = run.lock.data.get("train", {})
    now = corpus.checksums().get("train", {})
    changed = tuple(n for n in sorted({*before, *now}) if before.get(n) != now.get(n))
    return (data_changed(run.folder, corpus.folder, changed),) if changed else ()


def newest_checkpoint(opened: Opened, plan: Plan) -> tuple[Checkpoint | None, Diagnostics]:
    """The checkpoint that was named, or the newest; None where there is none yet."""
    folder = newest_folder(opened)
    return (None, ()) if folder is None else read_checkpoint(folder, plan)


def newest_folder(opened: Opened) -> Path | None:
    """The folder of the checkpoint that was named, or of the newest; None where there is none."""
    kept = checkpoints_in(opened.run.checkpoints)
    return opened.checkpoint or (kept[-1] if kept else None)


def spec_changes(before: Table, now: Table, ignored: tuple[str, ...]) -> tuple[Change, ...]:
    """Keys whose values differ, in the order in which the spec of now has them."""
    old, new = leaves(before), leaves(now)
    names = (*new, *(name for name in old if name not in new))
    return tuple(
        Change(
            name,
            old[name].text if name in old else "not set",
            new[name].text if name in new else "not set",
            new[name].at if name in new else None,
        )
        for name in names
        if not name.startswith(ignored)
        and (name not in old or name not in new or old[name].text != new[name].text)
    )


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


def _why_other(changes: Sequence[Change]) -> tuple[str, ...]:
    """Which keys make it another model, or that none does."""
    keys = [change.name for change in changes if not change.name.startswith(SETTINGS)]
    if keys:
        return (f"keys of the spec that differ: {listed(keys)}",)
    return ("no key of the spec differs: installed plugins plan it differently than before",)


def _may_differ(plan: Plan) -> tuple[str, ...]:
    """A constant learning rate does not depend on how many updates are still to come."""
    if plan.settings.train.schedule.use == "constant":
        return (*HARMLESS, "train.updates")
    return HARMLESS
