"""Whether the floats of a file are numbers within full scale; whole numbers always are."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from graphnet.plugin import Refusal, RefusedError
from graphnet_audio.riff import Wave, read_wave

if TYPE_CHECKING:  # a scan imports numpy only where there are floats to look at
    from graphnet_audio.quantization import Samples

CHUNK_BYTES = 1 << 22
NO_NUMBER = "write the file anew from where it came, or move it out of the folder"
TOO_LOUD = (
    'write `peak = "scale"` in the source\'s options: each file is brought to full range and its '
    "own peak comes along; or write the file anew, no louder than full scale"
)


def check_values(path: Path, samples: Samples, start: int, *, is_scaled: bool) -> None:
    """Raise RefusedError where a sample of the stretch that begins at `start` is unusable."""
    item = first_unusable(samples, is_scaled=is_scaled)
    if item is not None:
        row = samples[item]
        raise RefusedError(_refusal(path, start + item, row, _peak(samples)))


def scan_values(path: Path, *, is_scaled: bool) -> Refusal | None:
    """The first unusable sample of a WAV file of floats; None where there is none.

    The whole file is gone through, a few megabytes at a time. What cannot be read is left to the
    scan of headers, or to whoever reads next.
    """
    try:
        with path.open("rb") as file:
            wave = read_wave(file)
            return None if isinstance(wave, str) else _scan(path, file, wave, is_scaled=is_scaled)
    except OSError:
        return None


def _scan(path: Path, file: BinaryIO, wave: Wave, *, is_scaled: bool) -> Refusal | None:
    found: tuple[int, Samples] | None = None
    peak, start = 0.0, 0
    for samples in _chunks(file, wave):
        item = first_unusable(samples, is_scaled=is_scaled) if found is None else None
        if item is not None:
            found = start + item, samples[item]
        peak = max(peak, _peak(samples))
        start += len(samples)
    return None if found is None else _refusal(path, *found, peak)


def _chunks(file: BinaryIO, wave: Wave) -> Iterator[Samples]:
    import numpy as np  # noqa: PLC0415  # see above

    dtype = np.dtype(np.float32).newbyteorder(">" if wave.order == "big" else "<")
    file.seek(wave.begin)
    left = wave.promised // wave.format.block * wave.format.block
    size = CHUNK_BYTES // wave.format.block * wave.format.block
    while left and (content := file.read(min(left, size))):
        left -= len(content)
        yield np.frombuffer(content, dtype).reshape(-1, wave.format.channels)


def first_unusable(samples: Samples, *, is_scaled: bool) -> int | None:
    """The first item with a sample that is no number or, unless files are scaled, too large."""
    import numpy as np  # noqa: PLC0415  # see above

    most = np.float32(np.finfo(np.float32).max) if is_scaled else np.float32(1)
    good = np.abs(samples) <= most  # false for nan
    if good.all():
        return None
    return int((~good).any(axis=1).argmax())


def _peak(samples: Samples) -> float:
    """The size of the largest number among the samples."""
    import numpy as np  # noqa: PLC0415  # see above

    sizes = np.abs(samples[np.isfinite(samples)])
    return float(sizes.max()) if sizes.size else 0.0


def _refusal(path: Path, item: int, row: Samples, peak: float) -> Refusal:
    values = list(enumerate(row.tolist()))
    no_numbers = [(c, v) for c, v in values if not math.isfinite(v)]
    channel, value = next(iter(no_numbers or [(c, v) for c, v in values if abs(v) > 1]))
    where = f"sample {item:,} of channel {channel}"
    if math.isfinite(value):
        reason = f"{where} is beyond full scale; the file's peak is {peak:.6g}"
        return Refusal(path=path, reason=reason, help=TOO_LOUD, item=item)
    return Refusal(path=path, reason=f"{where} is `{value}`", help=NO_NUMBER, item=item)
