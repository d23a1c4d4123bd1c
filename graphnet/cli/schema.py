"""`graphnet schema`: JSON Schema for editors, with the options of what is installed."""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from graphnet.cli.exits import ExitCode
from graphnet.cli.outcome import report
from graphnet.cli.terminal import reader_may_leave
from graphnet.diagnostics import Diagnostic
from graphnet.graph.delay import DELAY
from graphnet.graph.rules.unknown_type import unknown_type
from graphnet.plugin.types import StageType
from graphnet.registry import Registry, find_plugins, read_types
from graphnet.spec.schema import Offer, Offers, options_schema, spec_schema
from graphnet.spec.spec import Located
from graphnet.text import SourceText, Span


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The part of the schema, and where it goes."""
    parser.add_argument(
        "--stage",
        metavar="NAME",
        help="only the options of this type of stage, source, objective or metric",
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write a file instead of printing"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the schema, or write it to a file."""
    offers = installed(read_types(find_plugins(os.environ)))
    schema = spec_schema(offers)
    if arguments.stage is not None:
        offer = _by_name(offers).get(arguments.stage)
        if offer is None:
            return report((_unknown(arguments.stage, offers),))
        schema = options_schema(offer)
    text = json.dumps(schema, indent=2, ensure_ascii=False)
    if arguments.output is None:
        with reader_may_leave():
            print(text)
        return ExitCode.GOOD
    arguments.output.write_text(f"{text}\n", encoding="utf-8")
    print(f"schema: {arguments.output}")
    return ExitCode.GOOD


def installed(registry: Registry) -> Offers:
    """What a spec can use, under full names and under the bare ones that mean one thing."""
    return Offers(
        sources=_offers(registry.sources),
        stages=_offers({**registry.stages, DELAY.name: DELAY}),
        objectives=_offers(registry.objectives),
        metrics=_offers(registry.metrics),
    )


def _offers(types: Mapping[str, StageType]) -> tuple[Offer, ...]:
    bare = Counter(name.rpartition(".")[2] for name in types)
    return tuple(
        Offer(names=_names(name, bare), summary=offered.summary, options=offered.options)
        for name, offered in types.items()
    )


def _names(name: str, bare: Mapping[str, int]) -> tuple[str, ...]:
    short = name.rpartition(".")[2]
    return (name,) if short == name or bare[short] > 1 else (name, short)


def _by_name(offers: Offers) -> dict[str, Offer]:
    every = (*offers.sources, *offers.stages, *offers.objectives, *offers.metrics)
    return {name: offer for offer in every for name in offer.names}


def _unknown(name: str, offers: Offers) -> Diagnostic:
    at = Span(SourceText("--stage", name), 0, len(name))
    full = {offer.names[0] for offer in _by_name(offers).values()}
    return unknown_type(Located(name, at), "stage, source, objective or metric", full)
