"""`graphnet generate` on a real run: sound of the length that was asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.cli.small_run import graphnet, place

__all__ = ["place"]


@pytest.fixture
def run(place: Path) -> Path:
    words = ("--data", "data", "--run", "run", "--set", "train.updates=2")
    assert graphnet("train", "small.toml", *words) == 0
    return place / "run"


def sound(path: Path) -> np.ndarray:
    values: np.ndarray
    values, rate = soundfile.read(path)
    assert rate == 8000
    return values


def test_the_sound_has_the_length_and_the_picture_beside_it(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert graphnet("generate", "run", "-o", "new/out.wav", "--seconds", "0.01") == 0
    assert sound(Path("new/out.wav")).shape == (80,)
    assert sound(Path("new/out.wav")).std() > 0
    out = capsys.readouterr().out
    assert "new/out.wav" in out
    assert "new/out.png" in out


def test_a_seed_gives_its_own_sound_again(run: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        assert graphnet("generate", "run", "-o", f"{name}.wav", "--length", 60, "--seed", seed) == 0
    a, b, c = (sound(Path(f"{name}.wav")) for name in "abc")
    assert np.array_equal(a, b)
    assert not np.array_equal(a, c)


def test_the_likeliest_value_is_one_of_one(run: Path) -> None:
    for name, words in (("k", ("--top-k", 1)), ("t", ("--temperature", 0))):
        assert graphnet("generate", "run", "-o", f"{name}.wav", "--length", 60, *words) == 0
    assert np.array_equal(sound(Path("k.wav")), sound(Path("t.wav")))


def test_several_go_to_numbered_files_after_a_prompt(run: Path) -> None:
    words = ("--length", 40, "--batch", 2, "--prompt", "data/test/0.wav", "--temperature", 0.8)
    assert graphnet("generate", "run", "-o", "out.flac", *words, "--top-p", 0.9, "--top-k", 8) == 0
    assert sorted(path.name for path in Path().glob("out*")) == [
        "out-1.flac", "out-1.png", "out-2.flac", "out-2.png",
    ]  # fmt: skip
    assert sound(Path("out-2.flac")).shape == (40,)


def test_it_says_how_it_steps_and_both_ways_are_the_same_sound(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--length", 60, "--seed", 3, "--prompt", "data/test/0.wav")
    err = ""
    for name, step in (("a", "auto"), ("t", "torch")):
        capsys.readouterr()
        assert graphnet("generate", "run", "-o", f"{name}.wav", *words, "--step", step) == 0
        err = capsys.readouterr().err
        assert "step: compiled (" in err or "step: torch (" in err
    assert "step: torch (it was asked for)" in err
    assert np.array_equal(sound(Path("a.wav")), sound(Path("t.wav")))


def test_a_machine_that_cannot_be_made_is_refused_where_it_must_be(
    run: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CC", "/nowhere/cc")
    words = ("run", "-o", "out.wav", "--length", 20)
    assert graphnet("generate", *words, "--step", "compiled") == 1
    assert "no C compiler answers" in capsys.readouterr().err
    assert graphnet("generate", *words) == 0
    assert "step: torch (no C compiler answers (/nowhere/cc))" in capsys.readouterr().err


def test_what_cannot_be_done_is_refused_before_the_work(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, status, code in (
        (("run", "-o", "out.mp3"), 5, "GN1005"),
        (("run", "-o", "small.toml/out.wav"), 5, "GN1005"),
        (("run", "-o", "out.wav", "--length", 0), 1, "GN1001"),
        (("run", "-o", "out.wav", "--top-p", 0), 1, "GN1001"),
        (("run", "-o", "out.wav", "--top-k", 0), 1, "GN1001"),
        (("run", "-o", "out.wav", "--prompt", "none.wav"), 1, "GN901"),
        (("data", "-o", "out.wav"), 1, "GN906"),
    ):
        capsys.readouterr()
        assert graphnet("generate", *words) == status
        assert f"error[{code}]" in capsys.readouterr().err
    assert not list(Path().glob("out*"))


@pytest.mark.parametrize("text", ["0", "-1", "inf", "nan", "long"])
def test_what_is_no_time_is_a_mistake_of_usage(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert graphnet("generate", "run", "-o", "out.wav", "--seconds", text) == 2
    assert f"'{text}' is not a number of seconds above 0" in capsys.readouterr().err
