"""GN903: what files are agrees with what the spec says they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphnet.diagnostics import Diagnostic, Edit, Fix, Label, Rule
from graphnet.disk.place import Place
from graphnet.disk.rules.listed import listed
from graphnet.plugin.files import Refusal
from graphnet.text import SourceText
from graphnet.values import frozen

RULE = Rule("GN903", "file-fact-disagrees")

SHOWN = 4  # files and kinds: enough to see what is meant


@frozen
class Disagreement:
    """All files that disagree in one fact, of how many that could be read, and in which ways.

    `kinds` are the facts found and in how many files, the most frequent first. A fact of folders
    counts folders instead. `is_recorded` tells that the spec is a run's, which nobody edits.
    """

    refusals: tuple[Refusal, ...]
    files: int
    kinds: tuple[tuple[str, int], ...]
    is_recorded: bool = False

    @property
    def all_agree(self) -> bool:
        """Whether every file is alike, so that the spec may be what is wrong."""
        return len(self.refusals) == self.files and len(self.kinds) == 1


def fact_disagrees(disagreement: Disagreement, place: Place | None) -> Diagnostic:
    """Files that disagree with the spec in one fact; `place` is where the spec states it."""
    refusals = disagreement.refusals
    first = refusals[0]
    label = None if place is None else Label(place.at, _said(first, place))
    return RULE.breach(
        _message(disagreement),
        label,
        others=_files(disagreement),
        notes=(*_mixture(disagreement), *_uncounted(disagreement)),
        fixes=_fixes(disagreement, place),
    )


def classes_differ(classes: Mapping[str, Sequence[str]], place: Place | None) -> Diagnostic:
    """Splits whose folders name other classes."""
    every = sorted({name for names in classes.values() for name in names})
    lacking = tuple(
        f"the split `{split}` lacks {listed(n for n in every if n not in names)}"
        for split, names in classes.items()
        if len(names) < len(every)
    )
    return RULE.breach(
        "the splits of the data folder do not have the same classes: the same number would mean "
        "another class in each",
        None if place is None else place.at,
        notes=lacking,
        fixes=(Fix("make the missing class folders in these splits, empty ones if need be"),),
    )


def _said(first: Refusal, place: Place) -> str:
    if place.at.text == first.expected:
        return f"{first.expected} is asked for here"
    return "the spec speaks of it here"


def _message(disagreement: Disagreement) -> str:
    first, kinds = disagreement.refusals[0], disagreement.kinds
    if first.path.is_dir():
        return f"`{first.path}` has {first.found}, the spec asks for {first.expected}"
    count, files = len(disagreement.refusals), disagreement.files
    if len(kinds) > 1:
        shares = ", ".join(f"{n} {_have(n)} {found}" for found, n in kinds[:SHOWN])
        return (
            f"{count} of {files} files do not have the {first.expected} that the spec asks for: "
            f"{shares} (first: `{first.path.name}`)"
        )
    if files == 1:
        return f"`{first.path.name}` has {first.found}, the spec asks for {first.expected}"
    return (
        f"{count} of {files} files {_have(count)} {first.found}, the spec asks for "
        f"{first.expected} (first: `{first.path.name}`)"
    )


def _mixture(disagreement: Disagreement) -> tuple[str, ...]:
    """That some files are as asked for, so that the spec is not what is wrong."""
    good = disagreement.files - len(disagreement.refusals)
    if not good:
        return ()
    rest = f"the other {good} are" if good > 1 else "the other one is"
    return (f"the folder is mixed: {rest} as the spec asks",)


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _fixes(disagreement: Disagreement, place: Place | None) -> tuple[Fix, ...]:
    first = disagreement.refusals[0]
    if not disagreement.all_agree or not first.value or disagreement.is_recorded:
        return (_conversion(disagreement),)
    return (_mend(first, place), _conversion(disagreement, before="or "))


def _mend(first: Refusal, place: Place | None) -> Fix:
    """Let the spec say what every file is; an edit where a key states it as a plain number."""
    agree = f"every {'folder' if first.path.is_dir() else 'file'} agrees"
    if place is not None and place.key and place.at.text == first.expected:
        shown = f"{place.key} = {first.value}"
        return Fix(f"write `{shown}`: {agree}", (Edit(place.at, first.value),))
    if first.role:
        return Fix(f"write `{first.value}` for the {first.role} axis: {agree}")
    where = "" if first.size else " in the source's options"
    return Fix(f"write `{first.fact} = {first.value}`{where}: {agree}")


def _conversion(disagreement: Disagreement, before: str = "") -> Fix:
    first = disagreement.refusals[0]
    advice = first.help or "convert the files, or move them out of the folder"
    more = "; the same for the others" if first.help and len(disagreement.refusals) > 1 else ""
    return Fix(f"{before}{advice}{more}")


def _files(disagreement: Disagreement) -> tuple[Label, ...]:
    """The files that are meant: one, where all are alike."""
    shown = 1 if disagreement.all_agree else SHOWN
    return tuple(
        Label(SourceText(str(r.path)).whole, r.found) for r in disagreement.refusals[:shown]
    )


def _uncounted(disagreement: Disagreement) -> tuple[str, ...]:
    more = len(disagreement.refusals) - SHOWN
    return () if disagreement.all_agree or more <= 0 else (f"{more} more files are not listed",)
