"""Files of `torch.save` and safetensors are read tensor by tensor; those that lie are refused."""

from __future__ import annotations

import os
import pickle
import struct
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from graphnet.diagnostics import Diagnostic
from graphnet.disk.foreign.read import Foreign, read_foreign
from graphnet.runtime.foreign import read_tensor

BASE = torch.arange(24, dtype=torch.float32).reshape(4, 6)
TENSORS: Mapping[str, Tensor] = {
    "plain": BASE,
    "turned": BASE.t(),
    "part": BASE[1:3, 2:5],
    "every other": BASE[:, ::2],
    "same storage": BASE.view(24),
    "number": torch.tensor(7),
    "one": torch.tensor([[-3]], dtype=torch.int32),
    "none": torch.empty(0, 5),
    "spread": torch.ones(1).expand(3, 4),
    "double": torch.randn(3, dtype=torch.float64),
    "half": torch.randn(3).half(),
    "brain": torch.randn(3).bfloat16(),
    "complex": torch.randn(3, dtype=torch.complex64),
    "wide complex": torch.randn(3, dtype=torch.complex128),
    "conjugate": torch.randn(3, dtype=torch.complex64).conj(),
    "negative": torch.randn(3, dtype=torch.complex64).conj().imag,
    "long": torch.arange(3),
    "truth": torch.tensor([True, False]),
    "bytes": torch.arange(3, dtype=torch.uint8),
    "learnt": nn.Parameter(torch.randn(2, 2)),
}


def good(path: Path) -> Foreign:
    found, problems = read_foreign(path)
    assert found is not None, problems
    return found


def refused(path: Path) -> Diagnostic:
    found, problems = read_foreign(path)
    assert found is None
    (problem,) = problems
    return problem


def assert_read(found: Foreign, expected: Mapping[str, Tensor]) -> None:
    assert list(found.tensors) == list(expected)
    for name, tensor in expected.items():
        read = read_tensor(found, found.tensors[name])
        assert read.dtype == tensor.dtype, name
        assert torch.equal(read, tensor), name


@pytest.mark.parametrize("is_zip", [True, False], ids=["zip", "legacy"])
@pytest.mark.parametrize("protocol", [2, 4, 5])
def test_tensors_of_all_kinds_are_read_as_they_were_written(
    tmp_path: Path, is_zip: bool, protocol: int
) -> None:
    path = tmp_path / "w.pt"
    torch.save(
        OrderedDict(TENSORS),
        path,
        pickle_protocol=protocol,
        _use_new_zipfile_serialization=is_zip,
    )
    found = good(path)
    assert_read(found, TENSORS)
    numbers = {n: t.number for n, t in found.described().tensors.items() if t.number is not None}
    assert numbers == {"number": 7, "one": -3}


def test_a_state_dict_is_found_where_its_writer_put_it(tmp_path: Path) -> None:
    module = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
    state = module.state_dict()
    whole = {"epoch": 1, "state_dict": state, "optimizer_states": [{"x": torch.zeros(9)}]}
    for content in (state, whole, {"model": state}, {"model_state_dict": dict(state)}):
        torch.save(content, tmp_path / "w.pt")
        assert_read(good(tmp_path / "w.pt"), state)


class Settings:
    """Settings of somebody's package, as a Lightning checkpoint keeps them."""

    def __init__(self) -> None:
        self.n_layers = 8


def test_objects_beside_the_tensors_are_left_as_data_and_listed(tmp_path: Path) -> None:
    torch.save({"state_dict": {"a": BASE}, "hyper_parameters": Settings()}, tmp_path / "w.ckpt")
    found = good(tmp_path / "w.ckpt")
    assert [name.rpartition(".")[2] for name in found.objects] == ["Settings"]


def test_safetensors_are_read(tmp_path: Path) -> None:
    kinds = {n: t.detach().clone().contiguous() for n, t in TENSORS.items()}
    kinds = {n: t for n, t in kinds.items() if n not in ("wide complex", "conjugate", "negative")}
    save_file(kinds, tmp_path / "w.safetensors", {"who": "me"})
    found = good(tmp_path / "w.safetensors")
    assert dict(found.metadata) == {"who": "me"}
    assert_read(found, {name: kinds[name] for name in found.tensors})
    assert set(found.tensors) == set(kinds)


