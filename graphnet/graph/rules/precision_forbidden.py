"""GN1012: every stage can compute in the precision of the run."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.text import Span

RULE = Rule("GN1012", "precision-forbidden")


def precision_forbidden(
    precision: str, stage: str, port: str, dtypes: tuple[str, ...], places: tuple[Span | None, Span]
) -> Diagnostic:
    """A precision that a port does not take; `places` are the setting's and the stage's."""
    at, stage_at = places
    listed = " or ".join(f"`{dtype}`" for dtype in dtypes)
    return RULE.breach(
        f"`{stage}` cannot compute in {precision}: its port `{port}` is {listed}",
        stage_at if at is None else at,
        others=() if at is None else (Label(stage_at, f"{listed} alone"),),
        fixes=(Fix(f'write `precision = "{dtypes[0]}"` under `[train]`, or use another stage'),),
    )
