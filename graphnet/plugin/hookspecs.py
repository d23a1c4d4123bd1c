"""Every hook a plugin can implement, on one screen."""

from __future__ import annotations

from collections.abc import Sequence

import pluggy

from graphnet.plugin.types import BaselineType, ImporterType, SinkType, StageType

hookspec = pluggy.HookspecMarker("graphnet")
hookimpl = pluggy.HookimplMarker("graphnet")


@hookspec
def graphnet_stages() -> Sequence[StageType]:  # type: ignore[empty-body]  # a hook has no body
    """Stage types: encoders, backbones, heads, decoders and what they are made of."""


@hookspec
def graphnet_sources() -> Sequence[StageType]:  # type: ignore[empty-body]  # a hook has no body
    """Sources: where examples come from. Their contracts have outputs only."""


@hookspec
def graphnet_objectives() -> Sequence[StageType]:  # type: ignore[empty-body]  # a hook has no body
    """Objectives: from prediction (`main`) and `target` to what is minimised, in nats."""


@hookspec
def graphnet_metrics() -> Sequence[StageType]:  # type: ignore[empty-body]  # a hook has no body
    """Metrics: from prediction (`main`) and `target` to a figure that people read."""


@hookspec
def graphnet_sinks() -> Sequence[SinkType]:  # type: ignore[empty-body]  # a hook has no body
    """Sinks: write what a source's values stand for."""


@hookspec
def graphnet_baselines() -> Sequence[BaselineType]:  # type: ignore[empty-body]  # a hook has no body
    """Baselines: bits that something simple would spend on the same values."""


@hookspec
def graphnet_importers() -> Sequence[ImporterType]:  # type: ignore[empty-body]  # a hook has no body
    """Importers: fill a model's parameters from checkpoints that other programs wrote."""
