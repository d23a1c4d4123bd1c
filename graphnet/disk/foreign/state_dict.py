"""The table of tensors inside what a checkpoint describes, wherever its writer put it."""

from __future__ import annotations

from collections.abc import Mapping

from graphnet.disk.foreign.inert import Global, Made, Table, TensorRef

PLACES = ("state_dict", "model_state_dict", "model", "weights", "module", "net")


def find_tensors(value: object) -> Mapping[str, TensorRef]:
    """The tensors by name: of the value itself, or of the table in it that has one."""
    if type(value) is not Table:
        return {}
    entries = value.named()
    inner = (_tensors(entries[place]) for place in PLACES if place in entries)
    return next((tensors for tensors in inner if tensors), _tensors(value))


def strange_entries(value: object) -> Mapping[str, str]:
    """What stands among the tensors and is none that is read: by what it was to be made."""
    if type(value) is not Table:
        return {}
    entries = value.named()
    tables = [value, *(entries[place] for place in PLACES if place in entries)]
    return {
        name: str(made.maker)
        for table in tables
        if type(table) is Table
        for name, made in table.named().items()
        if type(made) is Made
        and isinstance(made.maker, Global)
        and made.maker.name[:8] == "_rebuild"
    }


def whole_object(value: object) -> str:
    """The class of a model that was saved as an object instead of its tensors, or nothing."""
    if type(value) is Made and isinstance(value.maker, Global):
        return str(value.maker)
    return ""


def _tensors(value: object) -> dict[str, TensorRef]:
    named = value.named() if type(value) is Table else {}
    return {name: tensor for name, tensor in named.items() if type(tensor) is TensorRef}
