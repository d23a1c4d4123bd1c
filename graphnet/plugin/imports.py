"""What an importer is given and gives, without a tensor: names and shapes on both sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

from graphnet.values import field, frozen

How = Literal["matched", "renamed", "converted"]


@frozen(kw_only=True)
class ForeignTensor:
    """What a checkpoint says of one tensor; `dtype` is torch's word for its numbers.

    `number` is the value where there is just one, and it is whole.
    """

    dtype: str
    shape: tuple[int, ...]
    number: int | None = None


@frozen(kw_only=True)
class ForeignWeights:
    """A checkpoint of somebody else's: its tensors by name, and what its writer noted beside."""

    tensors: Mapping[str, ForeignTensor]
    metadata: Mapping[str, str] = field(factory=dict)


@frozen(kw_only=True)
class ImportStage:
    """A planned stage: `parameters` are the shapes of what it learns by their name inside it."""

    path: str
    use: str
    options: object
    parameters: Mapping[str, tuple[int, ...]]


@frozen(kw_only=True)
class ImportModel:
    """The stages of a plan in order, expanded; `composites` are stage types by path."""

    stages: tuple[ImportStage, ...]
    composites: Mapping[str, str]


@frozen(kw_only=True)
class Filling:
    """How one parameter gets its values: from which tensors, and of which shape they come out.

    `parameter` is the full name, `<stage path>.<name>`. `reason` says in words what is done to
    the values, and is empty where nothing is. `recipe` is the importer's own, for `value`.
    """

    parameter: str
    sources: tuple[str, ...]
    shape: tuple[int, ...]
    reason: str = ""
    recipe: object = field(default=None, eq=False, repr=False)

    @property
    def how(self) -> How:
        """Whether it has its own name there, another name, or other values."""
        if self.reason:
            return "converted"
        return "matched" if self.sources == (self.parameter,) else "renamed"


@frozen(kw_only=True)
class Hint:
    """An option with which a stage would be what the checkpoint holds; `value` is TOML text."""

    stage: str
    option: str
    value: str


@frozen(kw_only=True)
class Match:
    """What an importer makes of a checkpoint.

    A parameter without a filling is missing. `aside` names tensors that no model needs, each with
    the reason. `hints` are options to try where something is missing or left over; each is
    planned before anybody is told of it. `refusals` say in a sentence each why these weights
    cannot mean the same here.
    """

    fillings: tuple[Filling, ...] = ()
    aside: Mapping[str, str] = field(factory=dict)
    hints: tuple[Hint, ...] = ()
    refusals: tuple[str, ...] = ()


class Matcher(Protocol):
    """The part of an importer that needs no tensor. Built as `implementation()`."""

    def match(self, weights: ForeignWeights, model: ImportModel) -> Match:
        """How each parameter is filled; names and shapes only."""
        ...
