"""From `module:attribute` to the thing itself: the one place that imports what plugins name."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from graphnet.diagnostics import Diagnostics
from graphnet.plugin.rules.no_implementation import no_implementation

Factory = Callable[..., object]


def load_attribute(place: str, use: str = "") -> tuple[Factory | None, Diagnostics]:
    """The class or function a declaration names, or why it cannot be had (GN701)."""
    module_name, _, attribute = place.partition(":")
    try:
        found: Factory = getattr(importlib.import_module(module_name), attribute)
    except Exception as problem:  # noqa: BLE001  # importing a plugin's module may fail in any way
        return None, (no_implementation(use or place, place, problem),)
    return found, ()
