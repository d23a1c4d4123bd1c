"""What is done to the references' values so that they mean the same here, in words and as data."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen


@frozen
class Turn:
    """The other sign."""

    reason: str = "A = ... - i A_imag here, + in version 3"

    def shape(self, theirs: tuple[int, ...]) -> tuple[int, ...]:
        """As it is there."""
        return theirs


@frozen(kw_only=True)
class Squeeze:
    """Axes of one item that go (below 0) or come (above), at the end or at the front."""

    axes: int
    at_front: bool = False

    @property
    def reason(self) -> str:
        """What the axis was."""
        return (
            "an axis of one item, which was left out there"
            if self.axes > 0
            else ("a convolution over one item: its matrix")
        )

    def shape(self, theirs: tuple[int, ...]) -> tuple[int, ...]:
        """With or without the axes."""
        if self.axes < 0:
            return theirs[: self.axes]
        more = (1,) * self.axes
        return (*more, *theirs) if self.at_front else (*theirs, *more)


@frozen(kw_only=True)
class StepSize:
    """The logarithm of dt, as the transform of the spec has it."""

    into: str
    is_fast: bool = False

    @property
    def reason(self) -> str:
        """Which transform there, and which here."""
        return "log dt of version 3" + (
            ', kept as `dt_transform = "exp"` keeps it'
            if self.into == "exp"
            else ', made what `dt_transform = "softplus"` keeps (write "exp" to keep it as it was)'
        )

    def shape(self, theirs: tuple[int, ...]) -> tuple[int, ...]:
        """With an axis for the modes."""
        return (*theirs, 1) if len(theirs) == 1 else theirs


@frozen(kw_only=True)
class Readout:
    """C times (1 - dA^then) made C times (1 - dA^now); None is C itself.

    `parts` are the sources of what dA is made of, with what is done to each.
    """

    then: int | None
    now: int | None
    options: object = field(repr=False)
    parts: Mapping[str, tuple[str, Recipe | None]] = field(factory=dict, repr=False)

    @property
    def reason(self) -> str:
        """From which form to which."""
        return f"{_form(self.then)} made {_form(self.now)}"

    def shape(self, theirs: tuple[int, ...]) -> tuple[int, ...]:
        """As it is there."""
        return theirs


Recipe = Turn | Squeeze | StepSize | Readout


def _form(length: int | None) -> str:
    return "C" if length is None else f"C (1 - dA^{length})"
