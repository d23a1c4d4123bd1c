"""Windows hold every item of every file once."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from graphnet.build.protocols import Example
from graphnet.graph.plan import Plan
from graphnet.runtime.lengths import Lengths, bind_lengths
from graphnet.runtime.windows import batches_of, clips_of, read_windows, some_windows, windows_of
from graphnet.spec.settings import EvaluateSettings
from tests.runtime.test_unit import labelling
from tests.runtime.tiny import B, Bytes, port, tiny_plan


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


def with_lengths(plan: Plan) -> Plan:
    gives = {**plan.source.gives, "lengths": port(B, dtype="int64")}
    return evolve(plan, stages=(evolve(plan.source, gives=gives), *plan.stages[1:]))


def test_where_labels_are_predicted_a_file_is_one_window_however_long() -> None:
    plan = with_lengths(labelling())
    found, _ = bind_lengths(plan, {"L": 8}, "evaluate")
    assert found is not None
    examples = [Example(Path(str(n)), n) for n in (1, 7, 8, 9, 23)]
    windows = windows_of(examples, found)
    assert [(w.start, w.length) for w in windows] == [(0, n) for n in (1, 7, 8, 9, 23)]
    assert all(w.padded % 4 == 0 and w.padded >= w.length for w in windows)


def test_a_written_length_is_the_most_that_is_read_of_a_clip() -> None:
    plan = with_lengths(labelling())
    settings = evolve(plan.settings, evaluate=EvaluateSettings(length={"L": 8}))
    found, _ = bind_lengths(evolve(plan, settings=settings), {"L": 8}, "evaluate")
    assert found is not None
    windows = windows_of([Example(Path(str(n)), n) for n in (3, 23)], found)
    assert [(w.start, w.length) for w in windows] == [(0, 3), (0, 8)]


def test_clips_of_about_the_same_length_go_into_one_batch() -> None:
    examples = [Example(Path(str(n)), 800 + n) for n in range(60)]
    windows = clips_of(examples, with_lengths(labelling()), None)
    assert [len(batch) for batch in batches_of(windows, 60)] == [3, 57]
    assert max(w.padded - w.length for w in windows) <= 860 // 8 + 4


def test_without_lengths_nothing_is_padded() -> None:
    windows = clips_of([Example(Path(str(n)), n) for n in (4, 6)], labelling(), None)
    assert [w.padded for w in windows] == [4, 6]
