"""Floats that are no numbers, or beyond full scale, are found and named; all others are let be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from graphnet.plugin import RefusedError
from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.folder import scan
from graphnet_audio.quantization import Samples
from graphnet_audio.worth import CHUNK_BYTES, check_values, scan_values

LONG = CHUNK_BYTES // 8 + 1_000


def silence(frames: int = LONG) -> Samples:
    return np.zeros((frames, 2), np.float32)


def written(path: Path, values: Samples, endian: str = "LITTLE") -> Path:
    soundfile.write(path, values, 16_000, subtype="FLOAT", endian=endian)
    return path


@pytest.mark.parametrize(("value", "said"), [(np.nan, "nan"), (np.inf, "inf"), (-np.inf, "-inf")])
@pytest.mark.parametrize("item", [0, 17, LONG - 1])
@pytest.mark.parametrize("endian", ["LITTLE", "BIG"])
def test_the_first_that_is_no_number_is_named(
    tmp_path: Path, value: float, said: str, item: int, endian: str
) -> None:
    values = silence()
    values[item:, 1] = value
    refusal = scan_values(written(tmp_path / "x.wav", values, endian), is_scaled=False)
    assert refusal is not None
    assert refusal.item == item
    assert refusal.reason == f"sample {item:,} of channel 1 is `{said}`"
    assert "write the file anew" in refusal.help


def test_beyond_full_scale_the_peak_of_the_whole_file_is_said(tmp_path: Path) -> None:
    values = silence()
    values[5, 0], values[LONG - 1, 1] = 1.25, -1.75
    path = written(tmp_path / "x.wav", values)
    refusal = scan_values(path, is_scaled=False)
    assert refusal is not None
    assert refusal.item == 5
    assert refusal.reason == ("sample 5 of channel 0 is beyond full scale; the file's peak is 1.75")
    assert '`peak = "scale"`' in refusal.help
    assert scan_values(path, is_scaled=True) is None


def test_where_files_are_scaled_only_numbers_are_asked_for(tmp_path: Path) -> None:
    values = silence(9)
    values[3] = (1.5, np.inf)
    refusal = scan_values(written(tmp_path / "x.wav", values), is_scaled=True)
    assert refusal is not None
    assert refusal.reason == "sample 3 of channel 1 is `inf`"


def test_full_scale_itself_is_good(tmp_path: Path) -> None:
    values = silence(9)
    values[3] = (1, -1)
    assert scan_values(written(tmp_path / "x.wav", values), is_scaled=False) is None
    check_values(tmp_path / "x.wav", values, 0, is_scaled=False)


def test_the_scan_of_a_folder_refuses_such_files_and_no_others(tmp_path: Path) -> None:
    values = silence(99)
    written(tmp_path / "good.wav", values)
    values[7, 0] = np.nan
    written(tmp_path / "bad.wav", values)
    found = scan(AudioFilesOptions(depth="float"), {"C": 2}, tmp_path)
    assert [example.path.name for example in found.examples] == ["good.wav"]
    assert [(r.path.name, r.item) for r in found.refusals] == [("bad.wav", 7)]


def test_reading_says_the_same_of_a_stretch() -> None:
    values = silence(20)
    values[4, 1] = np.nan
    with pytest.raises(RefusedError) as found:
        check_values(Path("x.wav"), values, 1_000, is_scaled=False)
    assert found.value.refusal.item == 1_004


def test_what_cannot_be_opened_is_left_to_whoever_reads_next(tmp_path: Path) -> None:
    assert scan_values(tmp_path / "gone.wav", is_scaled=False) is None
    (tmp_path / "no.wav").write_bytes(b"RIFF0000WAVE")
    assert scan_values(tmp_path / "no.wav", is_scaled=False) is None
