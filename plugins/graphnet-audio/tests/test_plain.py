"""Plain WAV files are read from their place, sample for sample as libsndfile decodes them."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphnet.plugin import RefusedError
from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.decode import SoundFiles
from graphnet_audio.depth import Depth
from graphnet_audio.plain import PlainFiles

RATE, LENGTH = 8000, 501
SUBTYPES: dict[str, Depth] = {"PCM_16": "16-bit", "PCM_32": "32-bit", "FLOAT": "float"}


def reader(depth: Depth = "16-bit") -> tuple[PlainFiles, SoundFiles]:
    options = AudioFilesOptions(sample_rate=RATE, depth=depth, quantization="none")
    return PlainFiles(options), SoundFiles(options)


def written(path: Path, subtype: str = "PCM_16", channels: int = 1, **form: str) -> Path:
    values = np.random.default_rng(1).uniform(-1, 1, (LENGTH, channels)).astype(np.float32)
    soundfile.write(path, values, form.pop("rate", RATE), subtype=subtype, **form)
    return path


@pytest.mark.parametrize("subtype", SUBTYPES)
@pytest.mark.parametrize("channels", [1, 2, 5])
@pytest.mark.parametrize(
    "form", [{}, {"format": "WAVEX"}, {"endian": "BIG"}, {"format": "RF64"}], ids=str
)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH)))
def test_it_is_what_a_decoder_gives(
    tmp_path: Path, subtype: str, channels: int, form: dict[str, str], places: tuple[int, int]
) -> None:
    path = tmp_path / "a.wav"
    if not path.exists():
        written(path, subtype, channels, **form)
    start, stop = sorted(places)
    files, decoder = reader(SUBTYPES[subtype])
    found, expected = files.read(path, start, stop), decoder.read(path, start, stop)
    assert found is not None
    assert (found.dtype, found.shape) == (expected.dtype, expected.shape)
    assert found.dtype.isnative
    assert np.array_equal(found, expected)


def test_other_kinds_of_files_are_left_to_others(tmp_path: Path) -> None:
    for name, subtype in (("a.flac", "PCM_16"), ("b.wav", "PCM_24"), ("c.wav", "PCM_U8")):
        path = written(tmp_path / name, subtype)
        depth: Depth = {"PCM_16": "16-bit", "PCM_24": "24-bit"}.get(subtype, "8-bit")  # type: ignore[assignment]
        assert reader(depth)[0].read(path, 3, 10) is None


def test_a_file_of_another_rate_is_left_to_others(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.zeros(100), RATE // 2, subtype="PCM_16")
    assert reader()[0].read(path, 0, 10) is None


def test_a_stretch_of_a_long_file_takes_no_more_memory_than_itself(tmp_path: Path) -> None:
    path, length = written(tmp_path / "a.wav"), 2**30
    content = bytearray(path.read_bytes()[:44])
    content[40:44] = (2 * length).to_bytes(4, "little")
    path.write_bytes(content)
    with path.open("r+b") as file:
        file.truncate(44 + 2 * length)  # without a byte on the disk
    tracemalloc.start()
    found = reader()[0].read(path, length - 20, length)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found is not None
    assert found.shape == (20, 1)
    assert most < 2**18


def test_a_file_that_is_another_now_is_looked_at_again(tmp_path: Path) -> None:
    path = written(tmp_path / "a.wav")
    files, decoder = reader()
    assert files.read(path, 3, 9) is not None
    soundfile.write(path, np.full((700, 2), 0.5), RATE, subtype="PCM_16")
    found = files.read(path, 600, 700)
    assert found is not None
    assert np.array_equal(found, decoder.read(path, 600, 700))
    written(path, "PCM_24")
    assert files.read(path, 3, 9) is None


@pytest.mark.parametrize("subtype", SUBTYPES)
def test_a_file_that_was_cut_short_is_named(tmp_path: Path, subtype: str) -> None:
    path = written(tmp_path / "a.wav", subtype)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    files, _ = reader(SUBTYPES[subtype])
    with pytest.raises(OSError, match="fewer samples") as found:
        files.read(path, 10, LENGTH)
    assert found.value.filename == str(path)
    with pytest.raises(OSError, match="fewer samples"):
        files.read(path, LENGTH - 1, LENGTH)


def test_more_than_the_header_promises_is_not_read(tmp_path: Path) -> None:
    """Bytes behind the samples, such as a tag, are none."""
    path = written(tmp_path / "a.wav")
    path.write_bytes(path.read_bytes() + bytes(1000))
    with pytest.raises(OSError, match="fewer samples"):
        reader()[0].read(path, LENGTH - 1, LENGTH + 1)
    with pytest.raises(OSError, match="fewer samples"):
        reader()[0].read(path, LENGTH + 5, LENGTH + 10)


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        reader()[0].read(tmp_path / "a.wav", 0, 1)


def test_floats_beyond_full_scale_are_refused_at_their_place(tmp_path: Path) -> None:
    path, values = tmp_path / "a.wav", np.zeros(50, np.float32)
    values[31] = 1.5
    soundfile.write(path, values, RATE, subtype="FLOAT")
    files, _ = reader("float")
    before = files.read(path, 0, 31)
    assert before is not None
    assert not before.any()
    with pytest.raises(RefusedError) as found:
        files.read(path, 20, 40)
    assert "sample 31 of channel 0" in str(found.value.refusal.reason)
