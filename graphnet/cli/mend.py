"""Applying the fixes that a machine can apply: first to drafts, then to the files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from difflib import unified_diff
from pathlib import Path

from graphnet.diagnostics import Diagnostics, Edit, Fix
from graphnet.spec.files import Drafts
from graphnet.spec.scan import BYTE_ORDER_MARK
from graphnet.values import frozen

ROUNDS = 8
"""How often what is left is looked at again, as one mend can make room for the next."""


@frozen
class Look:
    """What was found in some files; `unread` counts the specs that could not be read at all."""

    diagnostics: Diagnostics
    unread: int = 0

    @property
    def badness(self) -> tuple[int, int]:
        """A spec that cannot be read hides its errors, and so is worse than any number of them."""
        return self.unread, sum(diagnostic.is_error for diagnostic in self.diagnostics)


LookAt = Callable[[Drafts], Look]


@frozen
class Mend:
    """What a file reads, and what it would read with its fixes."""

    path: str
    before: str
    after: str


def settle(look_at: LookAt) -> tuple[Mend, ...]:
    """Every safe fix, fixes of what then comes to light among them, file by file.

    A fix is safe if it is a diagnostic's only applicable one, and if with it there are no more
    errors than before.
    """
    drafts: Drafts = {}
    before: dict[str, str] = {}
    seen = look_at(drafts)
    for _ in range(ROUNDS):
        fixes = tuple(safe_fixes(seen.diagnostics))
        for source in (edit.span.source for fix in fixes for edit in fix.edits):
            before.setdefault(source.path, source.text)
        better, then = _improved(drafts, seen, fixes, look_at)
        if better == drafts:
            break
        drafts, seen = better, then
    return tuple(Mend(path, before[path], text) for path, text in drafts.items())


def _improved(
    drafts: Drafts, seen: Look, fixes: tuple[Fix, ...], look_at: LookAt
) -> tuple[Drafts, Look]:
    """The drafts with all fixes, or else with those that by themselves make nothing worse."""
    every = drafted(drafts, fixes)
    then = look_at(every) if fixes else seen
    if then.badness <= seen.badness:
        return every, then
    kept: tuple[Fix, ...] = ()
    for fix in fixes:
        if look_at(drafted(drafts, (*kept, fix))).badness <= seen.badness:
            kept += (fix,)
    better = drafted(drafts, kept)
    return better, look_at(better)


def safe_fixes(diagnostics: Diagnostics) -> Iterator[Fix]:
    """The only applicable fix of each diagnostic; one that touches an earlier one is left out."""
    taken: list[Edit] = []
    for diagnostic in dict.fromkeys(diagnostics):
        applicable = [fix for fix in diagnostic.fixes if fix.can_be_applied]
        if len(applicable) != 1:
            continue
        edits = applicable[0].edits
        if not any(_touch(one, other) for one in edits for other in taken):
            taken += edits
            yield applicable[0]


def _touch(one: Edit, other: Edit) -> bool:
    """Whether two edits change the same characters, or write at the same place."""
    if one.span.source != other.span.source or one == other:
        return False
    overlap = one.span.start < other.span.end and other.span.start < one.span.end
    return overlap or one.span.start == other.span.start


def drafted(drafts: Drafts, fixes: Iterable[Fix]) -> Drafts:
    """The drafts with the edits of some fixes, file by file."""
    by_path: dict[str, list[Edit]] = {}
    for edit in dict.fromkeys(edit for fix in fixes for edit in fix.edits):
        by_path.setdefault(edit.span.source.path, []).append(edit)
    changed = {path: mended(edits[0].span.source.text, edits) for path, edits in by_path.items()}
    return {**drafts, **changed}


def _in_lines_of(text: str, replacement: str) -> str:
    """A replacement with the line ends of the text it goes into."""
    return replacement.replace("\n", "\r\n") if "\r\n" in text else replacement


def mended(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits applied; of edits that touch each other the first is."""
    kept: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        if edit.span.start >= at:
            kept += [text[at : edit.span.start], _in_lines_of(text, edit.replacement)]
            at = edit.span.end
    return "".join([*kept, text[at:]])


def difference(mends: Iterable[Mend]) -> Iterator[str]:
    """A unified diff, line by line."""
    for mend in mends:
        lines = (mend.before.splitlines(keepends=True), mend.after.splitlines(keepends=True))
        for line in unified_diff(*lines, fromfile=mend.path, tofile=mend.path):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def write(mends: Iterable[Mend]) -> tuple[str, ...]:
    """Put the mends into their files, each in one step, and return the paths that changed.

    A file that does not read as it did is left alone.
    """
    return tuple(mend.path for mend in mends if _rewrite(mend))


def _rewrite(mend: Mend) -> bool:
    """Replace a file's text; its mode, its links and its byte-order mark stay."""
    target = Path(mend.path).resolve()
    raw = target.read_bytes().decode("utf-8")
    mark = BYTE_ORDER_MARK if raw.startswith(BYTE_ORDER_MARK) else ""
    if raw != mark + mend.before or mend.before == mend.after:
        return False
    part = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        part.write_bytes((mark + mend.after).encode("utf-8"))
        part.chmod(target.stat().st_mode)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return True
