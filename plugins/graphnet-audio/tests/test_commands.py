"""Files of every kind through the commands that people use: validate, train, evaluate, generate."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from graphnet.cli.main import main

MIXTURE = """
[stages.amplitude]
use = "audio.amplitude"

[stages.encoder]
use     = "linear"
options = { takes = "channels", gives = "features" }
sizes   = { d_output = 8 }

[stages.head]
use   = "mixture-logistic"
sizes = { n_mixtures = 2 }

[objective]
use     = "mixture-nll"
predict = "next"
options = { log_scale_min = -18.0 }
"""
"""For codes of any width: no table of them is made."""

CATEGORICAL = """
[stages.encoder]
use   = "embedding"
sizes = { H = 8 }

[stages.head]
use   = "categorical"
sizes = { C = "2**bits" }

[objective]
use     = "cross-entropy"
predict = "next"
"""

SPEC = """
format = 1
name   = "walk"
prove  = [{prove}]

[sizes]
bits = {bits}

[source]
use      = "audio.files"
contract = "-> int64 (B, L, 1) in [0, 2**bits)"
options  = {{ sample_rate = 8000, {options} }}
{stages}
[train]
length    = {{ L = 64 }}
batch     = 2
updates   = 2
optimizer = {{ lr = 0.01 }}
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def spec(options: str, bits: int = 8, stages: str = CATEGORICAL, prove: str = "") -> str:
    """A spec file in the current folder."""
    path = Path("walk.toml")
    path.write_text(SPEC.format(options=options, bits=bits, stages=stages, prove=prove))
    return str(path)


def tones(subtype: str, rate: int = 8_000, loud: float = 0.5) -> None:
    """Three files a split."""
    for split in ("train", "valid", "test"):
        for number in range(3):
            path = Path("data") / split / f"{number}.wav"
            path.parent.mkdir(parents=True, exist_ok=True)
            wave = loud * np.sin(np.arange(900) * (number + 1) / 9)
            soundfile.write(path, wave, rate, subtype=subtype)


def graphnet(*words: str) -> int:
    return main(list(words))


def codes(capsys: pytest.CaptureFixture[str]) -> list[str]:
    lines = capsys.readouterr().err.splitlines()
    return sorted(line[6:11] for line in lines if line.startswith("error["))


def trained(text: str) -> None:
    assert graphnet("train", text, "--data", "data", "--device", "cpu") == 0
    assert graphnet("evaluate", "runs/walk/latest", "--data", "data") == 0


@pytest.mark.parametrize(
    ("options", "bits", "subtype"),
    [
        ('depth = "8-bit"', 8, "PCM_U8"),
        ('depth = "16-bit", quantization = "a-law"', 8, "PCM_16"),
        ('depth = "24-bit"', 8, "PCM_24"),
        ('depth = "32-bit", quantization = "mu-law"', 8, "PCM_32"),
        ('depth = "float"', 8, "FLOAT"),
    ],
)
def test_files_of_every_depth_are_learned_from_and_written_alike(
    place: Path, options: str, bits: int, subtype: str
) -> None:
    tones(subtype)
    text = spec(options, bits)
    assert graphnet("validate", text, "--data", "data") == 0
    trained(text)
    assert graphnet("generate", "runs/walk/latest", "-o", "out.wav", "--length", "50") == 0
    info = soundfile.info("out.wav")
    assert (info.subtype, info.frames, info.samplerate) == (subtype, 50, 8_000)


def test_24_bit_files_go_through_as_they_are(place: Path) -> None:
    tones("PCM_24")
    text = spec('depth = "24-bit"', 24, MIXTURE, prove='"lossless"')
    trained(text)
    assert graphnet("generate", "runs/walk/latest", "-o", "out.flac", "--length", "50") == 0
    assert soundfile.info("out.flac").subtype == "PCM_24"


def test_another_rate_is_refused_with_the_option_that_resamples_and_then_taken(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tones("PCM_16", rate=22_050)
    text = spec('quantization = "mu-law"')
    assert graphnet("validate", text, "--data", "data") == 1
    said = capsys.readouterr().err
    assert "error[GN903]: 9 of 9 files have a sample rate of 22050" in said
    assert '`resample = "soxr-hq"` in the source' in said
    trained(spec('quantization = "mu-law", resample = "soxr-hq"'))
    assert graphnet("generate", "runs/walk/latest", "-o", "out.wav", "--length", "50") == 0


def test_what_could_be_had_back_is_proved_and_what_could_not_is_refused(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lossless = '"lossless"'
    assert graphnet("validate", spec('depth = "8-bit"', 8, prove=lossless)) == 0
    for options in (
        'depth = "16-bit"',
        'depth = "8-bit", resample = "soxr-vhq"',
        'depth = "8-bit", peak = "scale"',
        'depth = "8-bit", quantization = "a-law"',
        'depth = "float"',
    ):
        capsys.readouterr()
        assert graphnet("validate", spec(options, 8, prove=lossless)) == 1
        assert codes(capsys) == ["GN511"], options


@pytest.mark.parametrize(
    ("depth", "bits"), [("8-bit", 9), ("16-bit", 17), ("24-bit", 25), ("float", 17)]
)
def test_codes_wider_than_files_are_refused(
    place: Path, capsys: pytest.CaptureFixture[str], depth: str, bits: int
) -> None:
    assert graphnet("validate", spec(f'depth = "{depth}"', bits)) == 1
    assert "GN306" in codes(capsys)


def spoil(name: str, value: float) -> None:
    path = Path("data/train") / name
    samples = soundfile.read(path)[0]
    samples[17] = value
    soundfile.write(path, samples, 8_000, subtype="FLOAT")


def test_a_value_that_is_no_value_is_named_before_anything_is_trained(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tones("FLOAT")
    spoil("1.wav", np.nan)
    spoil("2.wav", 1.5)
    text = spec('depth = "float"')
    for words in (("validate", text), ("train", text, "--device", "cpu")):
        assert graphnet(*words, "--data", "data") == 1
        said = capsys.readouterr().err
        assert said.count("error[GN911]") == said.count("error[") == 2
        assert "sample 17 of channel 0 is `nan`" in said
        assert "the file's peak is 1.5" in said
    assert not Path("runs").exists()


def test_a_file_beyond_full_scale_is_taken_where_files_are_scaled(place: Path) -> None:
    tones("FLOAT")
    spoil("2.wav", 1.5)
    trained(spec('depth = "float", peak = "scale"'))


def test_quiet_files_are_taken_at_full_range(place: Path) -> None:
    tones("PCM_16", loud=0.01)
    trained(spec('peak = "scale"'))
