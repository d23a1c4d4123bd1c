"""`graphnet train` on a real model: it trains, stops, goes on to the bit, and refuses in words."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
import tomli
from safetensors.numpy import load_file

from graphnet.runtime.train import Outcome
from tests.cli.small_run import SPEC, graphnet, place, recordings, tone

__all__ = ["place"]

TRAIN = ("train", "small.toml", "--data", "data", "--threads", "1")


def weights(run: Path, update: int = 80) -> dict[str, np.ndarray]:
    folder = run / "checkpoints" / f"{update:08d}"
    return {
        name: array
        for file in ("weights", "optimizer")
        for name, array in load_file(folder / f"{file}.safetensors").items()
    }


def assert_same(one: Path, two: Path) -> None:
    mine, theirs = weights(one), weights(two)
    assert set(mine) == set(theirs)
    assert [name for name in mine if not np.array_equal(mine[name], theirs[name])] == []


def started(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "graphnet", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(run: Path, process: subprocess.Popen[str], update: int) -> int:
    """Until there is a checkpoint of that update or a later one; which one it is."""
    for _ in range(12_000):
        found = sorted(run.glob("checkpoints/0*/state.json"))
        if found and int(found[-1].parent.name) >= update:
            return int(found[-1].parent.name)
        assert process.poll() is None, process.communicate()
        time.sleep(0.005)
    raise AssertionError("it did not get there")


def test_a_run_is_trained_and_says_where_everything_is(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert graphnet(*TRAIN) == 0
    out, err = capsys.readouterr()
    (run,) = [path for path in (place / "runs" / "small").iterdir() if path.name != "latest"]
    assert "trained:    6 updates, bits per sample: train" in out
    assert f"next:       graphnet evaluate runs/small/{run.name}" in out
    assert "3 training files" in err
    assert (run / "loss.png").is_file()
    assert tomli.loads((run / "resolved.toml").read_text()) == tomli.loads(SPEC)
    assert "begins:" in (run / "log").read_text()


def test_killed_then_interrupted_a_run_comes_to_the_very_same_bits(place: Path) -> None:
    """Against the run that nobody disturbed: `kill -9`, then Ctrl-C, then the command it names."""
    updates = ("--set", "train.updates=80")
    assert graphnet(*TRAIN, *updates, "--run", "whole") == 0
    killed = started(*TRAIN, *updates, "--run", "parts")
    first = wait_for(place / "parts", killed, 2)
    killed.kill()
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    stopped = started("train", "--resume", "parts", "--threads", "1")
    wait_for(place / "parts", stopped, first + 2)
    os.kill(stopped.pid, signal.SIGINT)
    _, err = stopped.communicate()
    assert stopped.returncode == 130, err
    (line,) = [line for line in err.splitlines() if "go on with" in line]
    command = shlex.split(line.split("`")[1])
    assert command == ["graphnet", "train", "--resume", "parts", "--threads", "1"]
    assert graphnet(*command[1:]) == 0
    assert_same(place / "whole", place / "parts")


def test_nobody_has_to_watch_a_run(place: Path) -> None:
    """As in `graphnet train ... 2>&1 | head -1`: the reader leaves, the run goes on to its end."""
    reader, writer = os.pipe()
    os.close(reader)
    words = [sys.executable, "-m", "graphnet", *TRAIN, "--run", "one"]
    with os.fdopen(writer, "w") as left:
        done = subprocess.run(words, stdout=left, stderr=left, check=False)
    assert done.returncode == 0
    assert (place / "one" / "checkpoints" / "00000006").is_dir()


def test_a_second_request_to_stop_says_how_to_go_on(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> Outcome:
        raise KeyboardInterrupt

    assert graphnet(*TRAIN, "--run", "one") == 0
    monkeypatch.setattr("graphnet.cli.train.train", stop)
    capsys.readouterr()
    longer = ("--set", "train.schedule.use='constant'", "--set", "train.updates=9")
    for words, since in (
        (("--run", "two"), "its beginning"),
        (("--resume", "two"), "its beginning"),
    ):
        assert graphnet(*TRAIN, *longer, *words) == 130
        err = capsys.readouterr().err
        assert f"GN1007]: stopped at once; what was done since {since} will be done again" in err
        assert "go on with `graphnet train" in err
    assert graphnet(*TRAIN, "--resume", "one") == 130
    assert "what was done since update 6 will be done again" in capsys.readouterr().err


def codes(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The codes of what was reported, in order."""
    err = capsys.readouterr().err
    return [
        line.split("[")[1].split("]")[0] for line in err.splitlines() if line.startswith("error[")
    ]


def write(path: Path, subtype: str) -> None:
    soundfile.write(path, np.zeros(400), 8000, subtype=subtype)


def scribble(path: Path) -> None:
    path.write_text("hello")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:300])


BAD_FILES: dict[str, tuple[str, Callable[[Path], None]]] = {
    "not audio": ("GN902", scribble),
    "truncated": ("GN902", cut),
    "24 bits": ("GN903", lambda path: write(path, "PCM_24")),
    "float": ("GN903", lambda path: write(path, "FLOAT")),
    "another rate": ("GN903", lambda path: tone(path, rate=16000)),
    "stereo": ("GN903", lambda path: tone(path, channels=2)),
    "too short": ("GN904", lambda path: tone(path, length=20)),
}