class Attack:
    """Asks for a call when it is unpickled."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self.made = (function, arguments)

    def __reduce__(self) -> tuple[object, ...]:
        return self.made


class LateAttack(nn.Module):
    """Asks for a call by its state, after it was made."""

    def __init__(self, target: Path) -> None:
        super().__init__()
        self.target = target

    def __reduce__(self) -> tuple[object, ...]:
        return (OrderedDict, (), {"x": Attack(os.system, f"touch {self.target}")})


def attacks(target: Path) -> dict[str, object]:
    """What plants a file where it is opened with `torch.load`."""
    code = f"open({str(target)!r}, 'w').close()"
    return {
        "os.system": Attack(os.system, f"touch {target}"),
        "exec": Attack(exec, code),
        "eval": {"state_dict": {"a": BASE}, "x": [Attack(eval, code)]},
        "among the tensors": {"a": BASE, "b": Attack(os.system, f"touch {target}")},
        "a state": {"a": BASE, "b": LateAttack(target)},
        "a loader": {"a": BASE, "b": Attack(torch.load, str(target))},
    }


@pytest.mark.parametrize("form", ["zip", "legacy", "pickle"])
@pytest.mark.parametrize("name", list(attacks(Path())))
def test_no_attack_is_executed_and_each_is_named(tmp_path: Path, form: str, name: str) -> None:
    target, path = tmp_path / "planted", tmp_path / "evil.pt"
    content = attacks(target)[name]
    if form == "pickle":
        path.write_bytes(pickle.dumps(content, 2))
    else:
        torch.save(content, path, _use_new_zipfile_serialization=form == "zip")
    problem = refused(path)
    assert problem.rule.code == "GN921"
    words = ("posix.system", "nt.system", "builtins.exec", "builtins.eval", "torch.serialization")
    assert any(word in problem.message.replace("__builtin__", "builtins") for word in words)
    assert not target.exists()


@pytest.mark.parametrize("name", ["os.system", "exec", "eval", "among the tensors", "a state"])
def test_the_attacks_are_real(tmp_path: Path, name: str) -> None:
    target, path = tmp_path / "planted", tmp_path / "evil.pt"
    torch.save(attacks(target)[name], path)
    torch.load(path, weights_only=False)
    assert target.exists()


def test_a_model_saved_as_an_object_is_told_from_its_tensors(tmp_path: Path) -> None:
    torch.save(Settings(), tmp_path / "w.pt")
    problem = refused(tmp_path / "w.pt")
    assert problem.rule.code == "GN922"
    assert "holds an object of" in problem.message
    torch.save({"a": 1}, tmp_path / "w.pt")
    assert "holds no table of tensors" in refused(tmp_path / "w.pt").message
    (tmp_path / "w.pt").write_bytes(pickle.dumps({"a": 1}, 4))
    assert refused(tmp_path / "w.pt").rule.code == "GN922"


@pytest.mark.parametrize("is_zip", [True, False], ids=["zip", "legacy"])
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, is_zip: bool) -> None:
    path = tmp_path / "w.pt"
    torch.save({"a": BASE}, path, _use_new_zipfile_serialization=is_zip)
    whole = path.read_bytes()
    for end in range(0, len(whole), 7):
        path.write_bytes(whole[:end])
        assert refused(path).rule.code == "GN920"


def test_a_turned_bit_is_found_or_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "w.pt"
    torch.save({"a": BASE}, path)
    whole = path.read_bytes()
    found = 0
    for place in range(0, len(whole), 3):
        turned = bytearray(whole)
        turned[place] ^= 1 << place % 8
        path.write_bytes(turned)
        foreign, problems = read_foreign(path)
        found += foreign is None
        if foreign is None:
            assert [p.rule.code for p in problems] == ["GN920"]
        elif set(foreign.tensors) == {"a"}:
            assert torch.equal(read_tensor(foreign, foreign.tensors["a"]), BASE)
    assert found > 100


Records = dict[str, bytes]


def rewritten(path: Path, change: Callable[[Records], Records], **how: int) -> None:
    """The archive again with other records, each with its right checksum."""
    with zipfile.ZipFile(path) as archive:
        records = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", **how) as archive:  # type: ignore[call-overload]
        for name, content in change(records).items():
            archive.writestr(name, content)


def shorter(records: Records) -> Records:
    return {n: c[:-4] if n.endswith("data/0") else c for n, c in records.items()}


def claiming(what: bytes, other: bytes) -> Callable[[Records], Records]:
    def change(records: Records) -> Records:
        changed = {n: c.replace(what, other) for n, c in records.items()}
        assert changed != records
        return changed

    return change


SHAPE = b"K\x04K\x06\x86"
STRIDED = SHAPE + b"q\x08K\x06K\x01\x86"
HUGE = b"\x8a\x05\x00\x00\x00\x00\x40"  # 2**38
LIES = {
    "a storage shorter than it says": shorter,
    "a storage that says it is longer": claiming(b"K\x18", b"J\x00\x00\x00\x40"),
    "a tensor beyond its storage": claiming(SHAPE, b"K\x05K\x06\x86"),
    "a tensor of 2**40 rows": claiming(SHAPE, HUGE + b"K\x06\x86"),
    "a tensor that repeats one number 2**76 times": claiming(
        STRIDED, HUGE + HUGE + b"\x86q\x08K\x00K\x00\x86"
    ),
    "a negative size": claiming(SHAPE, b"J\xff\xff\xff\xffK\x06\x86"),
    "no such storage": lambda r: {n: c for n, c in r.items() if not n.endswith("data/0")},
    "no pickle": lambda r: {n: c for n, c in r.items() if not n.endswith("data.pkl")},
    "bytes the other way round": lambda r: {
        n: b"big" if n.endswith("byteorder") else c for n, c in r.items()
    },
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_an_archive_that_lies_is_refused(tmp_path: Path, lie: Callable[[Records], Records]) -> None:
    path = tmp_path / "w.pt"
    torch.save({"a": BASE}, path)
    rewritten(path, lie)
    assert refused(path).rule.code in ("GN920", "GN922")


def test_compression_which_could_be_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.pt"
    torch.save({"a": torch.zeros(1 << 20)}, path)
    rewritten(path, lambda records: records, compression=zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 20_000
    assert "is compressed" in refused(path).message


def test_two_records_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.pt"
    torch.save({"a": BASE}, path)
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(path, "a") as archive,
    ):
        archive.writestr("w/data/0", bytes(96))
    assert "two records" in refused(path).message


def test_records_that_lie_over_each_other_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.pt"
    torch.save({"a": BASE, "b": BASE.clone()}, path)
    whole = bytearray(path.read_bytes())
    places = [i for i in range(len(whole)) if whole[i : i + 4] == b"PK\x01\x02"]
    offsets = {}
    for place in places:
        name = whole[place + 46 :][: struct.unpack_from("<H", whole, place + 28)[0]]
        offsets[bytes(name)] = place + 42
    first = struct.unpack_from("<I", whole, offsets[b"w/data/0"])[0]
    struct.pack_into("<I", whole, offsets[b"w/data/1"], first)
    path.write_bytes(whole)
    assert refused(path).rule.code == "GN920"


def test_what_is_no_file_of_a_known_form_is_refused(tmp_path: Path) -> None:
    folder, none = refused(tmp_path), refused(tmp_path / "none.pt")
    assert folder.rule.code == none.rule.code == "GN920"
    assert folder.message.endswith("it is no regular file")
    assert folder.fixes[0].text == "name one file"
    assert none.message.endswith("it is not there")
    assert [fix.text for fix in none.fixes] == [
        "check the path, which starts at the current folder"
    ]
    for content in (b"", b"P", b"PK\x05\x06" + bytes(18), b"hello, world, this is text", bytes(99)):
        (tmp_path / "w.pt").write_bytes(content)
        assert refused(tmp_path / "w.pt").rule.code == "GN920"


def test_names_of_tensors_that_are_hostile_are_shown_harmlessly(tmp_path: Path) -> None:
    path = tmp_path / "w.pt"
    torch.save({"\x1b[31m" + "x" * 500: BASE}, path)
    rewritten(path, shorter)
    message = refused(path).message
    assert "\x1b" not in message
    assert len(message) < 300
