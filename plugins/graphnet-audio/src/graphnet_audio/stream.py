"""The beginning and the end of a FLAC stream: its facts, and whether its last frame is whole."""

from __future__ import annotations

import os
from typing import BinaryIO

from attrs import frozen

MAGIC = b"fLaC"
TAG_LENGTH = 128  # an ID3v1 tag that some programs put behind the last frame
_BLOCKS = {1: 192, 2: 576, 3: 1152, 4: 2304, 5: 4608} | {8 + i: 256 << i for i in range(8)}


@frozen
class StreamInfo:
    """What the stream says of itself; `total` is its items in time, 0 where it does not say."""

    largest_block: int
    largest_frame: int
    sample_rate: int
    channels: int
    bits: int
    total: int

    @property
    def frame_bound(self) -> int:
        """Bytes that no frame exceeds: samples as they are, and the frame's own words."""
        plain = self.largest_block * self.channels * (self.bits + 1) // 8 + 64
        return min(self.largest_frame, plain) if self.largest_frame else plain


def skip_tag(file: BinaryIO) -> bytes:
    """Pass over an ID3v2 tag in front of the stream; the four bytes behind it."""
    head = file.read(10)
    if head[:3] != b"ID3" or len(head) < 10:
        file.seek(4)
        return head[:4]
    length = 0
    for byte in head[6:]:  # seven bits each
        length = length << 7 | byte & 0x7F
    file.seek(10 + length)
    return file.read(4)


def read_stream_info(file: BinaryIO) -> StreamInfo | None:
    """The first block behind the magic word; None where it is not what it must be."""
    head = file.read(4)
    block = file.read(34)
    if len(head) < 4 or head[0] & 0x7F or int.from_bytes(head[1:], "big") != 34 or len(block) < 34:
        return None
    packed = int.from_bytes(block[10:18], "big")
    info = StreamInfo(
        largest_block=int.from_bytes(block[2:4], "big"),
        largest_frame=int.from_bytes(block[7:10], "big"),
        sample_rate=packed >> 44,
        channels=(packed >> 41 & 7) + 1,
        bits=(packed >> 36 & 31) + 1,
        total=packed & (1 << 36) - 1,
    )
    return info if info.sample_rate and info.largest_block >= 16 else None


def ends_whole(file: BinaryIO, info: StreamInfo) -> bool:
    """Whether the file ends with the frame that holds the stream's last item, every bit of it."""
    size = os.fstat(file.fileno()).st_size
    begin = max(0, size - info.frame_bound - TAG_LENGTH)
    file.seek(begin)
    tail = file.read(size - begin)
    if tail[-TAG_LENGTH : -TAG_LENGTH + 3] == b"TAG":
        tail = tail[:-TAG_LENGTH]
    at = len(tail)
    while (at := tail.rfind(b"\xff", 0, at)) >= 0:
        if _frame_end(tail[at : at + 16], info) == info.total and _crc_16(tail[at:]) == 0:
            return True
    return False


def _frame_end(head: bytes, info: StreamInfo) -> int | None:
    """The item behind the last of a frame that begins so; None where no frame does."""
    if len(head) < 6 or head[1] & 0xFE != 0xF8:
        return None
    number, at = _coded_number(head)
    block_code = head[2] >> 4
    wide = {6: 1, 7: 2}.get(block_code, 0)
    block = int.from_bytes(head[at : at + wide], "big") + 1 if wide else _BLOCKS.get(block_code, 0)
    if not block:
        return None
    is_variable = head[1] & 1
    return (number if is_variable else number * info.largest_block) + block


def _coded_number(head: bytes) -> tuple[int, int]:
    """A number written as UTF-8 writes characters, and where it ends."""
    first = head[4]
    more = next((i for i in range(8) if not first & 0x80 >> i), 8)
    length = max(1, more)
    number = first & (0xFF >> (more + 1) if more else 0x7F)
    for byte in head[5 : 4 + length]:
        number = number << 6 | byte & 0x3F
    return number, 4 + length


def _table(polynomial: int) -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte << 8
        for _ in range(8):
            value = (value << 1 ^ polynomial if value & 0x8000 else value << 1) & 0xFFFF
        table.append(value)
    return tuple(table)


_TABLE = _table(0x8005)


def _crc_16(data: bytes) -> int:
    """0 for a whole frame: its last two bytes are the checksum of those before."""
    value = 0
    for byte in data:
        value = (value << 8 & 0xFF00) ^ _TABLE[value >> 8 ^ byte]
    return value
