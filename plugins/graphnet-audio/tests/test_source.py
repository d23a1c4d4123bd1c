"""Reading gives exactly the codes of the samples in the file, from anywhere, at any time."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import Tensor

from graphnet.build.protocols import Example
from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.decode import SoundFiles
from graphnet_audio.folder import scan
from graphnet_audio.quantization import Pcm, linear_codes, mu_law_codes
from graphnet_audio.samples import KeptSamples
from graphnet_audio.source import AudioFiles

SIXTEEN = {"bits": 16, "C": 1}


def read(source: AudioFiles, example: Example, start: int, length: int) -> Tensor:
    """What a source without labels reads: one tensor."""
    values = source.read(example, start, length)
    assert isinstance(values, Tensor)
    return values


@pytest.mark.parametrize("suffix", ["wav", "flac"])
def test_every_sixteen_bit_sample_is_read_exactly(tmp_path: Path, suffix: str) -> None:
    every = np.arange(-32_768, 32_768).astype(np.int16)
    path = tmp_path / f"every.{suffix}"
    soundfile.write(path, every, 16_000, subtype="PCM_16")
    source = AudioFiles(AudioFilesOptions(), SIXTEEN)
    (example,) = scan(AudioFilesOptions(), SIXTEEN, tmp_path).examples
    codes = read(source, example, 0, example.length)
    assert codes.dtype == torch.int64
    assert codes.shape == (65_536, 1)
    assert codes.flatten().tolist() == list(range(65_536))


def test_stereo_keeps_its_channels_apart(tmp_path: Path, noise: Pcm) -> None:
    stereo = np.concatenate([noise, -noise], axis=1)
    soundfile.write(tmp_path / "stereo.wav", stereo, 16_000, subtype="PCM_16")
    source = AudioFiles(AudioFilesOptions(), {"bits": 8, "C": 2})
    (example,) = scan(AudioFilesOptions(), {"bits": 8, "C": 2}, tmp_path).examples
    assert np.array_equal(read(source, example, 5, 100), linear_codes(stereo[5:105], 8))


def test_mu_law_is_applied_to_samples_between_minus_one_and_one(wav: Path, noise: Pcm) -> None:
    source = AudioFiles(AudioFilesOptions(quantization="mu-law"), {"bits": 8, "C": 1})
    found = read(source, Example(wav, 16_000), 0, 16_000)
    assert np.array_equal(found, mu_law_codes(noise / 32_768, 8))


@given(st.data())
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_crops_are_stretches_of_the_whole(wav: Path, noise: Pcm, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, 16_000))
    length = data.draw(st.integers(0, 16_000 - start))
    limit = data.draw(st.sampled_from([0, 2**20]))  # piece by piece, or kept as a whole
    source = AudioFiles(AudioFilesOptions(), SIXTEEN)
    source.samples = KeptSamples(source.samples.reader, limit, block=1_000)
    found = read(source, Example(wav, 16_000), start, length)
    assert np.array_equal(found - 32_768, noise[start : start + length])


@pytest.mark.parametrize(("start", "length"), [(-1, 10), (0, 16_001), (15_999, 2), (0, -1)])
def test_items_outside_the_file_are_an_error_of_the_caller(
    wav: Path, start: int, length: int
) -> None:
    source = AudioFiles(AudioFilesOptions(), SIXTEEN)
    with pytest.raises(ValueError, match="asked for"):
        read(source, Example(wav, 16_000), start, length)


@pytest.mark.parametrize("limit", [0, 2**20])
def test_a_file_that_is_gone_or_damaged_since_the_scan_is_named(
    flac: Path, noise: Pcm, limit: int
) -> None:
    source = AudioFiles(AudioFilesOptions(), SIXTEEN)
    source.samples = KeptSamples(source.samples.reader, limit)
    (example,) = scan(AudioFilesOptions(), SIXTEEN, flac.parent).examples
    damaged = bytearray(flac.read_bytes())
    damaged[12_000:12_200] = bytes(200)
    flac.write_bytes(damaged)
    with pytest.raises(OSError, match="flac") as damage:
        read(source, example, 0, 16_000)
    assert damage.value.filename == str(flac)
    soundfile.write(flac, noise[:100], 16_000, subtype="PCM_16")
    with pytest.raises(OSError, match="fewer samples") as short:
        read(source, example, 50, 100)
    assert short.value.filename == str(flac)
    flac.unlink()
    with pytest.raises(OSError) as gone:  # noqa: PT011  # the system words it
        AudioFiles(AudioFilesOptions(), SIXTEEN).read(example, 0, 100)
    assert gone.value.filename == str(flac)


def test_kept_samples_stay_below_their_bound_and_the_oldest_go_first(
    tmp_path: Path, noise: Pcm
) -> None:
    paths = [tmp_path / f"{i}.wav" for i in range(4)]
    for path in paths:
        soundfile.write(path, noise, 16_000, subtype="PCM_16")
    samples = KeptSamples(SoundFiles(AudioFilesOptions()), limit=3 * 2_000 + 10, block=1_000)
    for i in (0, 1, 2, 0, 3):
        samples.read(paths[i], 1_500, 1_510)
        assert samples.bytes_kept <= samples.limit
        assert samples.bytes_kept == sum(block.nbytes for block in samples.kept.values())
    assert list(samples.kept) == [(paths[2], 1), (paths[0], 1), (paths[3], 1)]


def test_several_threads_can_read_at_once(tmp_path: Path, noise: Pcm) -> None:
    paths = [tmp_path / f"{i}.wav" for i in range(4)]
    for i, path in enumerate(paths):
        soundfile.write(path, noise + np.int16(i), 16_000, subtype="PCM_16")
    samples = KeptSamples(SoundFiles(AudioFilesOptions()), limit=4_000, block=1_000)
    wrong: list[int] = []

    def read_all(seed: int) -> None:
        for i in np.random.default_rng(seed).integers(0, 4, 100).tolist():
            found = samples.read(paths[i], 900, 1_100)
            if not np.array_equal(found, noise[900:1_100] + np.int16(i)):
                wrong.append(i)

    threads = [threading.Thread(target=read_all, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_without_quantisation_samples_stay_what_they_are(tmp_path: Path, noise: Pcm) -> None:
    stereo = np.concatenate([noise, -noise], axis=1)
    soundfile.write(tmp_path / "stereo.wav", stereo, 16_000, subtype="PCM_16")
    source = AudioFiles(AudioFilesOptions(quantization="none"), {"C": 2})
    found = read(source, Example(tmp_path / "stereo.wav", 16_000), 5, 100)
    assert isinstance(found, torch.Tensor)
    assert found.dtype == torch.float32
    assert np.array_equal(found.numpy() * 32_768, stereo[5:105])


def test_labelled_examples_bring_their_label_and_how_long_they_are(wav: Path) -> None:
    options = AudioFilesOptions(labels="folder")
    source = AudioFiles(options, {**SIXTEEN, "n_labels": 10})
    found = source.read(Example(wav, 16_000, 7), 20, 300)
    alone = AudioFiles(AudioFilesOptions(), SIXTEEN).read(Example(wav, 16_000), 20, 300)
    assert not isinstance(found, torch.Tensor)
    assert torch.equal(found["main"], torch.as_tensor(alone))
    assert (found["label"].dtype, found["label"].shape, int(found["label"])) == (torch.int64, (), 7)
    assert (found["lengths"].dtype, int(found["lengths"])) == (torch.int64, 300)
    assert set(source.read(Example(wav, 16_000), 0, 10)) == {"main", "lengths"}
