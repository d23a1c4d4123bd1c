"""GN511: what a spec asks to be proved of the whole pipeline can be proved."""

from __future__ import annotations

from collections.abc import Iterable

from graphnet.diagnostics import Diagnostic, Edit, Fix, Label, Rule
from graphnet.diagnostics.near import close_matches
from graphnet.text import Span

RULE = Rule("GN511", "unkept-promise")


def unkept_promise(word: str, why: str, at: Span, culprit: Label | None = None) -> Diagnostic:
    """A promise in `prove` that does not hold, or that nothing declared shows to hold."""
    return RULE.breach(
        f'`prove = ["{word}"]` cannot be kept: {why}',
        at,
        others=() if culprit is None else (culprit,),
        fixes=(Fix(f"change what stands against it, or take `{word}` out of `prove`"),),
    )


def unknown_promise(word: str, known: Iterable[str], at: Span) -> Diagnostic:
    """A word in `prove` that names nothing that can be proved."""
    words = tuple(known)
    close = close_matches(word, words, n=1)
    listed = ", ".join(f"`{each}`" for each in words)
    guess = (Fix(f"did you mean `{close[0]}`?", (Edit(at, f'"{close[0]}"'),)),) if close else ()
    return RULE.breach(
        f"`{word}` is nothing that can be proved of a pipeline",
        at,
        fixes=guess or (Fix(f"what can be proved: {listed}"),),
    )
