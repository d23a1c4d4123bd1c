"""Every rule has its own code and name, stands in its own file, and has a page that says enough."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from attrs import frozen

HOUSE = Path(__file__).parents[2]
PARTS = ("What", "Why", "Example", "Mend")
PAGES = Path("graphnet/diagnostics/explanations")


@frozen
class Found:
    """A rule as it is written in a source file."""

    path: Path
    code: str
    name: str


def rules(root: Path) -> list[Found]:
    """Every `Rule("GN...", "name", ...)` that the sources construct."""
    paths = [*(root / "graphnet").rglob("*.py"), *root.glob("plugins/*/src/**/*.py")]
    return [found for path in sorted(paths) for found in rules_in(path)]


def rules_in(path: Path) -> Iterable[Found]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(
                func=ast.Name(id="Rule"),
                args=[ast.Constant(value=str(code)), ast.Constant(value=str(name)), *_],
            ):
                yield Found(path, code, name)


def breaches(root: Path) -> list[str]:
    """What is wrong with the rules and pages below `root`."""
    found = rules(root)
    pages = {page.stem: page.read_text(encoding="utf-8") for page in (root / PAGES).glob("*.md")}
    twice = [f"code {c} is taken twice" for c, n in Counter(r.code for r in found).items() if n > 1]
    names = Counter((rule.name) for rule in found)
    twice += [f"name {name} is taken twice" for name, n in names.items() if n > 1]
    orphans = sorted(set(pages) - {rule.code for rule in found})
    return [
        *twice,
        *(complaint for rule in found for complaint in rule_complaints(rule, pages)),
        *(f"{code}.md explains no rule" for code in orphans),
        *(complaint for code, page in pages.items() for complaint in page_complaints(code, page)),
    ]


def rule_complaints(rule: Found, pages: dict[str, str]) -> Iterable[str]:
    if not re.fullmatch(r"GN[1-9][0-9]{2,3}", rule.code):
        yield f"{rule.code} is no code"
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name):
        yield f"{rule.code}: the name {rule.name} is not in kebab case"
    if rule.path.parent.name != "rules":
        yield f"{rule.code} stands in {rule.path.name}, not in a file of its own under rules/"
    if rule.code not in pages:
        yield f"{rule.code} has no page"


def page_complaints(code: str, page: str) -> Iterable[str]:
    if not page.startswith(f"# {code}: "):
        yield f"{code}.md does not open with `# {code}: `"
    for part in PARTS:
        if not re.search(rf"^## {part}\b", page, re.MULTILINE):
            yield f"{code}.md has no part `## {part}`"


def plant(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


GOOD_PAGE = "# GN301: sizes\n\n## What\n\n## Why\n\n## Example\n\n## Mend\n"
GOOD_RULE = 'RULE = Rule("GN301", "size-disagrees")\n'


def planted(root: Path, rule: str = GOOD_RULE, page: str = GOOD_PAGE) -> list[str]:
    plant(root, "graphnet/graph/rules/size.py", rule)
    plant(root, f"{PAGES}/GN301.md", page)
    return breaches(root)


def test_every_rule_is_unique_and_explained() -> None:
    assert breaches(HOUSE) == []


def test_there_are_rules_to_look_at() -> None:
    assert {"GN101", "GN301", "GN901", "GN1010"} <= {rule.code for rule in rules(HOUSE)}


def test_a_good_rule_with_a_good_page_is_fine(tmp_path: Path) -> None:
    assert planted(tmp_path) == []


def test_a_code_taken_twice_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, "graphnet/spec/rules/other.py", 'RULE = Rule("GN301", "other")\n')
    assert planted(tmp_path) == ["code GN301 is taken twice"]


def test_a_rule_without_a_page_and_a_page_without_a_rule_are_seen(tmp_path: Path) -> None:
    complaints = planted(tmp_path, 'RULE = Rule("GN302", "unknown-size")\n')
    assert complaints == ["GN302 has no page", "GN301.md explains no rule"]


def test_a_rule_outside_rules_or_badly_named_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, "graphnet/graph/wire.py", 'RULE = Rule("GN301", "Bad_Name")\n')
    plant(tmp_path, f"{PAGES}/GN301.md", GOOD_PAGE)
    assert len(breaches(tmp_path)) == 2


def test_a_page_that_lacks_a_part_or_its_title_is_seen(tmp_path: Path) -> None:
    assert planted(tmp_path, page=GOOD_PAGE.replace("## Mend", "")) == [
        "GN301.md has no part `## Mend`"
    ]
    assert len(planted(tmp_path, page=GOOD_PAGE.replace("# GN301: ", "# "))) == 1
