"""The public surface is pinned: a name appears or goes on purpose only."""

from __future__ import annotations

import graphnet
import graphnet.diagnostics
import graphnet.plugin

PLUGIN_NAMES = [
    "API_VERSION",
    "NO_DECAY",
    "TRAINING_ONLY",
    "BaselineType",
    "Cost",
    "Declaration",
    "DelayOptions",
    "Example",
    "Expansion",
    "Filling",
    "ForeignTensor",
    "ForeignWeights",
    "Hint",
    "ImportModel",
    "ImportStage",
    "ImporterType",
    "Inner",
    "Law",
    "Match",
    "NoOptions",
    "Normalised",
    "OptimizerGroup",
    "Parameter",
    "ReachableFloor",
    "Refusal",
    "RefusedError",
    "Renamed",
    "Reorders",
    "Scan",
    "SinkType",
    "StageType",
    "field",
    "frozen",
    "hookimpl",
]


def test_the_package_itself_offers_its_version_only() -> None:
    assert graphnet.__all__ == ["__version__"]


def test_the_plugin_api_offers_these_names() -> None:
    assert graphnet.plugin.__all__ == PLUGIN_NAMES


def test_every_public_name_exists() -> None:
    for package in (graphnet, graphnet.plugin, graphnet.diagnostics):
        assert [name for name in package.__all__ if not hasattr(package, name)] == []
