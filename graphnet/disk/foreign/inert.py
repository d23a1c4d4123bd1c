"""What a pickle speaks of, as data: names that are never imported, objects that are never made."""

from __future__ import annotations

import sys

from attrs import define, field

from graphnet.values import frozen

BENIGN = {
    "collections": {"OrderedDict", "defaultdict", "Counter", "deque"},
    "builtins": {
        "set", "frozenset", "list", "dict", "tuple", "int", "float", "complex", "str", "bytes",
        "bytearray", "bool", "object", "slice", "range",
    },
    "copyreg": {"_reconstructor", "__newobj__", "__newobj_ex__"},
    "_codecs": {"encode"},
    "functools": {"partial"},
    "argparse": {"Namespace"},
    "types": {"SimpleNamespace"},
    "decimal": {"Decimal"},
    "fractions": {"Fraction"},
    "uuid": {"UUID"},
    "datetime": {"date", "datetime", "time", "timedelta", "timezone"},
    "pathlib": {"Path", "PurePath", "PosixPath", "PurePosixPath", "WindowsPath"},
    "numpy": {"dtype", "ndarray"},
    "torch": {"device", "Size", "dtype"},
}  # fmt: skip
"""Names of the standard library, and functions of others, that checkpoints hold in good faith."""
REBUILDING = {"torch._utils", "torch._tensor"}
ARRAYS = {"numpy.core.multiarray", "numpy._core.multiarray"}
OLD_NAMES = {"__builtin__": "builtins", "copy_reg": "copyreg"}
RUNNING = {"commands", "popen2", "cPickle", "__builtins__"}  # of Python 2, or no module at all


@frozen
class Global:
    """A name that a pickle asks for, which is not looked up."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"

    @property
    def runs(self) -> bool:
        """Whether the name is one of the standard library that no weights need."""
        module = OLD_NAMES.get(self.module, self.module)
        top = module.partition(".")[0]
        if module == "typing" or self.name in BENIGN.get(module, ()):
            return False
        return top in sys.stdlib_module_names or top in RUNNING

    @property
    def is_function(self) -> bool:
        """Whether the name is one of a function by the usual spelling, beyond those in good use."""
        module = OLD_NAMES.get(self.module, self.module)
        if self.name in BENIGN.get(module, ()) or module in ARRAYS:
            return False
        if module in REBUILDING and self.name.startswith("_rebuild_"):
            return False
        leaf = self.name.rpartition(".")[2].lstrip("_")
        if module == "numpy" and leaf.rstrip("0123456789_") in {"float", "int", "uint", "bool"}:
            return False
        return leaf[:1].islower()


@define(eq=False, repr=False)
class Made:
    """An object that a pickle asks to be made: by what, from what, and what it was to hold."""

    maker: object
    arguments: object = None
    contents: list[object] = field(factory=list)


@define(eq=False, repr=False)
class Table:
    """A dictionary as its pairs: keys are not hashed, and later pairs go over earlier ones."""

    pairs: list[tuple[object, object]] = field(factory=list)

    def named(self) -> dict[str, object]:
        """What stands under names."""
        return {key: value for key, value in self.pairs if type(key) is str}


@frozen
class StorageRef:
    """A stretch of numbers beside the pickle; `dtype` is empty where it is untyped bytes."""

    key: str
    dtype: str
    count: int


@frozen(kw_only=True)
class TensorRef:
    """A tensor as a view of a storage, all counts in elements."""

    storage: StorageRef
    dtype: str
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]
    is_conj: bool = False
    is_neg: bool = False
