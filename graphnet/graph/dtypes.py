"""Which dtypes enter a port: families such as `float`, unions on both sides."""

from __future__ import annotations

FLOATS = frozenset(
    {"float16", "bfloat16", "float32", "float64", "float8_e4m3fn", "float8_e5m2"},
)
INTS = frozenset(
    {"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"},
)
COMPLEX = frozenset({"complex32", "complex64", "complex128"})
FAMILIES = {"float": FLOATS, "int": INTS, "complex": COMPLEX}

RUN = "float"  # as what a stage gives: the run's own floating dtype, which is checked with the run
UNKNOWN = "?"
_OR = " | "


def carried(precision: str) -> str:
    """The floating dtype between stages in a precision of `[train]`: the parameters' own."""
    return "float32" if precision == "bfloat16" else precision


def joined(dtypes: tuple[str, ...]) -> str:
    """A union as it is written: `int64 | float32`."""
    return _OR.join(dtypes)


def members_of(union: str) -> tuple[str, ...]:
    """The dtypes of a union."""
    return tuple(union.split(_OR))


def refused(wanted: tuple[str, ...] | None, given: str) -> tuple[str, ...]:
    """The members of what is given that are not accepted; none where all may enter."""
    if wanted is None or given == UNKNOWN:
        return ()
    return tuple(each for each in members_of(given) if not _is_accepted(each, wanted))


def _is_accepted(dtype: str, wanted: tuple[str, ...]) -> bool:
    if dtype in wanted:
        return True
    if dtype == RUN:
        return not FLOATS.isdisjoint(wanted)
    return any(dtype in FAMILIES.get(each, ()) for each in wanted)


def family(dtypes: tuple[str, ...]) -> str | None:
    """The one family that some dtypes belong to, None where there are several or none."""
    found = {
        name
        for dtype in dtypes
        for name, members in FAMILIES.items()
        if dtype == name or dtype in members
    }
    known = all(d in FAMILIES or any(d in m for m in FAMILIES.values()) for d in dtypes)
    return found.pop() if len(found) == 1 and known else None


def is_whole(dtype: str) -> bool:
    """Whether values are whole numbers for certain."""
    return all(each == "int" or each in INTS or each == "bool" for each in members_of(dtype))
