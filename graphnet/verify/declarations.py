"""C0: a stage type's declaration is valid for its defaults and for each value of its enums.

Imports no torch.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import NOTHING, evolve

from graphnet.diagnostics import Diagnostic
from graphnet.graph.declare import declare
from graphnet.graph.flat import FlatGraph, FlatStage
from graphnet.graph.open import open_composites
from graphnet.graph.rules.broken_plugin import RULE as BROKEN
from graphnet.plugin.types import StageType
from graphnet.registry import Registry
from graphnet.spec.spec import StageSpec
from graphnet.values import frozen
from graphnet.verify.check import Check, Finding
from graphnet.verify.variations import changed_beside, fields_of, with_choices


@frozen
class Offer:
    """A stage type as a spec uses it: its options, and the stage of the spec it stands in."""

    stage_type: StageType
    options: object
    written: StageSpec


def check_declaration(offer: Offer, registry: Registry) -> Check:
    """Declare with every value of every enum and flag, here and from the defaults."""
    refused: list[str] = []
    findings = [*refuses_defaults(offer)]
    for words, options in ways(offer):
        if options is None:
            refused.append(words)
        else:
            findings += _wrong(evolve(offer, options=options), words, registry)
    return Check(
        level="C0",
        name="declaration",
        findings=tuple({f.message + f.found: f for f in findings}.values()),
        unverified="; ".join(dict.fromkeys(refused)),
    )


def ways(offer: Offer) -> Iterator[tuple[str, object | None]]:
    """The options at hand and the defaults, each with every enum varied; None where refused.

    What the defaults refuse is tried beside another value of each other option.
    """
    default = default_options(offer.stage_type)
    for name, start in (("", offer.options), ("the defaults", default)):
        if start is None:
            continue
        yield f"with {name}" if name else "", start
        for option, value, alone in with_choices(start):
            words = f"with `{option} = {value!r}`"
            if alone is not None:
                yield words, alone
            elif start == default:
                two = changed_beside(start, option, value)
                yield f"{words} {'its options refuse' if two is None else 'beside another'}", two


def default_options(stage_type: StageType) -> object | None:
    """The options with nothing set; None where some have no default or they refuse themselves."""
    try:
        found: object = stage_type.options()
    except Exception:  # noqa: BLE001  # validators refuse in any way they like
        return None
    return found


def refuses_defaults(offer: Offer) -> tuple[Finding, ...]:
    """Whether options that all have defaults cannot be made from them."""
    if default_options(offer.stage_type) is not None:
        return ()
    if any(field.default is NOTHING for field in fields_of(offer.options)):
        return ()
    finding = Finding(
        rule=BROKEN,
        message="refuses its own default options",
        expected="every option is left out",
        found="the options refuse that",
    )
    return (finding,)


def _wrong(offer: Offer, words: str, registry: Registry) -> Iterator[Finding]:
    """What is wrong with one declaration, and with what it opens into."""
    declared, problems = declare(offer.stage_type, offer.options)
    if declared is None:
        yield from (_finding(problem, words) for problem in problems)
        return
    stage = FlatStage(
        path=offer.written.name,
        type=offer.stage_type,
        options=offer.options,
        declared=declared,
        spec=offer.written,
        inputs={},
    )
    _, problems = open_composites(FlatGraph({stage.path: stage}), registry)
    yield from (_finding(problem, words) for problem in problems)


def _finding(problem: Diagnostic, words: str) -> Finding:
    return Finding(
        rule=BROKEN,
        message=f"does not declare itself {words}".rstrip(),
        expected="a declaration that can be read",
        found=problem.message,
        notes=problem.notes,
    )
