"""The pages behind the codes: what a rule asks, why, an example, and how to mend it."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

SUFFIX = ".md"


def explanation(code: str) -> str | None:
    """The page of a code, or None where there is no such rule."""
    if code not in codes():
        return None
    return (_folder() / f"{code}{SUFFIX}").read_text(encoding="utf-8")


def codes() -> tuple[str, ...]:
    """Every code that has a page, in the order of their numbers."""
    pages = (page.name for page in _folder().iterdir() if page.name.endswith(SUFFIX))
    return tuple(sorted((page.removesuffix(SUFFIX) for page in pages), key=_number))


def _folder() -> Traversable:
    return files("graphnet.diagnostics") / "explanations"


def _number(code: str) -> tuple[int, str]:
    digits = code.removeprefix("GN")
    return (int(digits) if digits.isdecimal() else 0, code)
