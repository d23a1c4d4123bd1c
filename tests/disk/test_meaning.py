"""An option matters unless it is marked as one that only begins or trains."""

from __future__ import annotations

from attrs import evolve, field, frozen

from graphnet.disk.meaning import differences, stages_of
from graphnet.disk.past import Past
from graphnet.plugin import TRAINING_ONLY
from tests.disk.models import planned

KEY = "stages.backbone.options."


@frozen(kw_only=True)
class Inner:
    """A table of options."""

    order: str = "legs"


@frozen(kw_only=True)
class Options:
    """One option of each kind."""

    width: int = 4
    drop: float = field(default=0.0, metadata=TRAINING_ONLY)
    begin: Inner = field(default=Inner(), metadata=TRAINING_ONLY)
    inner: Inner = Inner()
    many: tuple[int, ...] = field(factory=tuple)
    maybe: int | None = None


def differing(options: Options, **theirs: str) -> list[str]:
    """The names that differ from what was written down then."""
    stage = evolve(stages_of(planned())["backbone"], options=options)
    past = Past(options={f"{KEY}{name.replace('__', '.')}": text for name, text in theirs.items()})
    return [d.key.removeprefix(KEY) for d in differences(stage, past, planned())]


def test_an_option_that_is_not_marked_matters() -> None:
    assert differing(Options(), width="5") == ["width"]
    assert differing(Options(), width="4") == []
    assert differing(Options(), inner__order='"other"') == ["inner.order"]


def test_a_marked_one_does_not_nor_does_what_stands_in_a_marked_table() -> None:
    assert differing(Options(), drop="0.5", begin__order='"other"') == []


def test_what_was_not_known_then_did_what_its_default_does() -> None:
    assert differing(Options()) == []
    assert differing(Options(width=5, maybe=3)) == ["width", "maybe"]


def test_where_the_default_is_not_known_nothing_is_said() -> None:
    assert differing(Options(many=(1, 2))) == []
