"""A pickle is read as data: what it asks to be called is noted, and nothing happens."""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import struct
from collections import OrderedDict
from pathlib import Path

import pytest

from graphnet.disk.foreign.inert import Made, Table
from graphnet.disk.foreign.machine import Outcome, run
from graphnet.disk.foreign.unreadable import UnreadableError

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


def ran(content: bytes) -> Outcome:
    return run(io.BytesIO(content))


def plain(value: object) -> object:
    """Tables as dictionaries, so that values compare."""
    match value:
        case Table(pairs):
            return {key: plain(inner) for key, inner in pairs}
        case list():
            return [plain(inner) for inner in value]
        case tuple():
            return tuple(plain(inner) for inner in value)
    return value


class Calls:
    """Asks for a call when it is unpickled."""

    def __init__(self, function: object, *arguments: object) -> None:
        self.made = (function, arguments)

    def __reduce__(self) -> tuple[object, ...]:
        return self.made


class Holds:
    """An object with a state, by its class."""

    def __init__(self, **state: object) -> None:
        vars(self).update(state)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        -7,
        2**70,
        -(2**40),
        1.5,
        "text",
        "téxt\n\\",
        (),
        (1,),
        (1, 2, 3, 4),
        [1, [2, [3]]],
        {"a": 1, "b": {"c": (True, None)}},
        {"same": [shared := ["x"], shared]},
    ],
    ids=repr,
)
def test_plain_data_is_as_python_reads_it(protocol: int, value: object) -> None:
    found = ran(pickle.dumps(value, protocol))
    assert plain(found.value) == value
    assert found.running == ()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_ordered_tables_and_sets_are_data(protocol: int) -> None:
    found = ran(pickle.dumps(OrderedDict(b=1, a=2), protocol))
    assert type(found.value) is Table
    assert found.value.named() == {"b": 1, "a": 2}
    assert found.running == ()
    found = ran(pickle.dumps({"s": {3}, "f": frozenset((4,))}, protocol))
    assert plain(found.value) == {"s": [3], "f": [4]}
    assert found.running == ()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_call_is_noted_and_never_made(protocol: int, tmp_path: Path) -> None:
    target = tmp_path / "was-here"
    found = ran(pickle.dumps({"a": Calls(os.system, f"touch {target}")}, protocol))
    assert not target.exists()
    assert [str(name) for name in found.running] == [
        "posix.system" if os.name == "posix" else "nt.system"
    ]
    pickle.loads(pickle.dumps(Calls(os.system, f"touch {target}"), protocol))  # noqa: S301  # ours
    assert target.exists()  # so the attack is a real one


@pytest.mark.parametrize("protocol", PROTOCOLS[2:])
def test_objects_of_unknown_classes_are_left_as_data(protocol: int) -> None:
    found = ran(pickle.dumps(Holds(a=1), protocol))
    assert type(found.value) is Made
    assert found.running == ()
    assert any(str(name).endswith("test_machine.Holds") for name in found.named)


