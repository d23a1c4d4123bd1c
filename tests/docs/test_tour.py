"""docs/tour.md: every file it names is there, and every room is on it."""

from __future__ import annotations

import re
from pathlib import Path

HOUSE = Path(__file__).parents[2]
PAGE = (HOUSE / "docs" / "tour.md").read_text(encoding="utf-8")
STEPS = re.findall(r"^\d+\. (.*?)(?=^\d+\. |\n\n\w)", PAGE, re.MULTILINE | re.DOTALL)


def test_every_file_of_a_room_is_in_it() -> None:
    assert len(STEPS) == 12
    for step in STEPS:
        room = HOUSE / re.findall(r"\*\*`(graphnet/(?:\w+/)?)", step)[0]
        for name in re.findall(r"`([\w/]+\.py)`", step):
            assert (room / name).exists() or (HOUSE / name).exists(), (room.name, name)


def test_every_room_is_on_the_tour() -> None:
    rooms = {
        path.name for path in (HOUSE / "graphnet").iterdir() if (path / "__init__.py").exists()
    }
    named = set(re.findall(r"\*\*`graphnet/(\w+)/`\*\*", PAGE))
    assert rooms - named == {"testing"}


def test_every_link_leads_somewhere() -> None:
    for page in (HOUSE / "docs").rglob("*.md"):
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page.name, target)
