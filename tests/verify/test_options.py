"""Options that nothing reads, and those that only seem so."""

from __future__ import annotations

from graphnet.verify.check import Verdict
from graphnet.verify.options import answers, check_options, reads
from tests.verify.liars import Moded, Width
from tests.verify.proving import stage_text
from tests.verify.test_bench import bench
from tests.verify.test_names import subject


def test_an_option_that_nothing_reads_is_named_with_its_value() -> None:
    (finding,) = check_options(bench("unread")).findings
    assert finding.found.startswith("`d_state = 64`")


def test_an_option_read_in_another_mode_is_no_finding() -> None:
    assert check_options(bench("read-in-one-mode")).findings == ()


def test_an_option_that_changes_the_declaration_need_not_be_read() -> None:
    lost = subject(stage_text("lost-init"), "probed")
    assert not answers(lost, lost.options, "init")
    text = stage_text("reshapes").replace("liar.reshapes", "toy.ahead")
    assert check_options(bench("read")).findings == ()
    assert subject(text, "probed").options is not None


def test_what_is_read_is_read_while_building_and_calling() -> None:
    assert reads(bench("unread"), Width()) == frozenset({"scale"})
    assert reads(bench("read-in-one-mode"), Moded()) == frozenset({"mode"})
    assert reads(bench("read-in-one-mode"), Moded(mode="taps")) == frozenset({"mode", "taps"})


def test_a_stage_without_options_has_nothing_to_read() -> None:
    assert check_options(bench("reshapes")).verdict is Verdict.NOTHING
