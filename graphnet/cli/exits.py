"""What a command's exit status says."""

from __future__ import annotations

from enum import IntEnum

from graphnet.diagnostics import Diagnostics


class ExitCode(IntEnum):
    """The statuses of every command."""

    GOOD = 0
    REFUSED = 1
    USAGE = 2
    PLUGIN = 3
    FAULT = 4
    ENVIRONMENT = 5
    INTERRUPTED = 130


BY_CODE = {
    "GN201": ExitCode.PLUGIN,
    "GN204": ExitCode.PLUGIN,
    "GN206": ExitCode.PLUGIN,
    "GN207": ExitCode.PLUGIN,
    "GN701": ExitCode.PLUGIN,
    "GN702": ExitCode.PLUGIN,
    "GN928": ExitCode.PLUGIN,
    "GN1003": ExitCode.ENVIRONMENT,
    "GN1004": ExitCode.ENVIRONMENT,
    "GN1005": ExitCode.ENVIRONMENT,
    "GN1006": ExitCode.FAULT,
    "GN1007": ExitCode.INTERRUPTED,
    "GN1010": ExitCode.FAULT,
    "GN1011": ExitCode.ENVIRONMENT,
    "GN1015": ExitCode.ENVIRONMENT,
}

STRONGEST_FIRST = (
    ExitCode.INTERRUPTED,
    ExitCode.FAULT,
    ExitCode.ENVIRONMENT,
    ExitCode.PLUGIN,
    ExitCode.REFUSED,
)


def exit_code(diagnostics: Diagnostics) -> ExitCode:
    """The status that some diagnostics ask for; warnings ask for none."""
    asked = {
        BY_CODE.get(diagnostic.rule.code, ExitCode.REFUSED)
        for diagnostic in diagnostics
        if diagnostic.is_error
    }
    return next((code for code in STRONGEST_FIRST if code in asked), ExitCode.GOOD)
