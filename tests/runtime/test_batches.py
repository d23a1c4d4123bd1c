"""The batch of an update is a pure function of the seed and the update's number."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import torch

from graphnet.build.protocols import Example
from graphnet.runtime.batches import Batches
from tests.runtime.tiny import Bytes

LENGTHS = (4, 6, 11)


def batches(folder: Path, seed: int = 0) -> Batches:
    examples = []
    for number, length in enumerate(LENGTHS):
        path = folder / f"{number}.bin"
        path.write_bytes(bytes(range(length)) if number else bytes([15] * length))
        examples.append(Example(path, length))
    return Batches(Bytes(None, {}), examples, 4, seed)


def test_the_same_update_gives_the_same_batch_whatever_came_before(tmp_path: Path) -> None:
    one, two = batches(tmp_path), batches(tmp_path)
    for update in range(5):
        one.batch(update, 3)
    assert torch.equal(one.batch(7, 3)["main"], two.batch(7, 3)["main"])
    assert not torch.equal(one.batch(7, 3)["main"], two.batch(8, 3)["main"])
    assert not torch.equal(one.batch(7, 3)["main"], batches(tmp_path, 1).batch(7, 3)["main"])


def test_every_window_of_every_file_is_equally_likely(tmp_path: Path) -> None:
    made = batches(tmp_path)
    seen = Counter(
        tuple(row.flatten().tolist()) for k in range(200) for row in made.batch(k, 20)["main"]
    )
    windows = {(15, 15, 15, 15): 1} | {tuple(range(s, s + 4)): 2 for s in range(3)}
    windows |= {tuple(range(s, s + 4)): 1 for s in range(3, 8)}
    assert set(seen) == set(windows)
    for window, weight in windows.items():  # 12 windows, 4000 draws: 333 each, 6 deviations
        assert abs(seen[window] - 4000 * weight / 12) < 6 * (4000 * weight / 12) ** 0.5


def test_a_batch_has_the_shape_the_source_gives(tmp_path: Path) -> None:
    main = batches(tmp_path).batch(0, 5)["main"]
    assert main.shape == (5, 4, 1)
    assert main.dtype == torch.int64


def test_a_file_shorter_than_a_window_is_one_window_padded(tmp_path: Path) -> None:
    path = tmp_path / "short.bin"
    path.write_bytes(bytes([3, 9]))
    long = tmp_path / "long.bin"
    long.write_bytes(bytes(range(5)))
    made = Batches(Bytes(None, {}), [Example(path, 2), Example(long, 5)], 4, 0)
    rows = {tuple(r.flatten().tolist()) for k in range(20) for r in made.batch(k, 5)["main"]}
    assert rows == {(3, 9, 9, 9), (0, 1, 2, 3), (1, 2, 3, 4)}


def test_by_file_every_file_is_equally_likely_and_every_window_of_it(tmp_path: Path) -> None:
    whole = batches(tmp_path)
    made = Batches(whole.source, whole.examples, 4, 0, by_file=True)
    seen = Counter(
        tuple(row.flatten().tolist()) for k in range(300) for row in made.batch(k, 20)["main"]
    )
    counts = [
        seen[15, 15, 15, 15],
        sum(n for row, n in seen.items() if row[-1] <= 5),
        sum(n for row, n in seen.items() if row[-1] > 5 and row[0] != 15),
    ]
    assert sum(counts) == 6000
    # file 1 has windows 0 to 2, file 2 those and five more: 1/3 + 1/3 * 3/8, and 1/3 * 5/8
    for count, share in zip(counts, (1 / 3, 11 / 24, 5 / 24), strict=True):
        assert abs(count / 6000 - share) < 0.03
    assert {row for row in seen if row[0] != 15} == {tuple(range(s, s + 4)) for s in range(8)}


def test_by_file_the_same_update_gives_the_same_batch(tmp_path: Path) -> None:
    whole = batches(tmp_path)
    one, two = (Batches(whole.source, whole.examples, 4, 0, by_file=True) for _ in range(2))
    one.batch(3, 2)
    assert torch.equal(one.batch(7, 3)["main"], two.batch(7, 3)["main"])
