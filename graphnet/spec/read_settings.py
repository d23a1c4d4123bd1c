"""Reads the tables that set commands: `[train]`, `[evaluate]`, `[data]` and their kin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import attrs
from cattrs import BaseValidationError

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.spec.breaches import Wording, breaches
from graphnet.spec.findings import Findings
from graphnet.spec.origins import places
from graphnet.spec.part import Part, Reader
from graphnet.spec.read_values import elsewhere_of, read_table
from graphnet.spec.retired import retired_keys
from graphnet.spec.rules.wrong_value import impossible_value
from graphnet.spec.settings import (
    BudgetSettings,
    DataSettings,
    EvaluateSettings,
    GenerateSettings,
    PluginSettings,
    Settings,
    TrainSettings,
)
from graphnet.spec.strangers import KeyHints
from graphnet.spec.structure import structure
from graphnet.spec.tree import Table, Tree
from graphnet.text import Span

T = TypeVar("T")


def read_settings(spec: Table) -> tuple[Settings, Diagnostics]:
    """The settings of a whole spec; a table that is refused keeps its defaults, and no places."""
    found = Findings()
    refused: set[str] = set()
    part = Part("", spec, found)
    settings = Settings(
        train=part.read("train", _reader(TrainSettings, refused), TrainSettings()),
        evaluate=part.read("evaluate", _reader(EvaluateSettings, refused), EvaluateSettings()),
        generate=part.read("generate", _reader(GenerateSettings, refused), GenerateSettings()),
        data=part.read("data", _reader(DataSettings, refused), DataSettings()),
        plugins=part.read("plugins", _reader(PluginSettings, refused), PluginSettings()),
        budget=part.read("budget", _reader(BudgetSettings, refused), BudgetSettings()),
        places=_places(spec, refused),
    )
    return settings, found.all


def _places(spec: Table, refused: set[str]) -> Mapping[str, Span]:
    """Where each key of the settings tables was written, whose values are the settings'."""
    names = attrs.fields_dict(Settings).keys() - refused
    tables = tuple(entry for entry in spec.entries if entry.key in names)
    return places(Table(tables, spec.at))


def _reader(cls: type[T], refused: set[str]) -> Reader[T]:
    """What reads a settings table into its class, and notes its name where it is refused."""

    def read(key: str, tree: Tree) -> tuple[T, Diagnostics]:
        table, found = read_table(key, tree)
        if table is None:
            return cls(), found
        outcome = structure(table, cls)
        if isinstance(outcome, BaseValidationError):
            refused.add(key)
            return cls(), tuple(breaches(outcome, table, cls, _wording(key)))
        return outcome, ()

    return read


def _wording(table: str) -> Wording:
    def holder(path: tuple[str, ...]) -> str:
        return f"`[{'.'.join((table, *path))}]`"

    def refuse(name: str | None, why: str, at: Span) -> Diagnostic:
        return impossible_value(f"{table}.{name}" if name else table, why, at)

    def hints(path: tuple[str, ...]) -> KeyHints:
        return KeyHints(retired_keys(".".join((table, *path))), elsewhere_of)

    return Wording(holder, refuse, f"{table}.", hints)
