"""Training files that hold no whole example are told before anything is built."""

from __future__ import annotations

from pathlib import Path

from graphnet.plugin import Example
from graphnet.runtime.lengths import bind_lengths
from graphnet.runtime.short_files import too_short
from tests.runtime.tiny import tiny_plan


def test_short_files_are_refused_with_the_length_that_every_file_holds() -> None:
    plan = tiny_plan()
    lengths, _ = bind_lengths(plan, {"L": 64}, "train")
    assert lengths is not None
    files = [Example(Path(name), length) for name, length in (("a", 47), ("b", 64), ("c", 41))]
    (problem,) = too_short(plan, files, lengths)
    assert problem.rule.code == "GN904"
    assert "`c` holds 41 items, expected at least 64" in problem.message
    assert [label.span.source.path for label in problem.others] == ["a", "c"]
    assert "`length = { L = 40 }`" in problem.fixes[0].text
    (hopeless,) = too_short(plan, [Example(Path("d"), 3)], lengths)
    assert "smaller `length`" in hopeless.fixes[0].text
    assert too_short(plan, files[1:2], lengths) == ()
