"""GN907: weights are loaded into the model they were trained as, and into no other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.disk.rules.listed import listed
from graphnet.disk.rules.run_changed import Change
from graphnet.text import SourceText

RULE = Rule("GN907", "checkpoint-of-another-spec")

SHOWN = 4  # one changed size changes every shape: a few say it

_USE_ITS_SPEC = "use the spec it was trained with: its run folder keeps it as `resolved.toml`"
_AFRESH = "or start afresh: `graphnet train SPEC --data DIR --resume never`"


def keys_differ(path: Path, changes: Sequence[Change], evidence: tuple[str, ...]) -> Diagnostic:
    """Weights of a run whose spec said otherwise; `evidence` is what that does to the tensors."""
    places = tuple(label for change in changes if (label := change.label) is not None)
    rest = len(changes) - 1
    more = f", and {rest} more key{'s' * (rest > 1)} differ{'s' * (rest == 1)}" if rest else ""
    return RULE.breach(
        f"the checkpoint `{path}` is of another model: {changes[0].words}{more}",
        places[0] if places else None,
        others=places[1:SHOWN],
        notes=(*(change.words for change in changes[1 : SHOWN + 1]), *evidence),
        fixes=(*(change.mend for change in changes[:SHOWN]), Fix(f"or {_USE_ITS_SPEC}")),
    )


def computes_otherwise(path: Path, reasons: tuple[str, ...]) -> Diagnostic:
    """Weights whose tensors all fit into a model that was planned as another."""
    return RULE.breach(
        f"the checkpoint `{path}` is of another model than the spec",
        notes=("its tensors have the same names and shapes, but mean something else", *reasons),
        fixes=(Fix(_USE_ITS_SPEC), Fix(_AFRESH)),
    )


def other_dialect(path: Path, names: tuple[Sequence[str], Sequence[str]], alike: int) -> Diagnostic:
    """Weights none of whose names the model has; `alike` counts the shapes both have."""
    ours, theirs = names
    return RULE.breach(
        f"`{path.name}` speaks another dialect: it has 0 of the model's {len(ours)} names",
        SourceText(str(path)).whole,
        notes=(
            f"the spec has {listed(ours, SHOWN)}",
            f"the file has {listed(theirs, SHOWN)}",
            f"{alike} of the model's {len(ours)} shapes are in the file, by whatever name",
        ),
        fixes=(
            Fix("give its tensors the names of the spec, where it is the same model"),
            Fix("or name the file that was trained as this model"),
        ),
    )
