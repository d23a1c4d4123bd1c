"""Columns line up, numbers to the right, wide characters included."""

from __future__ import annotations

import pytest

from graphnet.cli.grid import Grid, plain_lines, print_grid

GRID = Grid(("stage", "count"), (("a", "1"), ("日本", "1,234")), frozenset({"count"}))


def test_columns_line_up() -> None:
    assert list(plain_lines(GRID)) == [
        "stage  count",
        "-----  -----",
        "a          1",
        "日本   1,234",
    ]


def test_without_a_terminal_a_grid_is_plain(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    print_grid(GRID)
    assert capsys.readouterr().out == "\n".join(plain_lines(GRID)) + "\n"


def test_where_colour_is_wanted_rich_prints_the_same_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    print_grid(Grid(("stage",), (("[red]x",),)))
    out = capsys.readouterr().out
    assert "[red]x" in out
    assert "\x1b[" in out


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in "".join(plain_lines(Grid(("a",), (("\x1b[31m",),))))
