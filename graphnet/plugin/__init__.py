"""The public API for plugin authors. Importing it imports no torch."""

from graphnet.plugin.files import Example, Refusal, Scan
from graphnet.plugin.hookspecs import hookimpl
from graphnet.plugin.types import (
    API_VERSION,
    NO_DECAY,
    BaselineType,
    Cost,
    Declaration,
    DelayOptions,
    Expansion,
    Inner,
    Law,
    NoOptions,
    Normalised,
    OptimizerGroup,
    Parameter,
    ReachableFloor,
    Reorders,
    SinkType,
    StageType,
)
from graphnet.spec.retired import Renamed

__all__ = [
    "API_VERSION",
    "NO_DECAY",
    "BaselineType",
    "Cost",
    "Declaration",
    "DelayOptions",
    "Example",
    "Expansion",
    "Inner",
    "Law",
    "NoOptions",
    "Normalised",
    "OptimizerGroup",
    "Parameter",
    "ReachableFloor",
    "Refusal",
    "Renamed",
    "Reorders",
    "Scan",
    "SinkType",
    "StageType",
    "hookimpl",
]
