"""Figures of whole files are refused where a stage needs its whole sequence."""

from __future__ import annotations

import pytest

from tests.graph.clockwork import codes_of, ending, planned, spec_of

FILE = '\n[evaluate]\ncontext = "file"\n'


@pytest.mark.parametrize("stage", ["running-sum", "net", "blocks; by = 2"])
def test_what_steps_is_measured_file_by_file(stage: str) -> None:
    late = ("delay; steps = 1",) if stage.startswith("blocks") else ()
    assert "GN606" not in codes_of(spec_of(stage, *late, end=ending("next", more=FILE)))


@pytest.mark.parametrize("stage", ["ahead", "whole", "both; bidirectional = true"])
def test_what_needs_the_whole_sequence_is_named(stage: str) -> None:
    _, problems = planned(spec_of(stage, end=ending("same", more=FILE)))
    (problem,) = (each for each in problems if each.rule.code == "GN606")
    assert "`s0`" in problem.message
    assert problem.primary is not None
    assert problem.primary.span.text == '"file"'


def test_windows_ask_for_nothing() -> None:
    window = FILE.replace("file", "window")
    assert "GN606" not in codes_of(spec_of("whole", end=ending("same", more=window)))
