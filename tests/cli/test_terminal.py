"""NO_COLOR, FORCE_COLOR and TERM=dumb are respected."""

from __future__ import annotations

import io

import pytest

from graphnet.cli.terminal import is_terminal, wants_colour, width


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "on_terminal", "in_pipe"),
    [
        ({}, True, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
        ({"TERM": "dumb"}, False, False),
        ({"TERM": "xterm"}, True, False),
    ],
)
def test_colour(environ: dict[str, str], on_terminal: bool, in_pipe: bool) -> None:
    assert wants_colour(Terminal(), environ) is on_terminal
    assert wants_colour(io.StringIO(), environ) is in_pipe


def test_a_dumb_terminal_cannot_move_its_cursor() -> None:
    assert is_terminal(Terminal(), {})
    assert not is_terminal(Terminal(), {"TERM": "dumb"})
    assert not is_terminal(io.StringIO(), {})


def test_a_pipe_has_a_fixed_width() -> None:
    assert width(io.StringIO()) == 94
