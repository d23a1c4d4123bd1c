"""A resampled file is the same file however it is read, and the whole of it resampled at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
import torch

from graphnet.build.protocols import Example
from graphnet.plugin import Scan
from graphnet_audio.declaration import AudioFilesOptions, Resample
from graphnet_audio.depth import Depth
from graphnet_audio.folder import scan
from graphnet_audio.quantization import Reals
from graphnet_audio.rates import Rates
from graphnet_audio.resample import resampled
from graphnet_audio.samples import KeptSamples
from graphnet_audio.source import AudioFiles

SECONDS = 6.7
HQ: Resample = "soxr-hq"


def music(rate: int, channels: int = 1) -> Reals:
    """Tones that glide, with some noise, loud enough to overshoot here and there."""
    time = np.arange(int(rate * SECONDS)) / rate
    tone = np.sin(2 * np.pi * (200 + 90 * time) * time)
    noise = np.random.default_rng(rate).normal(0, 0.05, (len(time), channels))
    return (0.93 * tone[:, None] + noise).clip(-1, 1 - 2**-15)


def options(
    rate: int = 16_000, depth: Depth = "16-bit", quality: Resample = HQ
) -> AudioFilesOptions:
    return AudioFilesOptions(sample_rate=rate, resample=quality, depth=depth)


def scanned(folder: Path, wanted: AudioFilesOptions, channels: int = 1) -> Scan:
    return scan(wanted, {"bits": 16, "C": channels}, folder)


@pytest.mark.parametrize(
    ("source", "target"),
    [(44_100, 16_000), (48_000, 16_000), (8_000, 16_000), (22_050, 44_100), (16_001, 16_000)],
)
@pytest.mark.parametrize("quality", ["soxr-hq", "soxr-vhq"])
def test_stretches_are_those_of_the_whole_file_resampled_at_once(
    tmp_path: Path, source: int, target: int, quality: Resample
) -> None:
    path = tmp_path / "x.wav"
    soundfile.write(path, music(source, 2), source, subtype="PCM_16")
    wanted, sizes = options(target, quality=quality), {"bits": 16, "C": 2}
    (example,) = scanned(tmp_path, wanted, 2).examples
    pcm = soundfile.read(path, dtype="int16", always_2d=True)[0].astype(np.float64)
    whole = soxr.resample(pcm, source, target, quality=quality.removeprefix("soxr-").upper())
    codes = np.rint(whole).clip(-32_768, 32_767) + 32_768
    assert example.length == len(whole)
    reader = AudioFiles(wanted, sizes)
    for block in (10_000, 1 << 16):
        reader.samples = KeptSamples(reader.samples.reader, block=block)
        found = torch.as_tensor(reader.read(example, 0, example.length)).numpy()
        assert np.abs(found - codes).max() <= 1
        for start in (0, 9_990, 50_001, example.length - 700):
            part = torch.as_tensor(reader.read(example, start, 700)).numpy()
            assert np.array_equal(part, found[start : start + 700])


def test_a_tone_keeps_its_pitch_and_its_level_at_the_other_rate() -> None:
    """Against the tone itself, sampled at the other rate."""
    source, target = (np.arange(rate) / rate for rate in (44_100, 16_000))
    found = resampled(
        np.sin(2 * np.pi * 1_000 * source)[:, None], Rates(44_100, 16_000), "soxr-vhq"
    )
    wanted = np.sin(2 * np.pi * 1_000 * target)
    assert np.abs(found[2_000:-2_000, 0] - wanted[2_000:-2_000]).max() < 1e-6


def test_what_the_other_rate_cannot_hold_is_left_out() -> None:
    time = np.arange(44_100) / 44_100
    found = resampled(np.sin(2 * np.pi * 12_000 * time)[:, None], Rates(44_100, 16_000), "soxr-vhq")
    assert np.abs(found[2_000:-2_000]).max() < 1e-6


@pytest.mark.parametrize(("depth", "subtype"), [("24-bit", "PCM_24"), ("float", "FLOAT")])
def test_deeper_files_keep_their_depth(tmp_path: Path, depth: Depth, subtype: str) -> None:
    soundfile.write(tmp_path / "x.wav", music(48_000), 48_000, subtype=subtype)
    wanted = AudioFilesOptions(
        sample_rate=16_000, resample="soxr-vhq", depth=depth, quantization="none"
    )
    (example,) = scanned(tmp_path, wanted).examples
    found = torch.as_tensor(AudioFiles(wanted, {"C": 1}).read(example, 0, example.length)).numpy()
    whole = soxr.resample(soundfile.read(example.path, always_2d=True)[0], 48_000, 16_000, "VHQ")
    assert np.abs(found - whole.clip(-1, 1)).max() <= (2**-23 if depth == "24-bit" else 1e-6)
    assert np.abs(found).max() <= 1


def test_files_of_the_right_rate_stay_what_they_are(wav: Path) -> None:
    sizes = {"bits": 16, "C": 1}
    found = AudioFiles(options(), sizes).read(Example(wav, 16_000), 0, 16_000)
    plain = AudioFiles(AudioFilesOptions(), sizes).read(Example(wav, 16_000), 0, 16_000)
    assert torch.equal(torch.as_tensor(found), torch.as_tensor(plain))


def test_lengths_are_those_after_resampling_and_facts_those_of_the_file(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "x.flac", np.zeros((44_101, 1)), 44_100, subtype="PCM_16")
    (example,) = scanned(tmp_path, options()).examples
    assert example.length == round(44_101 * 16_000 / 44_100)
    assert example.seconds == pytest.approx(44_101 / 44_100)
    assert ("sample rate", "44100 Hz") in example.facts
