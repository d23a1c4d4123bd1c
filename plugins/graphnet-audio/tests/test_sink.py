"""What the sink writes is what the source would read, with a picture beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
import torch
from matplotlib.image import imread

from graphnet.build.protocols import Example, Written
from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.depth import Depth, widest_codes
from graphnet_audio.folder import scan
from graphnet_audio.picture import spectrogram
from graphnet_audio.quantization import Pcm
from graphnet_audio.sink import AudioFile
from graphnet_audio.source import AudioFiles

MU_LAW = AudioFilesOptions(sample_rate=8_000, quantization="mu-law")
EIGHT = {"bits": 8, "C": 1}


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".WAV"])
@pytest.mark.parametrize(
    ("options", "sizes"),
    [
        (AudioFilesOptions(), {"bits": 16, "C": 1}),
        (AudioFilesOptions(sample_rate=44_100), {"bits": 12, "C": 2}),
        (MU_LAW, EIGHT),
    ],
)
def test_codes_come_back_through_a_file(
    tmp_path: Path, suffix: str, options: AudioFilesOptions, sizes: dict[str, int]
) -> None:
    codes = torch.randint(2 ** sizes["bits"], (5_000, sizes["C"]))
    path = tmp_path / f"out{suffix}"
    sink = AudioFile(options, sizes)
    assert sink.rate == options.sample_rate
    assert sink.write(codes, path) == (
        Written(path, "sound"),
        Written(tmp_path / "out.png", "spectrogram"),
    )
    info = soundfile.info(path)
    assert (info.samplerate, info.channels, info.subtype) == (
        options.sample_rate,
        sizes["C"],
        "PCM_16",
    )
    assert info.format == suffix[1:].upper()
    source = AudioFiles(options, sizes)
    (example,) = scan(options, sizes, tmp_path).examples
    read = source.read(example, 0, example.length)
    assert isinstance(read, torch.Tensor)
    assert torch.equal(read, codes)


def test_a_channel_axis_is_not_needed_for_mono(tmp_path: Path) -> None:
    codes = torch.arange(256)
    AudioFile(MU_LAW, EIGHT).write(codes, tmp_path / "flat.wav")
    AudioFile(MU_LAW, EIGHT).write(codes[:, None], tmp_path / "column.wav")
    flat, column = (tmp_path / name for name in ("flat.wav", "column.wav"))
    assert flat.read_bytes() == column.read_bytes()


@pytest.mark.parametrize("length", [1, 2, 100, 16_000, 200_000])
def test_sound_of_any_length_has_a_picture(tmp_path: Path, length: int) -> None:
    codes = torch.full((length, 1), 128)
    _, picture = AudioFile(MU_LAW, EIGHT).write(codes, tmp_path / "x.wav")
    height, width = imread(picture.path).shape[:2]
    assert (height, width) == (600, 1200)


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.wav or \.flac, not `\.mp3`"):
        AudioFile(MU_LAW, EIGHT).write(torch.zeros(10, 1, dtype=torch.int64), tmp_path / "x.mp3")


def test_a_path_that_cannot_be_written_is_a_fault_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        AudioFile(MU_LAW, EIGHT).write(
            torch.zeros(10, 1, dtype=torch.int64), tmp_path / "no" / "x.wav"
        )


def column_of_a_tone(frequency: float, rate: int) -> npt.NDArray[np.float64]:
    """The spectrogram's levels in the middle of one second of a full-scale sine."""
    levels = spectrogram(np.sin(2 * np.pi * frequency * np.arange(rate) / rate), rate)
    column: npt.NDArray[np.float64] = levels[:, levels.shape[1] // 2]
    return column


def test_a_full_scale_tone_reaches_zero_decibels_at_its_frequency() -> None:
    column = column_of_a_tone(2_000, 16_000)
    peak = int(column.argmax())
    assert peak * 8_000 / (len(column) - 1) == pytest.approx(2_000)
    assert column[peak] == pytest.approx(0.0, abs=0.1)


def test_a_tone_between_two_frequencies_stays_narrow() -> None:
    column = column_of_a_tone(2_015.6, 16_000)
    peak = int(column.argmax())
    assert max(column[peak + 20], column[peak - 20]) < -60


@pytest.mark.parametrize("rate", [4_000, 44_100])
def test_the_picture_reaches_half_the_sample_rate(rate: int) -> None:
    column = column_of_a_tone(rate / 4, rate)
    assert abs(int(column.argmax()) / (len(column) - 1) - 0.5) < 0.01


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_samples_come_back_through_a_file(tmp_path: Path, noise: Pcm, suffix: str) -> None:
    options, sizes = AudioFilesOptions(quantization="none"), {"C": 1}
    samples = torch.from_numpy(noise / np.float32(32_768))
    assert samples.dtype == torch.float32
    path = tmp_path / f"out{suffix}"
    AudioFile(options, sizes).write(samples, path)
    assert np.array_equal(soundfile.read(path, dtype="int16", always_2d=True)[0], noise)
    assert torch.equal(
        torch.as_tensor(AudioFiles(options, sizes).read(Example(path, 16_000), 0, 16_000)), samples
    )


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(
    ("depth", "suffix", "subtype"),
    [
        ("8-bit", ".wav", "PCM_U8"),
        ("8-bit", ".flac", "PCM_S8"),
        ("24-bit", ".wav", "PCM_24"),
        ("24-bit", ".flac", "PCM_24"),
        ("32-bit", ".wav", "PCM_32"),
        ("float", ".wav", "FLOAT"),
    ],
)
def test_what_is_written_is_as_deep_as_what_is_read(
    tmp_path: Path, depth: Depth, suffix: str, subtype: str, channels: int
) -> None:
    options = AudioFilesOptions(depth=depth)
    sizes = {"bits": widest_codes(depth, "linear"), "C": channels}
    codes = torch.randint(2 ** sizes["bits"], (3_000, channels))
    path = tmp_path / f"out{suffix}"
    AudioFile(options, sizes).write(codes, path)
    info = soundfile.info(path)
    assert (info.subtype, info.channels, info.frames) == (subtype, channels, 3_000)
    (example,) = scan(options, sizes, tmp_path).examples
    found = AudioFiles(options, sizes).read(example, 0, 3_000)
    assert torch.equal(torch.as_tensor(found), codes)


def test_floats_without_codes_come_back_through_a_file(tmp_path: Path) -> None:
    options, sizes = AudioFilesOptions(depth="float", quantization="none"), {"C": 2}
    samples = torch.rand(3_000, 2) * 2 - 1
    AudioFile(options, sizes).write(samples, tmp_path / "x.wav")
    found = AudioFiles(options, sizes).read(Example(tmp_path / "x.wav", 3_000), 0, 3_000)
    assert torch.equal(torch.as_tensor(found), samples)


@pytest.mark.parametrize("depth", ["32-bit", "float"])
def test_a_flac_file_is_refused_where_it_cannot_hold_the_samples(
    tmp_path: Path, depth: Depth
) -> None:
    sink = AudioFile(AudioFilesOptions(depth=depth), {"bits": 8, "C": 1})
    assert sink.suffixes == (".wav",)
    with pytest.raises(ValueError, match=r"ends in \.wav, not `\.flac`"):
        sink.write(torch.zeros(10, 1, dtype=torch.int64), tmp_path / "x.flac")
