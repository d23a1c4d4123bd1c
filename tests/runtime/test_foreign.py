"""Only the bytes of a tensor are read, wherever in the file they stand."""

from __future__ import annotations

from pathlib import Path

import torch

from graphnet.disk.foreign.known import DTYPES
from graphnet.disk.foreign.placed import Placed, Stretch, contiguous
from graphnet.disk.foreign.read import Foreign
from graphnet.runtime.foreign import TYPES, read_tensor, read_tensors_of


def written(folder: Path, content: bytes, **tensors: Placed) -> Foreign:
    path = folder / "file"
    path.write_bytes(content)
    return Foreign(path=path, form="a file", tensors=tensors)


def test_every_type_has_the_width_that_is_counted() -> None:
    assert {name: torch.empty(0, dtype=t).element_size() for name, t in TYPES.items()} == DTYPES


def test_a_view_is_read_from_its_place_and_nothing_else(tmp_path: Path) -> None:
    numbers = torch.arange(12, dtype=torch.int16)
    turned = Placed(dtype="int16", shape=(2, 3), stride=(1, 2), offset=4, bytes=Stretch(5, 24))
    empty = Placed(dtype="int16", shape=(0, 7), stride=(7, 1), offset=9, bytes=Stretch(5, 24))
    content = b"noise" + numbers.numpy().tobytes()
    foreign = written(tmp_path, content[: 5 + 2 * 10], turned=turned, empty=empty)  # cut behind it
    found = read_tensors_of(foreign, ["turned", "empty"])
    assert torch.equal(found["turned"], numbers.as_strided((2, 3), (1, 2), 4))
    assert found["turned"].is_contiguous()
    assert found["empty"].shape == (0, 7)


def test_what_is_read_is_not_shared(tmp_path: Path) -> None:
    spread = Placed(
        dtype="float32", shape=(3,), stride=(0,), offset=0, bytes=Stretch(0, 4), is_neg=True
    )
    foreign = written(tmp_path, torch.ones(1).numpy().tobytes(), spread=spread)
    found = read_tensor(foreign, spread)
    found[0] = 5
    assert found.tolist() == [5, -1, -1]
    assert contiguous((2, 3, 4)) == (12, 4, 1)
    assert contiguous(()) == ()
