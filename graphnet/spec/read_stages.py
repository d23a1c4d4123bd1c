"""Reads stages, the source and the objective: what each uses, promises and is fed by."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.spec.findings import Findings
from graphnet.spec.keys import METRIC, OBJECTIVE, SOURCE, STAGE
from graphnet.spec.part import Part
from graphnet.spec.read_contract import read_contract
from graphnet.spec.read_sizes import read_stage_sizes
from graphnet.spec.read_values import close, read_table, read_text
from graphnet.spec.read_wires import read_inputs, read_ties, read_wire
from graphnet.spec.retired import retired_keys
from graphnet.spec.rules.bad_name import bad_name
from graphnet.spec.rules.wrong_value import not_one_of, wrong_value
from graphnet.spec.settings import LOSS
from graphnet.spec.spec import Located, MetricSpec, ObjectiveSpec, StageSpec
from graphnet.spec.tree import Entry, Scalar, Table, Tree
from graphnet.values import evolve

_NAME = re.compile(r"[^\W\d][\w-]*")
RESERVED_NAMES = {
    "source": "`[source]` has this name",
    "objective": "`[objective]` has this name",
    "delay": "the plan's own shift has this name",
    "metrics": "`[metrics]` has this name",
}
PREDICT = ("next", "label", "same")
_LETTERS = "name consists of letters, digits, `_` and `-`, and begins with a letter"
_LOSS_IS_TAKEN = "what is minimised has this name"
_USE_EXAMPLES = {
    "source": 'use = "audio.files"',
    "objective": 'use = "cross-entropy"',
    "metrics": 'use = "bits"',
}


def read_source(entry: Entry) -> tuple[StageSpec, Diagnostics]:
    """The table `[source]`."""
    return _read_stage(entry, "source", SOURCE.named)


def read_stages(_: str, tree: Tree) -> tuple[tuple[StageSpec, ...], Diagnostics]:
    """The tables `[stages.NAME]`, in the order in which they are written."""
    found = Findings()
    stages: list[StageSpec] = []
    table = found.take(read_table("stages", tree))
    for entry in table.entries if table else ():
        found.add(*_name_problems(entry))
        stages.append(found.take(_read_stage(entry, f"stages.{entry.key}", STAGE.named)))
    return tuple(stages), found.all


def read_objective(entry: Entry) -> tuple[ObjectiveSpec, Diagnostics]:
    """The table `[objective]`."""
    stage, problems = _read_stage(entry, "objective", OBJECTIVE.named)
    if not isinstance(entry.value, Table):
        return ObjectiveSpec(stage=stage, predict=None), problems
    retired = retired_keys("objective")
    closed, _ = close(entry.value, OBJECTIVE.named, "", (), retired)  # told with the stage
    found = Findings()
    part = Part("objective", closed.table, found)
    part.require("predict", 'predict = "next"')
    objective = ObjectiveSpec(
        stage=stage,
        predict=part.read("predict", _read_predict, None),
        target=part.read("target", read_wire, None),
        prediction=part.read("prediction", read_wire, None),
    )
    damaged = evolve(stage, is_damaged=stage.is_damaged or has_errors(found.all))
    return evolve(objective, stage=damaged), (*problems, *found.all)


def read_metrics(_: str, tree: Tree) -> tuple[tuple[MetricSpec, ...], Diagnostics]:
    """The tables `[metrics.NAME]`, in the order in which they are written."""
    found = Findings()
    metrics: list[MetricSpec] = []
    table = found.take(read_table("metrics", tree))
    for entry in table.entries if table else ():
        if entry.key == LOSS:
            found.add(bad_name("metric", entry.key, _LOSS_IS_TAKEN, entry.key_at))
        elif not _NAME.fullmatch(entry.key):
            found.add(bad_name("metric", entry.key, f"a metric's {_LETTERS}", entry.key_at))
        metrics.append(found.take(_read_metric(entry)))
    return tuple(metrics), found.all


def _read_metric(entry: Entry) -> tuple[MetricSpec, Diagnostics]:
    key = f"metrics.{entry.key}"
    stage, problems = _read_stage(entry, key, METRIC.named)
    stage = evolve(stage, name=key)
    if not isinstance(entry.value, Table):
        return MetricSpec(stage=stage), problems
    retired = retired_keys(key)
    closed, _ = close(entry.value, METRIC.named, "", (), retired)  # told with the stage
    found = Findings()
    part = Part(key, closed.table, found)
    metric = MetricSpec(
        stage=stage,
        target=part.read("target", read_wire, None),
        prediction=part.read("prediction", read_wire, None),
    )
    damaged = evolve(stage, is_damaged=stage.is_damaged or has_errors(found.all))
    return evolve(metric, stage=damaged), (*problems, *found.all)


def _read_stage(entry: Entry, key: str, known: Collection[str]) -> tuple[StageSpec, Diagnostics]:
    """What stages, the source and the objective have in common; damaged where it has to guess."""
    found = Findings()
    written = found.take(read_table(key, entry.value))
    if written is None:
        damaged = StageSpec(name=entry.key, name_at=entry.key_at, use=None, is_damaged=True)
        return damaged, found.all
    closed, unknown = close(written, known, f"`[{key}]`", (f"{key}.options",), retired_keys(key))
    part = Part(key, closed.table, found)
    part.require("use", _USE_EXAMPLES.get(key.partition(".")[0], 'use = "linear"'))
    stage = StageSpec(
        name=entry.key,
        name_at=entry.key_at,
        use=part.read("use", _read_use, None),
        contract=part.read("contract", read_contract, None),
        options=part.read("options", read_table, None),
        sizes=part.read("sizes", read_stage_sizes, ()),
        inputs=part.read("input", read_inputs, ()),
        ties=part.read("tie", read_ties, ()),
    )
    is_damaged = has_errors(found.all) or not closed.is_whole
    return evolve(stage, is_damaged=is_damaged), (*unknown, *found.all)


def _read_use(key: str, tree: Tree) -> tuple[Located[str] | None, Diagnostics]:
    text, found = read_text(key, tree, "the name of a stage type in quotes")
    if text is not None and not text.value.strip():
        return None, (wrong_value(key, "the name of a stage type", tree),)
    return (None if text is None else Located(text.value, text.at)), found


def _read_predict(
    key: str, tree: Tree
) -> tuple[Located[Literal["next", "label", "same"]] | None, Diagnostics]:
    match tree:
        case Scalar(value="next" | "label" | "same" as predict, at=at):
            return Located(predict, at), ()
    return None, (not_one_of(key, tuple(f'"{choice}"' for choice in PREDICT), tree),)


def _name_problems(entry: Entry) -> Diagnostics:
    name, at = entry.key, entry.key_at
    if name in RESERVED_NAMES:
        why = RESERVED_NAMES[name]
    elif not _NAME.fullmatch(name):
        why = f"a stage's {_LETTERS}"
    else:
        return ()
    return (bad_name("stage", name, why, at),)
