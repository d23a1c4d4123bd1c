"""A run has one writer at a time; one that is gone, however it went, is in nobody's way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from graphnet.runtime.hold import WRITER, Hold

HOLDS = """\
import sys, time
from pathlib import Path
from graphnet.runtime.hold import Hold
hold = Hold()
assert hold.take(Path(sys.argv[1])) == ()
print("held", flush=True)
time.sleep(600)
"""


def other_process(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def ended(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def test_a_folder_is_held_until_the_end_of_the_block(tmp_path: Path) -> None:
    with Hold() as hold:
        assert hold.take(tmp_path) == ()
        assert json.loads((tmp_path / WRITER).read_text())["pid"] == os.getpid()
        with Hold() as other:
            (problem,) = other.take(tmp_path)
        assert problem.rule.code == "GN1015"
        assert f"process {os.getpid()} on" in problem.message
    with Hold() as later:
        assert later.take(tmp_path) == ()


def test_the_process_that_writes_is_named_and_how_to_stop_it(tmp_path: Path) -> None:
    process = other_process(tmp_path)
    try:
        with Hold() as hold:
            (problem,) = hold.take(tmp_path)
    finally:
        ended(process)
    assert f"process {process.pid}" in problem.message
    assert f"kill -INT {process.pid}" in problem.fixes[0].text


def test_what_a_killed_process_left_is_taken_over(tmp_path: Path) -> None:
    process = other_process(tmp_path)
    ended(process)
    assert json.loads((tmp_path / WRITER).read_text())["pid"] == process.pid
    with Hold() as hold:
        assert hold.take(tmp_path) == ()
        assert json.loads((tmp_path / WRITER).read_text())["pid"] == os.getpid()


def test_a_holder_that_did_not_say_who_it_is_is_another_process(tmp_path: Path) -> None:
    process = other_process(tmp_path)
    try:
        (tmp_path / WRITER).write_text("{")
        with Hold() as hold:
            (problem,) = hold.take(tmp_path)
    finally:
        ended(process)
    assert problem.message.endswith("is being written by another process")
    assert "kill" not in problem.fixes[0].text


def test_a_process_of_another_machine_is_not_to_be_stopped_from_here(tmp_path: Path) -> None:
    process = other_process(tmp_path)
    try:
        noted = {"pid": 4711, "host": "far-away", "since": "2026-01-01T00:00:00+00:00"}
        (tmp_path / WRITER).write_text(json.dumps(noted))
        with Hold() as hold:
            (problem,) = hold.take(tmp_path)
    finally:
        ended(process)
    assert "process 4711 on `far-away`" in problem.message
    assert "kill" not in problem.fixes[0].text


def test_a_folder_that_cannot_be_written_is_left_to_whoever_tries_to_write(tmp_path: Path) -> None:
    with Hold() as hold:
        assert hold.take(tmp_path / "not there") == ()
