"""C0: the declaration in every mode, from here and from the defaults, and what it opens into."""

from __future__ import annotations

from typing import Literal, Never

import pytest
from attrs import evolve, field, frozen, validators

from graphnet.plugin.types import Declaration, Expansion, Inner, StageType
from graphnet.registry import Registry
from graphnet.verify.check import Check
from graphnet.verify.declarations import Offer, check_declaration, default_options
from graphnet.verify.subject import stage_spec
from tests.verify.liars import SAME, registry
from tests.verify.proving import question, stage_text


@frozen(kw_only=True)
class Opens:
    """Opens into another stage in each mode."""

    mode: Literal["good", "unknown", "text", "raises"] = "good"


@frozen(kw_only=True)
class NoGoodDefault:
    pool: int = field(default=1, validator=validators.ge(2))


@frozen(kw_only=True)
class Needed:
    rows: int


def opening(modes: tuple[str, ...]) -> StageType:
    def declare(options: Opens) -> Declaration:
        mode = options.mode if options.mode in modes else "good"
        if mode == "raises":
            raise KeyError("legsd")
        contract = "float (B, -> oops" if mode == "text" else SAME
        use = "liar.nothing" if mode == "unknown" else "liar.reshapes"
        return Declaration(
            contract=contract, expansion=Expansion(stages=(Inner(name="a", use=use),))
        )

    return StageType(name="liar.opens", summary="opens", declare=declare, options=Opens)


def checked(stage_type: StageType, options: object) -> Check:
    written = stage_spec(question(stage_text("reshapes")).spec, "probed")
    assert written is not None
    offered: Registry = registry()
    offered = evolve(offered, stages={**offered.stages, stage_type.name: stage_type})
    return check_declaration(Offer(stage_type, options, written), offered)


def test_modes_that_all_declare_pass() -> None:
    assert checked(opening(()), Opens()).findings == ()


@pytest.mark.parametrize("mode", ["unknown", "text", "raises"])
def test_a_mode_that_the_spec_does_not_use_is_found_broken(mode: str) -> None:
    (finding,) = checked(opening((mode,)), Opens()).findings
    assert finding.rule.code == "GN204"
    assert f"`mode = '{mode}'`" in finding.message


@frozen(kw_only=True)
class Together(Opens):
    """The mode that raises needs another option."""

    is_open: bool = False

    def __attrs_post_init__(self) -> None:
        if self.mode == "text" or (self.mode == "raises" and not self.is_open):
            raise ValueError("not by itself")


def test_a_mode_that_needs_another_option_is_tried_with_it() -> None:
    found = checked(evolve(opening(("raises",)), options=Together), Together())
    assert found.unverified == "with `mode = 'text'` its options refuse"
    (finding,) = found.findings
    assert "`mode = 'raises'` beside another" in finding.message


def test_defaults_that_their_own_options_refuse_are_found() -> None:
    stage_type = evolve(opening(()), options=NoGoodDefault, declare=_plain)
    assert default_options(stage_type) is None
    (finding,) = checked(stage_type, NoGoodDefault(pool=2)).findings
    assert finding.message == "refuses its own default options"


def test_an_option_without_a_default_is_nothing_wrong() -> None:
    stage_type = evolve(opening(()), options=Needed, declare=_plain)
    assert checked(stage_type, Needed(rows=3)).findings == ()


def _plain(_: Never) -> Declaration:
    return Declaration(contract=SAME, implementation="tests.verify.liars:Reshapes")
