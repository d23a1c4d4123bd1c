"""Windows hold every item of every file once."""

from __future__ import annotations

from pathlib import Path

from graphnet.build.protocols import Example
from graphnet.runtime.lengths import Lengths, bind_lengths
from graphnet.runtime.windows import batches_of, read_windows, some_windows, windows_of
from tests.runtime.tiny import Bytes, tiny_plan


def lengths() -> Lengths:
    found, _ = bind_lengths(tiny_plan(), {"L": 8}, "evaluate")
    assert found is not None
    return found


def test_every_item_is_in_one_window(tmp_path: Path) -> None:
    examples = [Example(tmp_path / str(n), n) for n in (1, 7, 8, 9, 23)]
    windows = windows_of(examples, lengths())
    for example in examples:
        mine = [w for w in windows if w.example == example]
        items = [i for w in mine for i in range(w.start, w.start + w.length)]
        assert items == list(range(example.length))
    assert {(w.length, w.padded) for w in windows} == {(1, 4), (7, 8), (8, 8)}


def test_batches_hold_every_window_once_and_one_length_each() -> None:
    windows = windows_of([Example(Path(str(n)), n) for n in (1, 7, 8, 9, 23)], lengths())
    batches = list(batches_of(windows, 3))
    assert sorted(w.start for b in batches for w in b) == sorted(w.start for w in windows)
    assert len({w for b in batches for w in b}) == len(windows)
    assert all(len({w.padded for w in b}) == 1 and len(b) <= 3 for b in batches)


def test_padding_repeats_the_last_item(tmp_path: Path) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(bytes([1, 2, 3, 4, 5, 6, 7, 8, 9]))
    windows = windows_of([Example(path, 9)], lengths())
    tail = read_windows(Bytes(None, {}), [windows[1]])["main"]
    assert tail.flatten().tolist() == [9, 9, 9, 9]


def test_some_windows_are_spread_over_all() -> None:
    windows = windows_of([Example(Path("x"), 800)], lengths())
    some = some_windows(windows, 4)
    assert [w.start for w in some] == [0, 200, 400, 600]
    assert some_windows(windows, 1000) == windows
