"""The lengths a source gives beside its values: a batch with an impossible one is refused."""

from __future__ import annotations

from collections.abc import Sequence

from graphnet.build.protocols import Example
from graphnet.diagnostics import GraphnetError
from graphnet.disk.rules.zero_length import impossible_end
from graphnet.runtime.ports import LENGTHS, Ports


def check_ends(given: Sequence[Ports], examples: Sequence[Example], items: int) -> None:
    """Refuse a batch (GN912) in which an example has no items, or more than are there.

    Such a length reaches past the padding: the last item of nothing is that of another example.
    """
    for ports, example in zip(given, examples, strict=True):
        lengths = ports.get(LENGTHS)
        length = len(ports["main"]) if lengths is None else int(lengths)
        if not 1 <= length <= min(items, len(ports["main"])):
            raise GraphnetError((impossible_end(example.path, length, items),))
