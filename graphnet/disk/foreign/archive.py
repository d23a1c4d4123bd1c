"""The zip archive that `torch.save` writes: its records by name, found whole and in their place."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from graphnet.disk.foreign.placed import Stretch, quoted
from graphnet.disk.foreign.unreadable import UnreadableError
from graphnet.values import frozen

LOCAL_HEADER = struct.Struct("<4s22xHH")
BLOCK = 1 << 20
PICKLE = "data.pkl"
MOST_RECORDS = 200_000


@frozen
class Archive:
    """The records of an archive by their names without the folder they all stand in."""

    path: Path
    records: Mapping[str, Stretch]

    def read(self, name: str, limit: int) -> bytes | None:
        """The bytes of a record, None where there is none."""
        record = self.records.get(name)
        if record is None:
            return None
        if record.size > limit:
            raise UnreadableError(f"its `{name}` takes {record.size:,} bytes")
        with self.path.open("rb") as file:
            file.seek(record.begin)
            return file.read(record.size)


def read_archive(path: Path) -> Archive:
    """All records of an archive, each checked against its checksum."""
    try:
        with zipfile.ZipFile(path) as table, path.open("rb") as file:
            infos = table.infolist()
            if len(infos) > MOST_RECORDS:
                raise UnreadableError(f"it has {len(infos):,} records")
            places = [_stretch(info, file, table.start_dir) for info in infos]
    except zipfile.BadZipFile:
        raise UnreadableError(_not_whole(path)) from None
    except (ValueError, LookupError, NotImplementedError, struct.error):
        raise UnreadableError("its table of contents is damaged") from None
    _check_apart(places)
    root = next((i.filename[: -len(PICKLE)] for i in infos if _is_pickle(i.filename)), None)
    if root is None:
        raise UnreadableError(f"it is a zip archive without the `{PICKLE}` that `torch.save` makes")
    records: dict[str, Stretch] = {}
    for info, place in zip(infos, places, strict=True):
        name = info.filename.removeprefix(root)
        if name in records:
            raise UnreadableError(f"it has two records {quoted(name)}")
        records[name] = place
    return Archive(path, records)


def _is_pickle(name: str) -> bool:
    return name == PICKLE or (name.endswith(f"/{PICKLE}") and name.count("/") == 1)


def _stretch(info: zipfile.ZipInfo, file: IO[bytes], end: int) -> Stretch:
    """Where a record's bytes stand, which must be as the table of contents says of them."""
    name = quoted(info.filename)
    if info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size:
        raise UnreadableError(f"its record {name} is compressed, as `torch.save` never does")
    file.seek(info.header_offset)
    signature, n_name, n_extra = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
    begin = info.header_offset + LOCAL_HEADER.size + n_name + n_extra
    if signature != b"PK\x03\x04" or begin + info.file_size > end:
        raise UnreadableError(f"its record {name} does not stand where the table of contents says")
    if _checksum(file, begin, info.file_size) != info.CRC:
        raise UnreadableError(f"its record {name} was altered: the checksum is not the one noted")
    return Stretch(begin, info.file_size)


def _checksum(file: IO[bytes], begin: int, size: int) -> int:
    file.seek(begin)
    found = 0
    while size > 0 and (block := file.read(min(size, BLOCK))):
        found, size = zlib.crc32(block, found), size - len(block)
    return found


def _check_apart(places: list[Stretch]) -> None:
    """Refuse records that share bytes: a small file would pass for a large one."""
    end = 0
    for place in sorted(places, key=lambda place: (place.begin, place.size)):
        if place.begin < end:
            raise UnreadableError("its records lie over each other")
        end = place.begin + place.size


def _not_whole(path: Path) -> str:
    with path.open("rb") as file:
        begins = file.read(4) == b"PK\x03\x04"
    return (
        "it is cut short: the table of contents at its end is missing"
        if begins
        else "it is no zip archive"
    )
