"""A FLAC file without its seek table, for files whose table leads astray."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, final

from graphnet_audio.stream import skip_tag

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SEEK_TABLE, PADDING = 3, 1
LAST = 0x80


@final
class Unindexed(io.RawIOBase):
    """The same bytes, but each seek table is called padding: a decoder then searches by itself."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("rb")
        self.tables = tuple(seek_tables(self.file))
        self.file.seek(0)

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        at = self.file.tell()
        count = self.file.readinto(view)
        for table in self.tables:
            if at <= table < at + count:
                view[table - at] = view[table - at] & LAST | PADDING
        return count

    def seek(self, at: int, whence: int = 0, /) -> int:
        return self.file.seek(at, whence)

    def tell(self) -> int:
        return self.file.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self.file.close()
        super().close()


def seek_tables(file: BinaryIO) -> Iterator[int]:
    """Where the blocks begin that hold a seek table."""
    skip_tag(file)
    while len(head := file.read(4)) == 4:
        begin, length = file.tell() - 4, int.from_bytes(head[1:], "big")
        if head[0] & ~LAST == SEEK_TABLE:
            yield begin
        if head[0] & LAST:
            return
        file.seek(begin + 4 + length)
