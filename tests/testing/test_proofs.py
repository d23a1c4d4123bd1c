"""`verify_text` is `graphnet verify` for a test of a plugin."""

from __future__ import annotations

import pytest

from graphnet.diagnostics import GraphnetError
from graphnet.testing import verify_text
from tests.verify.liars import registry
from tests.verify.proving import stage_text


def test_honest_stages_give_no_diagnostics() -> None:
    assert verify_text(stage_text("reshapes"), registry()).diagnostics == ()


def test_a_liar_is_reported_with_its_code() -> None:
    report = verify_text(stage_text("views"), registry(), seed=1)
    assert [found.rule.code for found in report.diagnostics] == ["GN702"]


def test_a_spec_that_is_refused_raises_with_all_that_is_wrong() -> None:
    with pytest.raises(GraphnetError) as refused:
        verify_text(stage_text("nothing"), registry())
    assert [found.rule.code for found in refused.value.diagnostics] == ["GN202"]
    with pytest.raises(GraphnetError):
        verify_text("format = ", registry())
