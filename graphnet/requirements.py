"""What distributions need, and whether it is installed.

A name with plain numbers (`attrs>=24.2`) is compared here; anything else by `packaging`, whose
import costs more than planning a small spec.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from itertools import zip_longest
from operator import eq, ge, gt, le, lt, ne

_CLAUSE = r"(?:[<>=!]=|[<>])\s*[0-9]{1,9}(?:\.[0-9]{1,9})*"
_CLAUSES = rf"(?:\s*{_CLAUSE}(?:\s*,\s*{_CLAUSE})*)?"
_PLAIN = re.compile(rf"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)({_CLAUSES})\s*", re.ASCII)
_PLAIN_CLAUSES = re.compile(rf"{_CLAUSES}\s*", re.ASCII)
_PARTS = re.compile(r"([<>=!]=|[<>])\s*([0-9.]+)", re.ASCII)
_PLAIN_VERSION = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})*", re.ASCII)
_FOR_EXTRA = re.compile(r"\s*extra\s*==\s*(?:'[^']+'|\"[^\"]+\")\s*")

_COMPARE: Mapping[str, Callable[[int, int], bool]] = {
    "==": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}


def normal_name(name: str) -> str:
    """The name of a distribution as all its spellings have it: `My.Plugin_x` is `my-plugin-x`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_requirement(text: str) -> bool:
    """Whether a text is a requirement as package installers write them."""
    return _PLAIN.fullmatch(text) is not None or _is_readable(text)


def required_name(text: str) -> str:
    """The normal name of what a requirement asks for."""
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        return normal_name(plain[1])
    from packaging.requirements import Requirement  # noqa: PLC0415  # slow to import

    return normal_name(Requirement(text).name)


def is_installed(text: str) -> bool:
    """Whether a distribution that satisfies a requirement is installed, whatever its marker says.

    Raises ValueError where the text is no requirement.
    """
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        found = installed_version(plain[1])
        return found is not None and fits(found, plain[2])
    from packaging.requirements import Requirement  # noqa: PLC0415  # slow to import

    requirement = Requirement(text)
    found = installed_version(requirement.name)
    return found is not None and requirement.specifier.contains(found, prereleases=True)


def fits(version: str, clauses: str) -> bool:
    """Whether a version satisfies `>=0.1,<0.2`; raises ValueError where one of them is none."""
    if _PLAIN_VERSION.fullmatch(version) and _PLAIN_CLAUSES.fullmatch(clauses):
        return all(_holds(version, *clause) for clause in _PARTS.findall(clauses))
    from packaging.specifiers import SpecifierSet  # noqa: PLC0415  # slow to import

    return SpecifierSet(clauses).contains(version, prereleases=True)


def unmet(needs: tuple[str, ...]) -> str:
    """The first requirement that applies here and is not installed, or nothing."""
    for text in needs:
        asked, _, marker = text.partition(";")
        if _FOR_EXTRA.fullmatch(marker) or (marker and not _applies(text)):
            continue
        if not is_installed(asked):
            return asked.strip()
    return ""


def installed_version(name: str) -> str | None:
    """The version of an installed distribution."""
    try:
        return version_of(distribution(name))
    except PackageNotFoundError:
        return None


def version_of(found: Distribution) -> str:
    """The version of a distribution."""
    return _header(found, "Version") or found.version


def name_of(found: Distribution) -> str:
    """The normal name of a distribution."""
    return normal_name(_header(found, "Name") or found.name)


def needs_of(found: Distribution) -> tuple[str, ...]:
    """Every requirement of a distribution, those of its extras too."""
    headers = _headers(found)
    if headers is None:
        return tuple(found.requires or ())
    return tuple(value for key, value in headers if key == "Requires-Dist")


def _header(found: Distribution, name: str) -> str | None:
    return next((value for key, value in _headers(found) or () if key == name), None)


@lru_cache(maxsize=512)
def _headers(found: Distribution) -> tuple[tuple[str, str], ...] | None:
    """The lines above the description; the standard library parses all of it as a mail."""
    text = found.read_text("METADATA")
    if not text:
        return None
    lines = re.split(r"\r?\n\r?\n", text, maxsplit=1)[0].splitlines()
    pairs = (line.partition(":") for line in lines if line[:1].strip())
    return tuple((key, value.strip()) for key, _, value in pairs)


def _holds(version: str, operator: str, asked: str) -> bool:
    pairs = zip_longest(_numbers(version), _numbers(asked), fillvalue=0)
    here, there = next(((a, b) for a, b in pairs if a != b), (0, 0))
    return _COMPARE[operator](here, there)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _applies(text: str) -> bool:
    """Whether the marker of a requirement is true where no extra is asked for."""
    from packaging.requirements import Requirement  # noqa: PLC0415  # slow to import

    marker = Requirement(text).marker
    return marker is None or marker.evaluate({"extra": ""})


def _is_readable(text: str) -> bool:
    from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415  # slow

    try:
        Requirement(text)
    except InvalidRequirement:
        return False
    return True
