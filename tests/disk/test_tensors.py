"""A header tells names, types and shapes; one that lies, in whatever way, is refused in words."""

from __future__ import annotations

import json
import os
import tracemalloc
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors import SafetensorError, safe_open
from safetensors.torch import save, save_file

from graphnet.disk.tensors import HEADER_LIMIT, Header, StoredTensor, is_pickle, read_header

ONE = {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}


def written(path: Path, header: object, data: bytes = bytes(8), length: int | None = None) -> Path:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    size = len(text) if length is None else length
    path.write_bytes(size.to_bytes(8, "little") + text + data)
    return path


def entry(**changes: object) -> object:
    return {"a": {**ONE["a"], **changes}}


@pytest.mark.parametrize(
    ("dtype", "word"),
    [
        (torch.float32, "F32"), (torch.float64, "F64"), (torch.float16, "F16"),
        (torch.bfloat16, "BF16"), (torch.int64, "I64"), (torch.int32, "I32"),
        (torch.int16, "I16"), (torch.int8, "I8"), (torch.uint8, "U8"), (torch.bool, "BOOL"),
        (torch.float8_e4m3fn, "F8_E4M3"), (torch.complex64, "C64"),
    ],
)  # fmt: skip
def test_what_safetensors_writes_is_read(tmp_path: Path, dtype: torch.dtype, word: str) -> None:
    """The writer is the independent truth."""
    tensors = {"x.y": torch.zeros(3, 2, dtype=dtype), "s": torch.zeros((), dtype=dtype)}
    save_file(tensors, tmp_path / "f", {"who": "test"})
    header = read_header(tmp_path / "f")
    assert isinstance(header, Header)
    assert header.metadata == {"who": "test"}
    shapes = {"x.y": StoredTensor(word, (3, 2)), "s": StoredTensor(word, ())}
    assert header.tensors == shapes
    assert shapes["s"].is_float == dtype.is_floating_point


def test_a_file_without_tensors_or_with_an_empty_one_is_fine(tmp_path: Path) -> None:
    save_file({}, tmp_path / "none")
    save_file({"e": torch.zeros(0, 4)}, tmp_path / "empty")
    assert read_header(tmp_path / "none") == Header({}, {})
    assert read_header(tmp_path / "empty") == Header({"e": StoredTensor("F32", (0, 4))}, {})


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (b"", "not JSON"),
        (b"not json", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"a":' * 50_000, "not JSON"),
        (b"9" * 10_000, "not JSON"),
        ([], "not a table"),
        ({"__metadata__": 3}, "`__metadata__`"),
        ({"__metadata__": {"a": 1}}, "`__metadata__`"),
        (b'{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, "a": 1}', "twice"),
        ({"a": 1}, "entry of its tensor `a`"),
        (entry(dtype="F33"), "entry of its tensor `a`"),
        (entry(shape=[2.0]), "entry of its tensor `a`"),
        (entry(shape=[True, 2]), "entry of its tensor `a`"),
        (entry(shape=[-2]), "entry of its tensor `a`"),
        (entry(shape=[1] * 100), "entry of its tensor `a`"),
        (entry(data_offsets=[8, 0]), "entry of its tensor `a`"),
        (entry(data_offsets=[-8, 0]), "entry of its tensor `a`"),
        (entry(shape=[2**62] * 60), "do not fill its shape"),
        (entry(data_offsets=[0, 4]), "do not fill its shape"),
        (entry(data_offsets=[8, 16]), "overlap or leave gaps"),
        ({**ONE, "b": ONE["a"]}, "overlap or leave gaps"),
        (entry(shape=[4], data_offsets=[0, 16]), "promises 16 bytes of tensors, 8 are there"),
        (entry(shape=[1], data_offsets=[0, 4]), "4 bytes follow its last tensor"),
        ({"\x1b[2J" * 99: 1}, r"\x1b[2J"),
    ],
)  # fmt: skip
def test_a_header_that_lies_is_refused_in_words(tmp_path: Path, header: object, words: str) -> None:
    found = read_header(written(tmp_path / "f", header))
    assert isinstance(found, str)
    assert words in found
    assert found.isprintable()
    assert len(found) < 300


@pytest.mark.parametrize("length", [9, 1000, HEADER_LIMIT, HEADER_LIMIT + 1, 2**63, 2**64 - 1])
def test_a_length_beyond_the_file_or_the_limit_takes_no_memory(tmp_path: Path, length: int) -> None:
    path = written(tmp_path / "f", b"{}", b"", length)
    tracemalloc.start()
    found = read_header(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(found, str)
    assert most < 1 << 20


def test_a_file_of_another_kind_is_called_so(tmp_path: Path) -> None:
    path = tmp_path / "spec.toml"
    path.write_text("format = 1\n", encoding="utf-8")
    assert read_header(path) == "it does not begin as a safetensors file does"


def test_a_header_that_is_really_there_and_too_long_is_not_read(tmp_path: Path) -> None:
    path = written(tmp_path / "f", b"", b"", HEADER_LIMIT + 1)
    os.truncate(path, HEADER_LIMIT + 100)  # a hole: it takes no place on the disk
    tracemalloc.start()
    found = read_header(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(found, str)
    assert "more than the" in found
    assert most < 1 << 20


@pytest.mark.parametrize("kept", [0, 1, 7, 8, 9, 60, -1])
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, kept: int) -> None:
    path = written(tmp_path / "f", ONE)
    assert isinstance(read_header(path), Header)
    path.write_bytes(path.read_bytes()[:kept])
    assert isinstance(read_header(path), str)


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert read_header(tmp_path / "pipe") == "it is no regular file"
    assert read_header(tmp_path) == "it is no regular file"
    assert read_header(tmp_path / "none") == "no such file or directory"


def test_a_pickle_is_known_by_how_it_begins(tmp_path: Path) -> None:
    torch.save({"a": torch.zeros(2)}, tmp_path / "new.pt")
    torch.save({"a": torch.zeros(2)}, tmp_path / "old.pt", _use_new_zipfile_serialization=False)
    assert is_pickle(tmp_path / "new.pt")
    assert is_pickle(tmp_path / "old.pt")
    assert not is_pickle(written(tmp_path / "f", ONE))
    assert not is_pickle(tmp_path / "none")


@given(st.data())
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_accepted_the_real_reader_accepts_too(tmp_path: Path, data: st.DataObject) -> None:
    """Bytes of a good file, changed here and there: no crash, and no file that will not load."""
    whole = bytearray(save({"a.weight": torch.zeros(2, 3), "b": torch.zeros(4, dtype=torch.int64)}))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 57))] = data.draw(st.integers(0, 255))
    path = tmp_path / "f"
    path.write_bytes(whole)
    found = read_header(path)
    try:
        with safe_open(path, "pt") as file:
            real = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118  # not a mapping
    except (SafetensorError, OSError):
        assert isinstance(found, str)
    else:
        if isinstance(found, Header):
            assert {name: tensor.shape for name, tensor in found.tensors.items()} == real
