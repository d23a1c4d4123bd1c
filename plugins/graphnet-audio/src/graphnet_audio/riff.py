"""The skeleton of a WAV file (RIFF): its format, and how many bytes of samples it holds."""

from __future__ import annotations

import os
from typing import BinaryIO, Literal

from attrs import frozen

UNKNOWN = 0xFFFFFFFF  # written by programs that stream and cannot come back to the header
EXTENSIBLE = 0xFFFE
PCM, FLOAT = 1, 3
CODECS = {2: "Microsoft ADPCM", 6: "A-Law", 7: "U-Law", 0x11: "IMA ADPCM", 0x31: "GSM 6.10"}

Order = Literal["big", "little"]


@frozen
class Format:
    """What the chunk `fmt ` says; `block` is the bytes of one item of all channels."""

    codec: int
    channels: int
    sample_rate: int
    block: int
    bits: int

    @property
    def depth(self) -> str:
        """How samples are stored, in words."""
        match self.codec:
            case 1:
                return f"{self.bits}-bit PCM"
            case 3:
                return f"{self.bits}-bit float"
            case codec:
                return CODECS.get(codec, f"codec 0x{codec:04X}")

    @property
    def is_sound(self) -> bool:
        """Whether the numbers can be those of a sound file at all."""
        plain = self.codec not in (PCM, FLOAT) or self.block * 8 == self.channels * self.bits
        return min(self.channels, self.sample_rate, self.block) > 0 and plain


@frozen
class Wave:
    """A WAV file: bytes of samples its header promises, and bytes from there to its end.

    `begin` is where samples begin in the file, `order` how the bytes of its numbers stand.
    """

    format: Format
    promised: int
    present: int
    begin: int
    order: Order


def is_riff(beginning: bytes) -> bool:
    """Whether a file that begins so is a WAV file of some kind."""
    return beginning[:4] in {b"RIFF", b"RIFX", b"RF64"} and beginning[8:12] == b"WAVE"


def read_wave(file: BinaryIO) -> Wave | str:
    """Format and lengths from the chunks, or what is wrong with them.

    A length that was never filled in counts as kept: such a file ends where it ends.
    """
    order: Order = "big" if file.read(12)[:4] == b"RIFX" else "little"
    end = os.fstat(file.fileno()).st_size
    found: Format | None = None
    long_length = UNKNOWN
    while len(head := file.read(8)) == 8:
        name, length = head[:4], int.from_bytes(head[4:], order)
        begin = file.tell()
        if name == b"data":
            if found is None:
                return "no format before its samples"
            promised = long_length if length == UNKNOWN else length
            present = end - begin
            promised = present if promised == UNKNOWN else promised
            return Wave(found, promised, present, begin, order)
        if name == b"ds64":  # a WAV beyond 4 GiB keeps its lengths here
            long_length = int.from_bytes(file.read(16)[8:], order)
        if name == b"fmt ":
            found = _format(file.read(min(length, 40)), order)
            if found is None or not found.is_sound:
                return "its format makes no sense"
        file.seek(begin + length + length % 2)
    return "no samples begin"


def _format(chunk: bytes, order: Order) -> Format | None:
    if len(chunk) < 16:
        return None
    codec, channels = (int.from_bytes(chunk[i : i + 2], order) for i in (0, 2))
    block, bits = (int.from_bytes(chunk[i : i + 2], order) for i in (12, 14))
    if codec == EXTENSIBLE:
        if len(chunk) < 26:
            return None
        codec = int.from_bytes(chunk[24:26], order)
    return Format(codec, channels, int.from_bytes(chunk[4:8], order), block, bits)
