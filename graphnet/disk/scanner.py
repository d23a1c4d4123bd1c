"""A source's scan of folders, and where the spec states the facts it compares files with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

from graphnet.diagnostics import Diagnostics
from graphnet.disk.place import Place
from graphnet.disk.rules.no_scan import no_scan
from graphnet.graph.plan import Plan, PlannedStage
from graphnet.plugin.files import Refusal, Scan
from graphnet.plugin.load import load_attribute
from graphnet.spec.tree import Table
from graphnet.values import frozen

Read = Callable[[object, Mapping[str, int], Path], Scan]


@frozen
class Scanner:
    """Reads headers for one planned source."""

    source: PlannedStage
    tree: Table
    read: Read

    def scan(self, folder: Path) -> Scan:
        """What a folder and its subfolders hold, by headers alone."""
        return self.read(self.source.options, self.source.sizes, folder)

    def place_of(self, refusal: Refusal) -> Place | None:
        """Where the spec states what a file disagrees with, as closely as it does."""
        source, sizes = _table(self.tree, "source"), _table(self.tree, "sizes")
        return (
            _value(_table(source, "options"), refusal.fact)
            or _followed(_value(_table(source, "sizes"), refusal.size), sizes)
            or _followed(self._axis(refusal.role), sizes)
            or _value(sizes, refusal.size)
            or self.place
        )

    @property
    def place(self) -> Place | None:
        """Where the spec speaks of the source: its contract, else its name."""
        key = self.tree.find("source")
        contract = _value(_table(self.tree, "source"), "contract")
        return contract or (None if key is None else Place(key.key_at))

    def _axis(self, role: str) -> Place | None:
        """Where the size of an axis of the source was written."""
        axes = self.source.gives["main"].axes if role else ()
        at = next((axis.at for axis in axes if axis.role == role), None)
        return None if at is None else Place(at)


def find_scanner(plan: Plan, tree: Table) -> tuple[Scanner | None, Diagnostics]:
    """The scan of a plan's source; `tree` is the spec, to point at its facts."""
    source = plan.source
    if source.scan is None:
        return None, (no_scan(source.use),)
    read, problems = load_attribute(source.scan, source.use)
    return None if read is None else Scanner(source, tree, cast(Read, read)), problems


def _table(tree: Table | None, key: str) -> Table | None:
    entry = None if tree is None else tree.find(key)
    return entry.value if entry is not None and isinstance(entry.value, Table) else None


def _value(table: Table | None, key: str) -> Place | None:
    entry = None if table is None or not key else table.find(key)
    return None if entry is None else Place(entry.value.at, key)


def _followed(place: Place | None, sizes: Table | None) -> Place | None:
    """The value behind a size's name, where the place holds nothing but the name of one."""
    if place is None:
        return None
    return _value(sizes, place.at.text.strip("'\"")) or place
