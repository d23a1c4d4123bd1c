"""One status for a whole command, the strongest of what was found."""

from __future__ import annotations

import pytest

from graphnet.cli.exits import ExitCode, exit_code
from graphnet.diagnostics import Rule, Severity


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        ((), 0),
        (("GN301",), 1),
        (("GN205", "GN202"), 1),
        (("GN201",), 3),
        (("GN204",), 3),
        (("GN301", "GN201", "GN103"), 3),
        (("GN1003",), 5),
        (("GN1006",), 4),
        (("GN1007",), 130),
        (("GN901", "GN1007"), 130),
    ],
)
def test_the_strongest_error_decides(codes: tuple[str, ...], status: int) -> None:
    assert exit_code(tuple(Rule(code, "x").breach("m") for code in codes)) == status


def test_warnings_ask_for_nothing() -> None:
    assert exit_code((Rule("GN201", "x", Severity.WARNING).breach("m"),)) == ExitCode.GOOD
