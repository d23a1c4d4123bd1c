"""The options in which a stage differs from the one its weights were trained in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import cast

import attrs

from graphnet.disk.defaults import UNSET, key_of, option_fields, render_option
from graphnet.disk.past import Past
from graphnet.disk.planned import Planned
from graphnet.graph.flat import FlatStage
from graphnet.graph.look_up import look_up_stages
from graphnet.graph.plan import Plan
from graphnet.graph.sizes import read_scope
from graphnet.plugin.types import TRAINING_ONLY
from graphnet.spec.origins import places
from graphnet.text import Span
from graphnet.values import frozen


@frozen
class Difference:
    """An option by its dotted path, its values here and there as TOML, and where ours stands."""

    key: str
    ours: str
    theirs: str
    at: Span | None


def stages_of(planned: Planned) -> Mapping[str, FlatStage]:
    """The stages of a spec as they are known before a composite opens."""
    scope, _ = read_scope(planned.spec)
    return look_up_stages(planned.spec, planned.registry, scope)[0].stages


def differences(stage: FlatStage, past: Past, planned: Planned) -> Iterator[Difference]:
    """The options of a stage in which it is not as its weights were trained, and that matter.

    An option that was not known then is of a later version of the plugin: what it did then is what
    its default does. Where both stages are the same inside, options say one thing in two ways.
    """
    if past.plan is not None and _inside(planned.plan, stage) == _inside(past.plan, stage):
        return
    written = places(planned.spec.tree)
    for name, text in option_fields(stage.options):
        key = f"{key_of(stage.path)}.options.{name}"
        then = past.options.get(key, _default(stage.options, name))
        if then not in (None, text) and _matters(stage.options, name):
            yield Difference(key, text, then or "", written.get(key))


def _inside(plan: Plan, stage: FlatStage) -> list[object]:
    """What a stage consists of once it is open: types, and the options that matter."""
    return [
        (
            each.path,
            each.use,
            [pair for pair in option_fields(each.options) if _matters(each.options, pair[0])],
        )
        for each in plan.stages
        if each.folded == stage.path
    ]


def _matters(options: object, name: str) -> bool:
    return not _is_for_training(options, name)


def _default(options: object, name: str) -> str | None:
    """What an option is by default, as TOML; None where that is not known."""
    field = _field(options, name)
    match None if field is None else field.default:
        case bool() | int() | float() | str() | tuple() | Enum() as default:
            return render_option(default)
        case None if field is not None:
            return UNSET
        case _:  # nested, computed, or without a default
            return None


def _is_for_training(options: object, name: str) -> bool:
    """Whether an option, or the table it stands in, says only how weights begin or are trained."""
    first, _, rest = name.partition(".")
    field = _field(options, first)
    if field is None:
        return False
    if TRAINING_ONLY.items() <= dict(field.metadata).items():
        return True
    inner = getattr(options, first)
    return bool(rest) and attrs.has(type(inner)) and _is_for_training(inner, rest)


def _field(options: object, name: str) -> attrs.Attribute[object] | None:
    fields = attrs.fields(type(cast(attrs.AttrsInstance, options)))
    return next((field for field in fields if field.name == name), None)
