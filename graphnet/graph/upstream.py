"""What stages upstream offer: the nearest output of a name, for inputs wired by their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from graphnet.graph.flat import SOURCE, FlatStage
from graphnet.graph.plan import Wire
from graphnet.graph.records import MAIN


@final
class Upstream:
    """Walks from stage to stage along what feeds `main`; each stretch is walked once."""

    def __init__(self, stages: Mapping[str, FlatStage], before: Mapping[str, str]) -> None:
        self.stages = stages
        self.before = before
        self.known: dict[tuple[str, str], Wire | None] = {}

    def feeder(self, path: str) -> str | None:
        """The stage that feeds the `main` of a stage: its `input`, else the chain."""
        stage = self.stages.get(path)
        written = None if stage is None else dict(stage.spec.inputs).get(MAIN)
        return self.before.get(path) if written is None else written.stage

    def nearest(self, port: str, start: str | None) -> Wire | None:
        """The output `port` of the nearest stage from `start` on, else of the source."""
        walked: list[str] = []
        found: Wire | None = None
        path = start or SOURCE
        while True:
            if (path, port) in self.known:
                found = self.known[path, port]
                break
            walked.append(path)
            self.known[path, port] = None  # a ring offers nothing
            if self._offers(path, port):
                found = Wire(path, port)
                break
            if path == SOURCE:
                break
            path = self.feeder(path) or SOURCE
        self.known.update({(each, port): found for each in walked})
        return found

    def _offers(self, path: str, port: str) -> bool:
        stage = self.stages.get(path)
        return stage is not None and port in dict(stage.declared.contract.outputs)