@pytest.mark.parametrize("bad", BAD_FILES)
def test_a_bad_file_is_refused_by_name_before_anything_is_written(
    place: Path, capsys: pytest.CaptureFixture[str], bad: str
) -> None:
    code, spoil = BAD_FILES[bad]
    spoil(place / "data" / "train" / "1.wav")
    assert graphnet(*TRAIN) == 1
    captured = capsys.readouterr().err
    assert f"error[{code}]" in captured
    assert captured.count("error[") == 1
    assert "1.wav" in captured
    assert "help:" in captured
    assert not (place / "runs").exists()


def test_all_bad_files_are_reported_at_once(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recordings(place / "data", {"train": 5})
    for number, bad in enumerate(("not audio", "24 bits", "stereo", "too short")):
        BAD_FILES[bad][1](place / "data" / "train" / f"{number}.wav")
    assert graphnet(*TRAIN) == 1
    assert sorted(codes(capsys)) == ["GN902", "GN903", "GN903", "GN904"]


def test_where_every_file_is_refused_no_split_is_missed(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(3):
        scribble(place / "data" / "train" / f"{number}.wav")
    assert graphnet(*TRAIN) == 1
    assert codes(capsys) == ["GN902"]


def test_bad_places_are_refused_with_their_status(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "empty").mkdir()
    (place / "file").touch()
    for words, status, code in (
        (("--data", "empty"), 1, "GN901"),
        (("--data", "nowhere"), 1, "GN901"),
        (("--run", "file/inside"), 5, "GN1003"),
        (("--run", "data", "--resume", "never"), 5, "GN1003"),
        (("--device", "cuda:99"), 5, "GN1004"),
        (("--resume", "nowhere"), 1, "GN906"),
        (("--threads", "0"), 1, "GN1001"),
    ):
        assert graphnet(*TRAIN, *words) == status
        assert codes(capsys) == [code]
    assert not (place / "runs").exists()


def test_without_a_spec_and_a_run_it_is_a_mistake_of_usage(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert graphnet("train", "--data", "data") == 2
    assert "name a SPEC" in capsys.readouterr().err


def test_a_named_run_goes_on_and_a_changed_spec_does_not(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert graphnet(*TRAIN, "--run", "one") == 0
    assert graphnet(*TRAIN, "--run", "one") == 0
    assert "all 6 updates of this run are done" in capsys.readouterr().out
    assert graphnet(*TRAIN, "--resume", "one", "--set", "train.batch=3") == 1
    assert codes(capsys) == ["GN1009"]
    assert graphnet(*TRAIN, "--resume", "one", "--set", "sizes.d_model=8") == 1
    assert codes(capsys) == ["GN907"]
    assert graphnet(*TRAIN, "--resume", "one", "--seed", "9") == 1
    assert codes(capsys) == ["GN1009"]
    assert graphnet("train", "--resume", "one/checkpoints/00000004") == 0


def test_a_spec_that_extends_another_is_one_file_in_its_run(place: Path) -> None:
    (place / "more.toml").write_text('extends = "small.toml"\nname = "more"\n[train]\nbatch = 1\n')
    words = ("train", "more.toml", "--data", "data", "--set", "train.updates=2", "--run", "one")
    assert graphnet(*words) == 0
    resolved = tomli.loads((place / "one" / "resolved.toml").read_text())
    assert (resolved["name"], resolved["train"]["batch"], resolved["train"]["updates"]) == (
        "more", 1, 2,
    )  # fmt: skip
    (place / "more.toml").unlink()
    (place / "small.toml").unlink()
    assert graphnet("evaluate", "one") == 0


def test_a_loss_that_explodes_ends_with_its_own_status(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wild = ("--set", "train.optimizer.lr=1e38", "--set", "train.schedule.warmup=0")
    assert graphnet(*TRAIN, *wild, "--set", "train.updates=30", "--run", "one") == 4
    assert codes(capsys) == ["GN1006"]


def test_data_may_lie_in_one_folder_without_splits(place: Path) -> None:
    recordings(place / "flat", {"speaker": 12})
    assert graphnet("train", "small.toml", "--data", "flat", "--run", "one") == 0
    assert graphnet("evaluate", "one") == 0


def test_no_updates_leave_a_run_with_the_weights_it_begins_with(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert graphnet(*TRAIN, "--set", "train.updates=0", "--run", "one") == 0
    assert "trained:    0 updates\n" in capsys.readouterr().out
    assert graphnet("generate", "one", "-o", "out.wav", "--length", 20) == 0


def test_a_budget_is_checked_before_anything_is_built(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("train", "small.toml", "--data", "data", "--run", "run", "--device", "cpu")
    assert graphnet(*words, "--budget", "1KiB") == 1
    assert "error[GN801]" in capsys.readouterr().err
    assert not (place / "run").exists()
    assert graphnet(*words, "--budget", "1GiB") == 0


def test_a_flag_and_an_override_for_one_thing_are_refused(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("train", "small.toml", "--seed", 3, "--budget", "1GiB")
    assert graphnet(*words, "--set", "train.seed=4", "--set", "budget.memory = 3") == 1
    assert capsys.readouterr().err.count("error[GN1014]") == 2
