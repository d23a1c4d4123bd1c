"""Many tensors in few words: the same parameter of sixteen stages is said once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from graphnet.disk.rules.listed import listed

SHOWN = 6
_NUMBERED = re.compile(r"(?P<stage>.*\.\d+)\.(?P<leaf>.+)")


def in_words(names: Iterable[str], stages: Iterable[str]) -> tuple[str, ...]:
    """Names by parameter and stage of the spec, a few groups at most; `stages` are known paths."""
    known = frozenset(stages)
    places: dict[tuple[str, str], list[str]] = {}
    for name in names:
        path, leaf = split_name(name, known)
        places.setdefault((path.partition(".")[0], leaf), []).append(path)
    leaves: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (folded, leaf), paths in places.items():
        leaves.setdefault((folded, tuple(paths)), []).append(leaf)
    groups = [_group(folded, paths, found) for (folded, paths), found in leaves.items()]
    rest = len(groups) - SHOWN
    more = f"{rest} more group{'s' * (rest > 1)} of tensors"
    return (*groups[:SHOWN], more) if rest > 0 else tuple(groups)


def split_name(name: str, stages: frozenset[str]) -> tuple[str, str]:
    """A tensor's stage and its own name; where the stage is not known, by its last number."""
    end = name.rfind(".")
    while end > 0:
        if name[:end] in stages:
            return name[:end], name[end + 1 :]
        end = name.rfind(".", 0, end)
    match = _NUMBERED.fullmatch(name)
    if match is not None:
        return match["stage"], match["leaf"]
    stage, _, leaf = name.rpartition(".")
    return stage, leaf


def _group(folded: str, paths: Sequence[str], leaves: Sequence[str]) -> str:
    if len(paths) == 1:
        stage = f"{paths[0]}." if paths[0] else ""
        return listed(f"{stage}{leaf}" for leaf in leaves)
    return f"{listed(leaves)} of {len(paths)} stages of `{folded}` (first: `{paths[0]}`)"
