"""The search for dead cycles rests during a short command, and is as before afterwards."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from graphnet.cli.collector import at_rest
from graphnet.cli.commands import COMMANDS

STOP = "import atexit, gc; atexit.register(lambda: print(gc.get_freeze_count()));"


def test_the_search_rests_inside_and_goes_on_after() -> None:
    assert gc.isenabled()
    with at_rest():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_does_not_begin_again_where_the_process_ends() -> None:
    try:
        with at_rest(ends=True):
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_it_goes_on_after_a_fault() -> None:
    with pytest.raises(RuntimeError), at_rest():
        raise RuntimeError
    assert gc.isenabled()


def test_a_search_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with at_rest():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.parametrize(("command", "frozen"), [("explain", True), ("train", False)])
def test_only_short_commands_leave_nothing_to_search_at_the_end(command: str, frozen: bool) -> None:
    words = [command, "GN301"] if command == "explain" else [command, "--help"]
    program = f"{STOP}import io, sys, contextlib; from graphnet.cli.main import main\n"
    program += f"with contextlib.redirect_stdout(io.StringIO()): main({words!r})"
    done = subprocess.run(  # our own
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert (int(done.stdout) > 1000) is frozen


def test_commands_that_compute_are_not_short() -> None:
    computing = {"train", "evaluate", "generate", "features", "verify"}
    assert not computing & {command.name for command in COMMANDS if command.is_short}
    assert "validate" in {command.name for command in COMMANDS if command.is_short}
