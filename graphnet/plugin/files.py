"""What a source says of a folder of files: examples, refusals and facts."""

from __future__ import annotations

from pathlib import Path

from graphnet.values import field, frozen


@frozen
class Example:
    """One file a source can read: where it is and how many items it holds.

    `label` is the number of its class, where the source labels its examples. `facts` are what the
    header says, for people to read, by name; `seconds` is how long it lasts, where items have a
    rate. Neither makes an example another one.
    """

    path: Path
    length: int
    label: int | None = None
    facts: tuple[tuple[str, str], ...] = field(default=(), eq=False, kw_only=True)
    seconds: float | None = field(default=None, eq=False, kw_only=True)


@frozen(kw_only=True)
class Refusal:
    """A file the source cannot take, as data: the core words it.

    Either `reason` says why it cannot be read at all, or a `fact` disagrees with the spec: the
    file has `found` where the spec asks for `expected`. Both are words that read well there:
    `1 channel` and `2`, `a sample rate of 44100` and `16000`.

    Where a value in the file is what no spec can ask for, `item` says which, counted from 0, and
    `reason` is what it is: `sample 17 is `nan``.

    `fact` is the name of the option that states it, where there is one. `size` names the size
    and `role` the axis of `main` that state it otherwise. `value` is what the spec would say to
    mean files like this one, in TOML; empty where no spec can ask for them.
    """

    path: Path
    reason: str = ""
    fact: str = ""
    expected: str = ""
    found: str = ""
    help: str = ""
    size: str = ""
    role: str = ""
    value: str = ""
    item: int | None = None


class RefusedError(Exception):
    """Raised by a source's `read` for what only the values of a file can show."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.path}: {refusal.reason}")
        self.refusal = refusal


@frozen
class Scan:
    """What a folder holds, from headers only, sorted by path.

    `suffixes` are those of the files that were looked for. `classes` are the names of the
    classes the examples are labelled with, in the order of their numbers; splits must agree.
    `unlabelled` are files refused for nothing but a missing class: enough where none is asked for.
    """

    examples: tuple[Example, ...]
    refusals: tuple[Refusal, ...] = ()
    suffixes: tuple[str, ...] = field(default=(), kw_only=True)
    classes: tuple[str, ...] = field(default=(), kw_only=True)
    unlabelled: tuple[Example, ...] = field(default=(), kw_only=True)
