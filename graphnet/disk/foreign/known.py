"""The few names of a pickle that mean something here: storages, tensors and plain containers."""

from __future__ import annotations

from collections.abc import Sequence

from graphnet.disk.foreign.inert import Global, StorageRef, Table, TensorRef

DTYPES = {
    "float64": 8, "float32": 4, "float16": 2, "bfloat16": 2, "complex128": 16, "complex64": 8,
    "int64": 8, "int32": 4, "int16": 2, "int8": 1, "uint8": 1, "bool": 1,
}  # fmt: skip
"""The types that are read, and how many bytes a number takes."""
STORAGES = {
    "DoubleStorage": "float64", "FloatStorage": "float32", "HalfStorage": "float16",
    "BFloat16Storage": "bfloat16", "ComplexDoubleStorage": "complex128",
    "ComplexFloatStorage": "complex64", "LongStorage": "int64", "IntStorage": "int32",
    "ShortStorage": "int16", "CharStorage": "int8", "ByteStorage": "uint8",
    "BoolStorage": "bool", "UntypedStorage": "",
}  # fmt: skip
COLLECTIONS = {f"{b}.{kind}" for b in ("builtins", "__builtin__") for kind in ("set", "frozenset")}
MOST_AXES = 64
LARGEST = 2**62


class Unlike(Exception):  # noqa: N818  # no error: the machine turns it into an object left as data
    """These are not the arguments that the name takes."""


def storage_of(identity: object) -> StorageRef | None:
    """The storage that a persistent id means; a sixth member is how legacy files view others."""
    match identity:
        case ("storage", Global("torch" | "torch.storage", name), str(key), _, int(count), *rest):
            if name in STORAGES and rest in ([], [None]) and 0 <= count <= LARGEST:
                return StorageRef(key, STORAGES[name], count)
    return None


def called(maker: Global, arguments: tuple[object, ...]) -> object:
    """What a known name makes of its arguments; Unlike where it is not known."""
    match str(maker), arguments:
        case "torch._tensor._rebuild_from_type_v2", (Global() as inner, _, tuple(given), *_):
            return _rebuilt(str(inner), given)
        case "collections.OrderedDict", _:
            return _table(arguments)
        case "torch.Size", (tuple(sizes),):
            return sizes
        case name, ([*items],) if name in COLLECTIONS:
            return items
        case name, _:
            return _rebuilt(name, arguments)


def _rebuilt(name: str, arguments: tuple[object, ...]) -> TensorRef:
    match name, arguments:
        case "torch._utils._rebuild_tensor_v2" | "torch._utils._rebuild_tensor", _:
            return _tensor(arguments)
        case "torch._utils._rebuild_tensor_v3", (storage, offset, shape, stride, _, _, kind, *more):
            return _tensor((storage, offset, shape, stride, False, None, *more), kind)
        case (
            "torch._utils._rebuild_parameter" | "torch._utils._rebuild_parameter_with_state",
            (TensorRef() as tensor, *_),
        ):
            return tensor
    raise Unlike


def _tensor(arguments: Sequence[object], kind: object = None) -> TensorRef:
    match arguments:
        case (StorageRef() as storage, int(offset), tuple(shape), tuple(stride), *more):
            dtype = storage.dtype if kind is None else _dtype(kind)
            sizes, steps = _counts(shape), _counts(stride)
            if dtype in DTYPES and len(sizes) == len(steps) and 0 <= offset <= LARGEST:
                is_conj, is_neg = _flags(more[2] if len(more) > 2 else None)
                return TensorRef(
                    storage=storage,
                    dtype=dtype,
                    offset=offset,
                    shape=sizes,
                    stride=steps,
                    is_conj=is_conj,
                    is_neg=is_neg,
                )
    raise Unlike


def _dtype(kind: object) -> str:
    match kind:
        case Global("torch", name) if name in DTYPES:
            return name
    raise Unlike


def _counts(values: tuple[object, ...]) -> tuple[int, ...]:
    counts = tuple(v for v in values if type(v) is int and 0 <= v <= LARGEST)
    if len(counts) < len(values) or len(counts) > MOST_AXES:
        raise Unlike
    return counts


def _flags(metadata: object) -> tuple[bool, bool]:
    """Whether the numbers are to be read as their conjugates, and as their negatives."""
    noted = metadata.named() if type(metadata) is Table else {}
    return noted.get("conj") is True, noted.get("neg") is True


def _table(arguments: tuple[object, ...]) -> Table:
    match arguments:
        case ():
            return Table()
        case ([*pairs],) if all(isinstance(p, list | tuple) and len(p) == 2 for p in pairs):
            return Table([(p[0], p[1]) for p in pairs])  # type: ignore[index]  # looked at above
    raise Unlike
