"""The skeleton of a WAV file (RIFF): how many bytes of samples are promised, and are there."""

from __future__ import annotations

import os
from typing import BinaryIO, Literal

from attrs import frozen

UNKNOWN = 0xFFFFFFFF  # written by programs that stream and cannot come back to the header


@frozen
class DataLengths:
    """Bytes of samples according to the header, and bytes from there to the end of the file."""

    promised: int
    present: int


def is_riff(beginning: bytes) -> bool:
    """Whether a file that begins so is a WAV file of some kind."""
    return beginning[:4] in {b"RIFF", b"RIFX", b"RF64"} and beginning[8:12] == b"WAVE"


def data_lengths(file: BinaryIO) -> DataLengths | None:
    """Both lengths of the chunk of samples; None where no such chunk begins.

    A length that was never filled in counts as kept: such a file ends where it ends.
    """
    order: Literal["big", "little"] = "big" if file.read(12)[:4] == b"RIFX" else "little"
    end = file.seek(0, os.SEEK_END)
    file.seek(12)
    long_length = UNKNOWN
    while len(head := file.read(8)) == 8:
        name, length = head[:4], int.from_bytes(head[4:], order)
        begin = file.tell()
        if name == b"data":
            promised = long_length if length == UNKNOWN else length
            present = end - begin
            return DataLengths(present if promised == UNKNOWN else promised, present)
        if name == b"ds64":  # a WAV beyond 4 GiB keeps its lengths here
            long_length = int.from_bytes(file.read(16)[8:], order)
        file.seek(begin + length + length % 2)
    return None
