"""What a frozen value works out once, when first asked, and keeps.

As `functools.cached_property`, without the lock that Python 3.11 takes at every first look: sizes
are made by the thousand and each is asked for its symbols once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar, final, overload

T = TypeVar("T")
Owner = TypeVar("Owner")


@final
class lazy(Generic[Owner, T]):  # noqa: N801  # reads as a decorator, as `property` does
    """A method whose answer becomes the attribute of its name; for classes without slots."""

    def __init__(self, work_out: Callable[[Owner], T]) -> None:
        self.work_out = work_out
        self.name = work_out.__name__
        self.__doc__ = work_out.__doc__

    @overload
    def __get__(self, instance: None, owner: type[Owner]) -> lazy[Owner, T]: ...
    @overload
    def __get__(self, instance: Owner, owner: type[Owner]) -> T: ...
    def __get__(self, instance: Owner | None, owner: type[Owner]) -> T | lazy[Owner, T]:
        """The answer; from the second look on, Python finds it before it comes here."""
        if instance is None:
            return self
        value = instance.__dict__[self.name] = self.work_out(instance)
        return value
