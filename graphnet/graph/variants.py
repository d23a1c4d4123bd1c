"""A spec with another value of one option: every choice a stage type leaves, as a spec to plan."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Literal, get_args, get_origin

import attrs

from graphnet.diagnostics import Edit
from graphnet.graph.flat import OBJECTIVE, FlatStage
from graphnet.spec.describe import spell
from graphnet.spec.spec import Predict, Spec, StageSpec
from graphnet.spec.tree import Entry, Scalar, Table, Tree
from graphnet.text import SourceText, Span, excerpt_at
from graphnet.values import evolve, frozen

MOST_CHOICES = 8
PREDICTIONS = get_args(Predict)


@frozen(kw_only=True)
class Variant:
    """One option of one stage set otherwise; `dropped` is another that must then go.

    `new` is None where an option is only left out.
    """

    spec: Spec
    stage: str
    option: str
    old: str
    new: str | None
    dropped: str | None = None
    edits: tuple[Edit, ...] = ()


def variants(spec: Spec, stage: FlatStage) -> Iterator[Variant]:
    """Every other choice of every option of a stage that has choices, one at a time.

    Options that need not be are left out, one at a time. Where an option cannot be set so
    beside one of these, that one is left out as well; these come last.
    """
    if stage.path == OBJECTIVE:
        yield from _predictions(spec)
    options = attrs.fields(attrs.resolve_types(stage.type.options))
    choices = {option.name: _choices(option.type) for option in options}
    written = () if stage.spec.options is None else stage.spec.options.entries
    droppable = [entry.key for entry in written if not choices.get(entry.key)]
    for dropped in (None, *droppable):
        if dropped == next(iter(droppable), ""):
            optional = {option.name for option in options if option.default is None}
            yield from (_without(spec, stage.spec, name) for name in droppable if name in optional)
        for name, known in choices.items():
            now = _plain(getattr(stage.options, name))
            others = (new for new in known if now in known and new != now)
            is_told = stage.path == OBJECTIVE and name == "predict"
            if len(known) <= MOST_CHOICES and not is_told:
                yield from (_variant(spec, stage.spec, (name, now, new), dropped) for new in others)


def _predictions(spec: Spec) -> Iterator[Variant]:
    """What else an objective may predict."""
    objective = spec.objective
    predict = None if objective is None else objective.predict
    if objective is None or predict is None:
        return
    for new in PREDICTIONS:
        if new != predict.value:
            changed = evolve(objective, predict=evolve(predict, value=new))
            yield Variant(
                spec=evolve(spec, objective=changed),
                stage=OBJECTIVE,
                option="predict",
                old=spell(predict.value),
                new=spell(new),
                edits=_here(spec, (Edit(predict.at, spell(new)),)),
            )


def _without(spec: Spec, stage: StageSpec, option: str) -> Variant:
    """The spec without an option that is written."""
    table = stage.options or Table((), stage.name_at)
    entry = next(entry for entry in table.entries if entry.key == option)
    kept = tuple(each for each in table.entries if each.key != option)
    return Variant(
        spec=_with_stage(spec, evolve(stage, options=Table(kept, table.at))),
        stage=stage.name,
        option=option,
        old=entry.value.at.text,
        new=None,
        edits=_here(spec, (Edit(_taken_out(table, option), ""),)),
    )


def _choices(kind: object) -> tuple[object, ...]:
    """The values that a truth, a Literal or an Enum may have, as they are written in TOML."""
    if kind is bool:
        return (True, False)
    if get_origin(kind) is Literal:
        return get_args(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(member.value for member in kind)
    return ()


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


def _variant(
    spec: Spec, stage: StageSpec, change: tuple[str, object, object], dropped: str | None
) -> Variant:
    option, old, new = change
    at = stage.name_at if stage.use is None else stage.use.at
    table = stage.options or Table((), at)
    kept = tuple(e for e in table.entries if e.key not in (option, dropped))
    source = SourceText("<choice>", spell(new))
    place = Span(source, 0, len(source.text))
    text = excerpt_at(new, source, 1) if isinstance(new, str) else None
    entry = Entry(option, place, Scalar(new, place, text))
    changed = evolve(stage, options=Table((*kept, entry), table.at))
    return Variant(
        spec=_with_stage(spec, changed),
        stage=stage.name,
        option=option,
        old=spell(old),
        new=spell(new),
        dropped=dropped,
        edits=_edits(spec, stage, (option, spell(new)), dropped),
    )


def _with_stage(spec: Spec, changed: StageSpec) -> Spec:
    if spec.source is not None and changed.name == spec.source.name:
        return evolve(spec, source=changed)
    stages = (changed if each.name == changed.name else each for each in spec.stages)
    return evolve(spec, stages=tuple(stages))


def _edits(
    spec: Spec, stage: StageSpec, change: tuple[str, str], dropped: str | None
) -> tuple[Edit, ...]:
    """How the file of the spec is changed; nothing where an option stands in another file."""
    option, new = change
    table = stage.options
    entry = None if table is None else table.find(option)
    first = _insertion(stage, option, new) if entry is None else Edit(entry.value.at, new)
    found = [first] if first is not None else []
    if table is not None and dropped is not None:
        found.append(Edit(_taken_out(table, dropped), ""))
    whole = len(found) == 1 + (dropped is not None)
    return _here(spec, tuple(found)) if whole else ()


def _here(spec: Spec, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Edits of the file of the spec that take no comment with them, else none."""
    is_here = all(edit.span.source == spec.text for edit in edits)
    return edits if is_here and all("#" not in edit.span.text for edit in edits) else ()


def _insertion(stage: StageSpec, option: str, new: str) -> Edit | None:
    """Where an option that is not written would be: in its inline table, else behind `use`."""
    table = stage.options
    if table is not None and table.entries:
        last = table.entries[-1].value.at
        between = ", " if table.at.text.startswith("{") else "\n"
        return Edit(Span(last.source, last.end, last.end), f"{between}{option} = {new}")
    if table is not None or stage.use is None:
        return None
    at = stage.use.at
    line, _ = at.position
    if not at.source.line(line).lstrip().startswith("use"):
        return None
    return Edit(Span(at.source, at.end, at.end), f"\noptions = {{ {option} = {new} }}")


def _taken_out(table: Table, key: str) -> Span:
    """An entry with what parts it from its neighbour."""
    index = next(i for i, entry in enumerate(table.entries) if entry.key == key)
    entry = table.entries[index]
    if index:
        return Span(entry.key_at.source, _end(table.entries[index - 1].value), _end(entry.value))
    after = table.entries[1].key_at.start if len(table.entries) > 1 else _end(entry.value)
    return Span(entry.key_at.source, entry.key_at.start, after)


def _end(tree: Tree) -> int:
    return tree.at.end
