"""A pickle run as data: its own small stack machine, in which nothing is imported or called."""

# Opcodes are split off by the standard library's disassembler, which checks every length. What
# would be a call becomes a note of the call, except for the few names in `known`.

from __future__ import annotations

import pickletools
import struct
from collections.abc import Mapping
from typing import IO, final

from attrs import define, field

from graphnet.disk.foreign.inert import Global, Made, StorageRef, Table
from graphnet.disk.foreign.known import Unlike, called, storage_of
from graphnet.disk.foreign.unreadable import UnreadableError
from graphnet.values import frozen

MOST_OPERATIONS = 2_000_000

CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
PUSHED = frozenset(
    (
        "INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT",
        "STRING", "BINSTRING", "SHORT_BINSTRING", "BINBYTES", "SHORT_BINBYTES", "BINBYTES8",
        "BYTEARRAY8", "UNICODE", "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8",
    )
)  # fmt: skip
IDLE = frozenset(("PROTO", "FRAME", "READONLY_BUFFER"))
TUPLES = {"EMPTY_TUPLE": 0, "TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}


@frozen
class Outcome:
    """What a pickle describes, the names it asks for, and those among them it asks to call."""

    value: object
    named: tuple[Global, ...]
    called: tuple[Global, ...]
    storages: Mapping[str, StorageRef]

    @property
    def running(self) -> tuple[Global, ...]:
        """Names that would do something when the file is opened the usual way."""
        calls = tuple(name for name in self.called if name.is_function)
        return tuple(dict.fromkeys((*(name for name in self.named if name.runs), *calls)))


def run(stream: IO[bytes]) -> Outcome:
    """The next pickle of a stream as data; UnreadableError where there is none."""
    machine, value = _Machine(), None
    try:
        for count, (code, argument, _) in enumerate(pickletools.genops(stream)):
            if count >= MOST_OPERATIONS:
                raise UnreadableError(f"its pickle has more than {MOST_OPERATIONS:,} steps")
            machine.advance(code.name, argument)
        value = machine.pop()
    except (ValueError, LookupError, TypeError, OverflowError, struct.error) as problem:
        if not machine.outcome(None).running:  # which would have run before the fault was met
            raise UnreadableError("its pickle is cut short or altered") from problem
    return machine.outcome(value)


_MARK = object()


@final
@define(eq=False)
class _Machine:
    """The stack and memo of a pickle, one step at a time."""

    stack: list[object] = field(factory=list)
    memo: dict[int, object] = field(factory=dict)
    named: dict[Global, None] = field(factory=dict)
    called: dict[Global, None] = field(factory=dict)
    storages: dict[str, StorageRef] = field(factory=dict)

    def advance(self, code: str, argument: object) -> None:
        if code in PUSHED:
            self.stack.append(argument)
        elif code in CONSTANTS:
            self.stack.append(CONSTANTS[code])
        elif code in TUPLES:
            self.stack.append(tuple(reversed([self.pop() for _ in range(TUPLES[code])])))
        elif code not in IDLE and not (
            self._remembers(code, argument)
            or self._collects(code)
            or self._fills(code)
            or self._names(code, argument)
            or self._makes(code, argument)
        ):
            raise UnreadableError(f"its pickle uses `{code}`, which no checkpoint does")

    def outcome(self, value: object) -> Outcome:
        return Outcome(value, tuple(self.named), tuple(self.called), self.storages)

    def pop(self) -> object:
        value = self.stack.pop()
        if value is _MARK:
            raise LookupError
        return value

    def _to_mark(self) -> list[object]:
        """What stands above the last mark, which goes too."""
        items: list[object] = []
        while (value := self.stack.pop()) is not _MARK:
            items.append(value)
        items.reverse()
        return items

    def _remembers(self, code: str, argument: object) -> bool:
        match code:
            case "PUT" | "BINPUT" | "LONG_BINPUT":
                self.memo[_number(argument)] = self._top()
            case "MEMOIZE":
                self.memo[len(self.memo)] = self._top()
            case "GET" | "BINGET" | "LONG_BINGET":
                self.stack.append(self.memo[_number(argument)])
            case "MARK":
                self.stack.append(_MARK)
            case "POP_MARK":
                self._to_mark()
            case "POP":
                self.stack.pop()
            case "DUP":
                self.stack.append(self._top())
            case "STOP":
                pass
            case _:
                return False
        return True

    def _collects(self, code: str) -> bool:
        match code:
            case "EMPTY_LIST" | "EMPTY_SET":
                self.stack.append([])
            case "EMPTY_DICT":
                self.stack.append(Table())
            case "LIST" | "FROZENSET":
                self.stack.append(self._to_mark())
            case "TUPLE":
                self.stack.append(tuple(self._to_mark()))
            case "DICT":
                self.stack.append(Table(_pairs(self._to_mark())))
            case _:
                return False
        return True

    def _fills(self, code: str) -> bool:
        match code:
            case "APPEND":
                items = [self.pop()]
            case "APPENDS" | "ADDITEMS" | "SETITEMS":
                items = self._to_mark()
            case "SETITEM" | "BUILD":
                items = [self.pop()] if code == "BUILD" else [self.pop(), self.pop()][::-1]
            case _:
                return False
        match self._top(), code:
            case list(filled), "APPEND" | "APPENDS" | "ADDITEMS":
                filled.extend(items)
            case Table(pairs), "SETITEM" | "SETITEMS":
                pairs.extend(_pairs(items))
            case Made(contents=contents), _:
                contents.append(Table(_pairs(items)) if code.startswith("SETITEM") else items)
            case _:  # a state for what keeps none here, or items put into what is only a name
                pass
        return True

    def _names(self, code: str, argument: object) -> bool:
        match code, argument:
            case "GLOBAL", str(text):
                self.stack.append(self._name(*text.split(" ", 1)))
            case "STACK_GLOBAL", _:
                name, module = self.pop(), self.pop()
                if not (isinstance(name, str) and isinstance(module, str)):
                    raise TypeError
                self.stack.append(self._name(module, name))
            case "EXT1" | "EXT2" | "EXT4", _:
                self.stack.append(self._name("copyreg", f"extension {argument}"))
            case "PERSID" | "BINPERSID", _:
                identity = self.pop() if code == "BINPERSID" else argument
                self.stack.append(self._storage(identity))
            case _:
                return False
        return True

    def _storage(self, identity: object) -> object:
        """The storage that stands beside the pickle under this identity."""
        found = storage_of(identity)
        if found is None:
            return Made("persistent id", identity)
        if self.storages.setdefault(found.key, found) != found:
            raise ValueError
        return found

    def _makes(self, code: str, argument: object) -> bool:
        match code:
            case "REDUCE" | "NEWOBJ":
                arguments, maker = self.pop(), self.pop()
            case "NEWOBJ_EX":
                named, plain, maker = self.pop(), self.pop(), self.pop()
                arguments = (plain, named)
            case "OBJ":
                maker, *rest = self._to_mark()
                arguments = tuple(rest)
            case "INST":
                arguments = tuple(self._to_mark())
                maker = self._name(*str(argument).split(" ", 1))
            case _:
                return False
        self.stack.append(self._made(maker, arguments))
        return True

    def _made(self, maker: object, arguments: object) -> object:
        """What a call would make: known things as data, else a note of the call."""
        if isinstance(maker, Global):
            try:
                return called(maker, arguments if isinstance(arguments, tuple) else ())
            except Unlike:
                self.called[maker] = None
        return Made(maker, arguments)

    def _name(self, module: str, name: str) -> Global:
        found = Global(module, name)
        self.named[found] = None
        return found

    def _top(self) -> object:
        value = self.stack[-1]
        if value is _MARK:
            raise LookupError
        return value


def _number(argument: object) -> int:
    if not isinstance(argument, int):
        raise TypeError
    return argument


def _pairs(items: list[object]) -> list[tuple[object, object]]:
    return list(zip(items[::2], items[1::2], strict=True))
