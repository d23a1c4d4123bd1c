"""What a data folder was found to hold, for people in a line and for programs as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from graphnet.cli.numbers import thousands
from graphnet.diagnostics.render_json import Json
from graphnet.disk.corpus import Corpus
from graphnet.graph.plan import Plan
from graphnet.plugin.files import Example

HOUR = 3600.0
UNITS = ((HOUR, "h"), (60.0, "min"), (1.0, "s"))


def data_line(corpus: Corpus, plan: Plan) -> str:
    """`data: train 40 files, 1.37 min, 16000 Hz, 1 channel, 16-bit PCM; valid ...`."""
    splits = (f"{name} {_said(found)}" for name, found in corpus.splits.items() if found)
    return f"data: {'; '.join(splits)}; {_kept(plan)}"


def data_facts(corpus: Corpus, plan: Plan) -> Json:
    """The same, and how many files have each fact."""
    splits = {name: _counted(found) for name, found in corpus.splits.items() if found}
    return {"splits": splits, "keeps_values": plan.keeps_values}


def _said(examples: Sequence[Example]) -> str:
    parts = [f"{thousands(len(examples))} file{'s' * (len(examples) != 1)}"]
    seconds = _seconds(examples)
    items = sum(example.length for example in examples)
    parts.append(f"{thousands(items)} items" if seconds is None else lasting(seconds))
    parts += [_listed(kinds) for kinds in _kinds(examples).values()]
    return ", ".join(parts)


def _counted(examples: Sequence[Example]) -> Mapping[str, Json]:
    seconds = _seconds(examples)
    return {
        "files": len(examples),
        "items": sum(example.length for example in examples),
        "hours": None if seconds is None else seconds / HOUR,
        "facts": {name: dict(kinds) for name, kinds in _kinds(examples).items()},
    }


def _kept(plan: Plan) -> str:
    return f"values are {'kept exactly' if plan.keeps_values else 'not kept exactly'}"


def _seconds(examples: Sequence[Example]) -> float | None:
    """How long all of them last; None where one does not say."""
    known = [example.seconds for example in examples if example.seconds is not None]
    return sum(known) if len(known) == len(examples) else None


def _kinds(examples: Sequence[Example]) -> Mapping[str, Counter[str]]:
    """For each fact what it is, and in how many files."""
    kinds: dict[str, Counter[str]] = {}
    for example in examples:
        for name, value in example.facts:
            kinds.setdefault(name, Counter())[value] += 1
    return kinds


def _listed(kinds: Counter[str]) -> str:
    """`16000 Hz`, or `16000 Hz in 30 and 44100 Hz in 2`."""
    if len(kinds) == 1:
        return next(iter(kinds))
    return " and ".join(f"{value} in {thousands(count)}" for value, count in kinds.most_common())


def lasting(seconds: float) -> str:
    """`12.3 s`, `4.56 min` or `7.89 h`: three figures of the unit that fits."""
    size, unit = next(((n, u) for n, u in UNITS if seconds >= n), UNITS[-1])
    number = seconds / size
    return f"{number:.3g} {unit}" if number < 999.5 else f"{number:,.0f} {unit}"
