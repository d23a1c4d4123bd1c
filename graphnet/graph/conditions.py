"""Conditions on sizes, from specs and from declarations: taken as given, or refused."""

from __future__ import annotations

from typing import final

from graphnet.contract.assume import Contradiction, Reason
from graphnet.contract.lower import UnknownName, Unworkable, lower_where
from graphnet.contract.syntax import Where
from graphnet.diagnostics import Diagnostic
from graphnet.graph.bindings import Bindings
from graphnet.graph.flat import FlatStage
from graphnet.graph.nearby import (
    called_as_stated,
    false_condition,
    known_sizes,
    notes_of,
    others_that_would_do,
)
from graphnet.graph.rules.constraint_broken import constraint_broken
from graphnet.graph.side import stage_reader
from graphnet.graph.sizes import Scope
from graphnet.values import evolve


@final
class Conditions:
    """Puts conditions into what is known of the sizes, and collects those that cannot hold."""

    def __init__(self, scope: Scope, bindings: Bindings, found: list[Diagnostic]) -> None:
        self.scope = scope
        self.bindings = bindings
        self.found = found
        self.refused: set[str] = set()
        self.asking: dict[Reason, FlatStage] = {}

    def assume_written(self, who: str, where: Where) -> None:
        """Take a condition of the spec as given; one that means nothing was refused already."""
        relations = lower_where(where, self.scope.value)
        if isinstance(relations, UnknownName | Unworkable):
            return
        for relation in relations:
            broken = self.bindings.assume(relation)
            if broken is not None:
                self.found.append(constraint_broken(who, broken, where.at))

    def assume_declared(self, stage: FlatStage) -> int:
        """Take a stage's own conditions as given; the number of those that cannot hold."""
        self.asking[stage.reason] = stage
        reader = stage_reader(stage.path, self.bindings)
        faults = 0
        for where in stage.declared.where:
            relations = lower_where(where, reader.value)
            if isinstance(relations, UnknownName | Unworkable):
                continue
            for relation in relations:
                broken = self.bindings.assume(evolve(relation, reasons=(stage.reason,)))
                if broken is not None:
                    self._refuse(stage, broken, where)
                    faults += 1
        return faults

    def _refuse(self, stage: FlatStage, broken: Contradiction, where: Where) -> None:
        """Say it, unless the composite around the stage was refused for the same reason."""
        if stage.folded not in self.refused:
            problem = constraint_broken(stage.reason.text, broken, stage.place)
            self.found.append(self._with_sizes(problem, stage, where))
        self.refused.add(stage.folded)

    def _with_sizes(self, problem: Diagnostic, stage: FlatStage, where: Where) -> Diagnostic:
        """A refusal with what the names in the condition stand for, and what would do."""
        known = called_as_stated(known_sizes(where, stage, self.bindings), self.scope)
        fixes = tuple(others_that_would_do(known, stage, self.bindings, self.scope))
        notes = notes_of(known, self.scope)
        return evolve(problem, notes=notes, fixes=fixes or problem.fixes)

    def decide_open(self) -> None:
        """Decide what had to wait until every size was known, each place speaking once."""
        said: set[Reason] = set()
        for broken in self.bindings.decide_open():
            for reason in broken.relation.reasons[:1]:
                if reason.span is not None and reason not in said:
                    said.add(reason)
                    problem = constraint_broken(reason.text, broken, reason.span)
                    stage = self.asking.get(reason)
                    where = None if stage is None else false_condition(stage, self.bindings)
                    if stage is not None and where is not None:
                        problem = self._with_sizes(problem, stage, where)
                    self.found.append(problem)
