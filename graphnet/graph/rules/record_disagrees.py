"""GN310: a record is wired to a port that takes a record of the same fields."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.graph.records import record_text
from graphnet.text import Span
from graphnet.values import frozen

RULE = Rule("GN310", "record-disagrees")


@frozen(kw_only=True)
class Clash:
    """One wire between what is no record and what is one, or between records of other fields.

    `wants` and `gives` are names of fields, empty for a tensor. `maker` is the stage that made
    what `giver` passes on. `why_not` says why the taker cannot be applied to each field.
    """

    taker: str
    giver: str
    maker: str
    wants: tuple[str, ...]
    gives: tuple[str, ...]
    why_not: str = ""
    taker_at: Span
    maker_at: Span


def record_disagrees(clash: Clash, makers: tuple[str, ...]) -> Diagnostic:
    """A wire whose two ends do not agree on the record; `makers` are types that would do."""
    return RULE.breach(
        _sentence(clash),
        Label(clash.taker_at, f"takes {_what(clash.wants)}"),
        others=(Label(clash.maker_at, f"gives {_what(clash.gives)}"),),
        fixes=(Fix(_advice(clash, makers)),),
    )


def record_shifted(stage: str, fields: tuple[str, ...], next_at: Span, at: Span) -> Diagnostic:
    """A record where one tensor is predicted item by item."""
    return RULE.breach(
        f'`predict = "next"` shifts one tensor, but the target is the record '
        f"`{record_text(fields)}` of `{stage}`",
        Label(next_at, "shifts the target by one item"),
        others=(Label(at, f"gives {record_text(fields)}"),),
        fixes=(Fix(f'wire one field: `target = "{stage}.{fields[0]}"`'),),
    )


def _sentence(clash: Clash) -> str:
    gives, wants = set(clash.gives), set(clash.wants)
    giver = f"`{clash.giver}`"
    if clash.maker != clash.giver:
        giver += f" (made by `{clash.maker}`)"
    said = f"`{clash.taker}` takes {_whole(clash.wants)}, but gets {_whole(clash.gives)}"
    if not wants:
        return f"{said} from {giver}: {clash.why_not}"
    if not gives:
        return f"{said} from {giver}"
    missing = [name for name in clash.wants if name not in gives]
    extra = [name for name in clash.gives if name not in wants]
    faults = [f"{_listed(missing)} missing"] if missing else []
    faults += [f"{_listed(extra)} not taken"] if extra else []
    return f"{said} from {giver}: {', '.join(faults)}"


def _advice(clash: Clash, makers: tuple[str, ...]) -> str:
    offered = " or ".join(f"`{name}`" for name in makers)
    if clash.wants:
        return f"let `{clash.maker}` give that record" + (f": use {offered}" if makers else "")
    part = f"wire one field, such as `{clash.giver}.{clash.gives[0]}`"
    return part + (f", or use {offered}, which takes the record" if makers else "")


def _whole(fields: tuple[str, ...]) -> str:
    return f"the record `{record_text(fields)}`" if fields else "one tensor"


def _what(fields: tuple[str, ...]) -> str:
    return record_text(fields) if fields else "one tensor"


def _listed(names: list[str]) -> str:
    inside = " and ".join(f"`{name}`" for name in names)
    return f"{inside} {'is' if len(names) == 1 else 'are'}"
