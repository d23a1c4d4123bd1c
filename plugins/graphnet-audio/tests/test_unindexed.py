"""A FLAC file without its index is the same file: only the blocks that hold it are renamed."""

from __future__ import annotations

from pathlib import Path

from graphnet_audio.unindexed import PADDING, SEEK_TABLE, Unindexed, seek_tables


def with_blocks(flac: Path, *kinds: int) -> bytes:
    """The file with blocks of nine bytes behind its first, each of a kind."""
    content = flac.read_bytes()
    blocks = b"".join(bytes([kind, 0, 0, 9]) + b"\x03" * 9 for kind in kinds)
    flac.write_bytes(content[:42] + blocks + content[42:])
    return flac.read_bytes()


def test_every_seek_table_is_found_and_nothing_else(flac: Path) -> None:
    with_blocks(flac, SEEK_TABLE, PADDING, SEEK_TABLE)
    with flac.open("rb") as file:
        assert list(seek_tables(file)) == [42, 42 + 2 * 13]


def test_a_table_becomes_padding_and_all_other_bytes_stay(flac: Path) -> None:
    content = bytearray(with_blocks(flac, SEEK_TABLE, PADDING))
    content[42] = PADDING
    with Unindexed(flac) as file:
        assert file.readable()
        assert file.seekable()
        assert file.read() == content
        for start, length in ((40, 2), (40, 3), (42, 1), (43, 5), (0, 100)):
            file.seek(start)
            assert file.read(length) == content[start : start + length]
        file.seek(-5, 2)
        assert file.tell() == len(content) - 5


def test_a_table_that_is_the_last_block_stays_the_last(tmp_path: Path) -> None:
    path = tmp_path / "x.flac"
    path.write_bytes(b"fLaC" + bytes([0x80 | SEEK_TABLE, 0, 0, 1, 7]))
    with Unindexed(path) as file:
        assert file.read()[4] == 0x80 | PADDING
