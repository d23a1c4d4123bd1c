"""GN910: a file of weights holds the tensors the spec declares, each of them and no others."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostic, Edit, Fix, Label, Rule
from graphnet.text import SourceText, Span
from graphnet.values import frozen

RULE = Rule("GN910", "tensors-differ")


@frozen(kw_only=True)
class Misfit:
    """One way in which a file does not fit: how many tensors, and which, in words.

    `at` is where the spec speaks of the stage that declares them.
    """

    file: Path
    count: int
    groups: tuple[str, ...]
    at: Span | None = None


def key_explains(file: Path, key: str, values: tuple[str, str], at: Span | None) -> Diagnostic:
    """One key of the spec that makes all the difference; `values` are the spec's and the file's."""
    ours, theirs = values
    edits = () if at is None else (Edit(at, theirs),)
    leaf = key.rpartition(".")[2]
    return RULE.breach(
        f"`{key}` is {ours} in the spec, {theirs} in `{file.name}`",
        None if at is None else Label(at, f"{ours} here"),
        others=(Label(SourceText(str(file)).whole, f"its tensors fit `{leaf} = {theirs}`"),),
        fixes=(
            Fix(f"write `{leaf} = {theirs}`, and every tensor fits", edits),
            Fix("or name the weights that were trained with this spec"),
        ),
    )


def missing(misfit: Misfit, wanted: int) -> Diagnostic:
    """Tensors of the model that the file lacks."""
    return _breach(
        misfit,
        f"{misfit.count} of the model's {wanted} tensors are not in `{misfit.file.name}`: they "
        "would stay as they begin",
        "name the weights that were trained with this spec, or take out of the spec what they lack",
    )


def homeless(misfit: Misfit, found: int) -> Diagnostic:
    """Tensors of the file for which the model has no place."""
    return _breach(
        misfit,
        f"{misfit.count} of the {found} tensors of `{misfit.file.name}` have no place in the model",
        "let the spec have the stages and options they were trained with",
    )


def renamed(misfit: Misfit) -> Diagnostic:
    """Tensors of the model that the file has by another name."""
    return _breach(
        misfit,
        f"`{misfit.file.name}` has {misfit.count} tensor{'s' * (misfit.count > 1)} of the model "
        "by another name",
        "give them the names of the spec; tensors are never matched by a likeness of names",
    )


def reshaped(misfit: Misfit) -> Diagnostic:
    """Tensors of other shapes that no one key of the spec explains."""
    return _breach(
        misfit,
        f"{misfit.count} tensor{'s' * (misfit.count > 1)} of `{misfit.file.name}` "
        f"{'have' if misfit.count > 1 else 'has'} another shape than in the spec",
        "use the sizes and options it was trained with",
    )


def retyped(misfit: Misfit) -> Diagnostic:
    """Tensors that hold no real numbers."""
    return _breach(
        misfit,
        f"{misfit.count} tensor{'s' * (misfit.count > 1)} of `{misfit.file.name}` "
        f"{'hold' if misfit.count > 1 else 'holds'} no floating-point numbers, as weights do",
        "convert them where they were made: a quantised checkpoint needs its scales to be undone",
    )


def prefixed(file: Path, prefix: str) -> Diagnostic:
    """Names that are right but for a word before each of them."""
    return RULE.breach(
        f"every name in `{file.name}` begins with `{prefix}`, which no name of the model does",
        SourceText(str(file)).whole,
        fixes=(Fix(f"save it without: `{{name.removeprefix('{prefix}'): tensor ...}}`"),),
    )


def _breach(misfit: Misfit, message: str, advice: str) -> Diagnostic:
    file = SourceText(str(misfit.file)).whole
    inside = () if misfit.at is None else (Label(file),)
    return RULE.breach(
        message,
        file if misfit.at is None else Label(misfit.at, "declared by this stage"),
        others=inside,
        notes=misfit.groups,
        fixes=(Fix(advice),),
    )
