"""`graphnet validate` looks at data folders and checkpoints too, where it is asked to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file

from graphnet.cli.main import main
from graphnet.disk.checkpoint import STATE, WEIGHTS, file_checksum
from graphnet.disk.record import text_checksum
from tests.cli.small_run import graphnet, place, tone
from tests.specs.on_disk import CASES, HERE, TWINS, Case, Sound, wav

__all__ = ["place"]  # a fixture

HOUSE = Path(__file__).parents[2]
SPEC = str(HOUSE / "specs" / "tiny.toml")


def test_the_recordings_that_come_with_the_repository_fit(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["validate", SPEC, "--data", str(HOUSE / "data" / "speech")]) == 0
    good, data = capsys.readouterr().out.splitlines()
    assert ": good, " in good
    assert data.startswith("data: train 40 files, 1.36 min, 16000 Hz, 1 channel, 16-bit PCM; ")
    assert data.endswith("; values are not kept exactly")


def test_what_was_read_of_a_data_folder_is_in_the_json_output(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["validate", SPEC, "--data", str(HOUSE / "data" / "speech"), "--format", "json"]
    assert main(words) == 0
    (spec,) = json.loads(capsys.readouterr().out)["specs"]
    assert spec["data"]["splits"]["valid"]["files"] == 5
    assert spec["data"]["splits"]["train"]["hours"] == pytest.approx(0.0227, abs=1e-4)
    assert spec["data"]["splits"]["test"]["facts"]["sample rate"] == {"16000 Hz": 5}
    assert spec["data"]["keeps_values"] is False


def test_an_empty_folder_is_no_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", SPEC, "--data", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "error[GN901]" in said.err
    assert said.out == ""


def test_a_folder_that_is_no_run_has_no_checkpoint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", SPEC, "--checkpoint", str(tmp_path)]) == 1
    assert "error[GN906]" in capsys.readouterr().err


def test_a_file_shorter_than_an_example_is_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tone(tmp_path / "train" / "a.wav", length=300, rate=16000)
    assert main(["validate", SPEC, "--data", str(tmp_path)]) == 1
    assert "error[GN904]" in capsys.readouterr().err


PROBE = """
import sys
from graphnet.cli.main import main
status = main(sys.argv[1:])
print("status", int(status), *sorted({"torch", "numpy", "safetensors"} & set(sys.modules)))
"""


def laid_out(case: Case) -> None:
    """The case's files in the current folder, beside `spec.toml`."""
    shutil.copy(HERE / "A13.toml", "spec.toml")
    case.make(Path("spec.toml"))


def probe(case: Case) -> str:
    """The status of `validate` in another process, and the heavy modules it imported."""
    laid_out(case)
    words = ["validate", "spec.toml"]
    words += [] if case.data is None else ["--data", str(case.data)]
    words += [] if case.weights is None else ["--checkpoint", str(case.weights)]
    words += [f"--set={each}" for each in case.overrides]
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *words], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(HOUSE)},
    )  # fmt: skip
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    ("case", "status"),
    [(TWINS["A13"], 0), (CASES["A13"], 1), (TWINS["C12"], 0), (CASES["C12"], 1), (CASES["S27"], 1)],
    ids=["good data", "bad data", "good weights", "bad weights", "bad run"],
)
def test_headers_are_read_without_torch_and_numpy(
    case: Case, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert probe(case) == f"status {status}"


def test_everything_that_is_wrong_with_a_folder_is_said_in_one_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    laid_out(TWINS["A13"])
    wav("folder/train/short.wav", Sound(), 5)
    wav("folder/train/deep.wav", Sound(bits=24))
    wav("folder/val/slow.wav", Sound(rate=8000))
    wav("folder/test/wide.wav", Sound(channels=2))
    Path("folder/train/empty.wav").touch()
    Path("folder/train/text.wav").write_text("not a sound")
    Path("folder/train/round").symlink_to(".")
    assert graphnet("validate", "spec.toml", "--data", "folder") == 1
    said = capsys.readouterr().err
    assert {line[6:11] for line in said.splitlines() if line.startswith("error[")} == {
        "GN902", "GN903", "GN904", "GN905",
    }  # fmt: skip
    assert said.count("error[") == 6


def test_a_train_split_without_a_file_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    laid_out(TWINS["A13"])
    wav("folder/test/a.wav", Sound())
    assert graphnet("validate", "spec.toml", "--data", "folder") == 1
    assert "error[GN905]: the split `train`" in capsys.readouterr().err


def test_a_default_that_changed_since_stops_training_and_use_until_it_is_set_again(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The plugin of then had another default: its fingerprint and its record are put so."""
    shutil.rmtree(place / "data" / "valid")
    setting = "stages.backbone.options.init"
    train = ("train", "small.toml", "--data", "data", "--run", "run", "--device", "cpu")
    assert graphnet(*train, "--set", f'{setting}="legs"') == 0
    record = place / "run" / "lock.json"
    resolved = place / "run" / "resolved.toml"
    forget_setting(record, resolved)
    capsys.readouterr()
    for words in (
        ("train", "small.toml", "--resume", "run", "--device", "cpu"),
        ("evaluate", "run", "--device", "cpu"),
        ("validate", "small.toml", "--checkpoint", "run"),
    ):
        assert graphnet(*words) == 1, words
        said = capsys.readouterr().err
        assert said.count("error[") == 1, said
        assert "error[GN907]: the checkpoint `run/checkpoints/00000006`" in said
        assert f'`{setting}` was "legs", is now not set (a default of graphnet-s4 ' in said
    again = ("--set", f'{setting}="legs"')
    assert graphnet("validate", "small.toml", "--checkpoint", "run", *again) == 0
    assert graphnet("train", "small.toml", "--resume", "run", "--device", "cpu", *again) == 0


def forget_setting(record: Path, resolved: Path) -> None:
    """As if the spec of the run had not written it: the default of then was that value."""
    text = resolved.read_text()
    lines = [line for line in text.splitlines() if not line.startswith("init = ")]
    without = "\n".join(lines).replace(', init = "legs"', "") + "\n"
    assert without != text
    resolved.write_text(without)
    lock = json.loads(record.read_text())
    record.write_text(json.dumps(lock | {"resolved": text_checksum(without)}))


def test_weights_that_fit_in_part_are_never_loaded(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One tensor less, or one more, with every checksum right: nothing uses them."""
    train = ("train", "small.toml", "--data", "data", "--run", "run", "--device", "cpu")
    assert graphnet(*train) == 0
    folder = place / "run" / "checkpoints" / "00000006"
    whole = load_file(folder / WEIGHTS)
    part = {name: tensor for name, tensor in whole.items() if name != "head.bias"}
    save_file(part, folder / WEIGHTS)
    state = json.loads((folder / STATE).read_text())
    state["checksums"][WEIGHTS] = file_checksum(folder / WEIGHTS)
    (folder / STATE).write_text(json.dumps(state))
    capsys.readouterr()
    for words in (
        ("train", "--resume", "run", "--device", "cpu"),
        ("evaluate", "run", "--device", "cpu"),
        ("generate", "run", "-o", "x.wav", "--length", "9", "--device", "cpu"),
        ("validate", "small.toml", "--checkpoint", "run"),
    ):
        assert graphnet(*words) == 1, words
        said = capsys.readouterr().err
        assert "error[GN910]: 1 of the model's" in said, said
        assert "`head.bias`" in said
    assert not (place / "x.wav").exists()