ATTACKS = {
    "eval": b"cbuiltins\neval\n(S'1'\ntR.",
    "exec of python 2": b"c__builtin__\nexecfile\n(S'x'\ntR.",
    "inst": b"(S'true'\nios\nsystem\n.",
    "obj": b"(cos\nsystem\nS'true'\no.",
    "newobj": b"csubprocess\nPopen\n(S'true'\nt\x81.",
    "newobj_ex": b"csubprocess\nPopen\n(S'true'\nt}\x92.",
    "stack global": b"\x8c\x02os\x8c\x06system\x93(S'true'\ntR.",
    "getattr chain": b"cbuiltins\ngetattr\n(cos\npath\nS'x'\ntR(tR.",
    "setstate": b"c__main__\nThing\n)\x81cos\nsystem\n(S'true'\ntRb.",
    "items put into a module": b"cos\nenviron\nS'PATH'\nS'x'\ns.",
    "appended to": b"csys\npath\nS'x'\na.",
    "persistent id": b"cos\nsystem\n(S'true'\ntRQ.",
    "popped": b"cos\nsystem\n(S'true'\ntR0}.",
    "torch.load": b"ctorch\nload\n(S'x'\ntR.",
    "torch.hub.load": b"ctorch.hub\nload\n(S'x'\ntR.",
    "a function of somebody": b"cpandas\neval\n(S'x'\ntR.",
    "an exec in numpy": b"cnumpy.testing._private.utils\nrunstring\n(S'x'\n}tR.",
    "only named": b"cctypes\nCDLL\n.",
    "before the file breaks off": b"cos\nsystem\n(S'true'\ntR(((",
    "extension": b"\x82\x01)R.",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_what_would_run_is_named(attack: bytes) -> None:
    assert len(ran(attack).running) >= 1


GOOD_FAITH = {
    "settings": b"comegaconf.dictconfig\nDictConfig\n)\x81}S'_content'\n}sb.",
    "a path": b"cpathlib\nPosixPath\n(S'a'\ntR.",
    "an array's number": b"cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(S'f8'\ntRS'x'\ntR.",
    "a kind of typing": b"ctyping\nAny\n.",
    "a sparse tensor": b"ctorch._utils\n_rebuild_sparse_tensor\n(S'x'\ntR.",
    "an optimiser's default": b"ccollections\ndefaultdict\n(cbuiltins\ndict\ntR.",
}


@pytest.mark.parametrize("content", GOOD_FAITH.values(), ids=GOOD_FAITH)
def test_what_checkpoints_hold_in_good_faith_is_no_attack(content: bytes) -> None:
    assert ran(content).running == ()


MALFORMED = {
    "empty": b"",
    "no stop": b"}",
    "nothing on the stack": b".",
    "only a mark": b"(.",
    "no mark": b"}t.",
    "unknown memo": b"h\x05.",
    "odd pairs": b"}(S'a'\nu.",
    "a global of numbers": b"K\x01K\x02\x93.",
    "unknown opcode": b"\xff.",
    "number that is none": b"Ix\n.",
    "number of too many digits": b"I" + b"9" * 10_000 + b"\n.",
    "text longer than the file": b"X\xff\xff\xff\x7fab.",
    "bytes longer than memory": b"\x96" + struct.pack("<Q", 2**60) + b"ab.",
    "negative length": b"T\xff\xff\xff\xffab.",
    "buffers of another stream": b"\x97.",
}


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_pickle_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        ran(content)


def test_a_giant_memo_index_takes_no_memory() -> None:
    assert plain(ran(b"}r\xff\xff\xff\x7f.").value) == {}


def test_nesting_without_end_neither_overflows_nor_crashes() -> None:
    depth = 300_000
    for content in (b"]" * depth + b"a" * (depth - 1), b")" + b"\x85" * depth):
        assert ran(content + b".").running == ()


def test_a_key_nested_without_end_is_not_hashed() -> None:
    found = ran(b"}" + b")" + b"\x85" * 300_000 + b"K\x01s.")
    assert type(found.value) is Table


def test_rebuilding_inside_rebuilding_is_not_followed() -> None:
    name = b"ctorch._tensor\n_rebuild_from_type_v2\n"
    inner = b"N"
    for _ in range(3000):
        inner = b"(" + name + b"N" + inner + b"t"
    found = ran(name + inner + b"R.")
    assert type(found.value) is Made


def test_more_steps_than_any_checkpoint_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphnet.disk.foreign.machine.MOST_OPERATIONS", 1000)
    with pytest.raises(UnreadableError, match="more than 1,000 steps"):
        ran(b"N0" * 2000 + b"N.")


def test_a_table_that_holds_itself_is_read() -> None:
    holds: dict[str, object] = {}
    holds["self"] = holds
    found = ran(pickle.dumps(holds)).value
    assert type(found) is Table
    assert found.named()["self"] is found


def test_bytes_cut_anywhere_or_turned_anywhere_never_crash() -> None:
    whole = pickle.dumps({"a": OrderedDict(x=(1, 2)), "b": [1.5, "t"], "c": Holds(a={3})}, 2)
    for end in range(len(whole)):
        _try(whole[:end])
    for place in range(len(whole)):
        for bit in range(8):
            _try(whole[:place] + bytes((whole[place] ^ 1 << bit,)) + whole[place + 1 :])


def _try(content: bytes) -> None:
    with contextlib.suppress(UnreadableError):
        ran(content)
