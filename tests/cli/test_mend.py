"""Safe fixes are applied to files that still read as they did, and never make anything worse."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from graphnet.cli.main import main
from graphnet.cli.mend import Look, Mend, difference, mended, safe_fixes, settle, write
from graphnet.cli.walk import walk
from graphnet.diagnostics import Diagnostic, Diagnostics, Edit, Fix, Rule
from graphnet.spec.files import NO_DRAFTS, Drafts
from graphnet.text import SourceText, Span
from tests.specs.golden import BROKEN

RULE = Rule("GN103", "unknown-key")
TEXT = "one = 1\ntwo = 22\n"
SOURCE = SourceText("a.toml", TEXT)


def edit(source: SourceText, old: str, new: str) -> Edit:
    start = source.text.index(old)
    return Edit(Span(source, start, start + len(old)), new)


def breach(source: SourceText, *pairs: tuple[str, str]) -> Diagnostic:
    edits = tuple(edit(source, old, new) for old, new in pairs)
    return RULE.breach("m", edits[0].span, fixes=(Fix("advice"), Fix("f", edits)))


def finding(*pairs: tuple[str, str]) -> Callable[[Drafts], Look]:
    """Looks that find a breach for each old text that is still there."""

    def look_at(drafts: Drafts) -> Look:
        source = SourceText("a.toml", drafts.get("a.toml", TEXT))
        return Look(tuple(breach(source, pair) for pair in pairs if pair[0] in source.text))

    return look_at


def written(path: Path, after: str) -> tuple[str, ...]:
    before = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
    return write((Mend(str(path), before, after),))


def test_edits_of_several_breaches_are_applied_together() -> None:
    (mend,) = settle(finding(("22", "3"), ("one", "first")))
    assert (mend.path, mend.before, mend.after) == ("a.toml", TEXT, "first = 1\ntwo = 3\n")


def test_what_comes_to_light_by_a_mend_is_mended_too() -> None:
    (mend,) = settle(finding(("22", "33"), ("33", "4")))
    assert mend.after == "one = 1\ntwo = 4\n"


def test_mends_that_go_round_in_a_ring_come_to_an_end() -> None:
    assert len(settle(finding(("22", "33"), ("33", "22")))) == 1


def test_of_edits_that_touch_the_first_wins() -> None:
    edits = [Edit(Span(SOURCE, 0, 5), "x"), Edit(Span(SOURCE, 3, 7), "y")]
    assert mended(TEXT, edits) == "x 1\ntwo = 22\n"


def test_a_fix_is_applied_whole_or_not_at_all() -> None:
    first, second = breach(SOURCE, ("one", "x")), breach(SOURCE, ("two", "y"), ("ne = 1", "z"))
    assert [fix.edits[0].replacement for fix in safe_fixes((first, second))] == ["x"]
    assert [fix.edits[0].replacement for fix in safe_fixes((second, first))] == ["y"]


def test_a_breach_found_twice_is_mended_once() -> None:
    assert len(list(safe_fixes((breach(SOURCE, ("22", "3")), breach(SOURCE, ("22", "3")))))) == 1


def test_a_choice_between_two_fixes_is_left_to_a_person() -> None:
    span = Span(SOURCE, 0, 3)
    fixes = (Fix("a", (Edit(span, "a"),)), Fix("b", (Edit(span, "b"),)))
    assert list(safe_fixes((RULE.breach("m", span, fixes=fixes),))) == []


def test_what_is_no_file_cannot_be_mended() -> None:
    assert list(safe_fixes((breach(SourceText("--set", "a=1"), ("1", "2")),))) == []


def test_a_fix_that_makes_it_worse_is_left_out_and_the_rest_is_applied() -> None:
    look_at = finding(("22", "3"), ("one", "bad"))

    def worse(drafts: Drafts) -> Look:
        seen = look_at(drafts)
        is_bad = "bad" in drafts.get("a.toml", "")
        more: Diagnostics = (RULE.breach("x"), RULE.breach("y"), RULE.breach("z"))
        return Look(seen.diagnostics + (more if is_bad else ()))

    (mend,) = settle(worse)
    assert mend.after == "one = 1\ntwo = 3\n"


def test_a_spec_that_could_not_be_read_is_worse_than_one_with_many_errors() -> None:
    assert Look((), 1).badness > Look((RULE.breach("m"),) * 9).badness


def test_a_new_line_has_the_line_ends_of_the_file() -> None:
    source = SourceText("a.toml", TEXT.replace("\n", "\r\n"))
    assert mended(source.text, [edit(source, "22", "2\nx = 3")]).endswith("2\r\nx = 3\r\n")


@pytest.mark.parametrize("text", ["one\r\ntwo\r\n", "\ufeffone\n", "no end", "tête\n"])
def test_bytes_that_no_edit_touches_stay(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(text.encode("utf-8"))
    body = text.removeprefix("\ufeff")
    assert written(path, body.replace("e", "E")) == (str(path),)
    assert path.read_bytes().decode("utf-8") == text.replace("e", "E")


def test_a_file_that_changed_in_the_meantime_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("other", encoding="utf-8")
    assert write((Mend(str(path), TEXT, "x"),)) == ()
    assert path.read_text(encoding="utf-8") == "other"


def test_the_files_mode_and_link_stay_and_no_other_file_is_left(tmp_path: Path) -> None:
    path, link = tmp_path / "a.toml", tmp_path / "link.toml"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0o640)
    link.symlink_to(path)
    written(link, "x")
    assert path.read_text(encoding="utf-8") == "x"
    assert path.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()
    assert sorted(tmp_path.iterdir()) == [path, link]


def test_a_difference_is_a_diff_that_names_the_file() -> None:
    assert "".join(difference((Mend("a.toml", "one\ntwo", "one\n2"),))).splitlines() == [
        "--- a.toml", "+++ a.toml", "@@ -1,2 +1,2 @@", " one", "-two",
        "\\ No newline at end of file", "+2", "\\ No newline at end of file",
    ]  # fmt: skip


# --- whole specs ------------------------------------------------------------------------------


def remarked(text: str) -> str:
    """The text with a remark before every line that begins a statement."""
    counted = iter(range(1000))
    return re.sub(r"(?m)^(?=[\[\w])", lambda _: f"# remark {next(counted)}\n", text)


def look(path: Path, drafts: Drafts = NO_DRAFTS) -> Look:
    seen = walk(str(path), (), drafts)
    return Look(seen.diagnostics, int(seen.spec is None))


@pytest.mark.parametrize("broken", BROKEN, ids=lambda path: path.stem)
def test_fix_mends_what_can_be_mended_and_keeps_all_else(broken: Path, tmp_path: Path) -> None:
    path = tmp_path / "spec.toml"
    path.write_text(remarked(broken.read_text(encoding="utf-8")), encoding="utf-8")
    before = look(path)
    mends = settle(lambda drafts: look(path, drafts))
    write(mends)
    after, text = look(path), path.read_text(encoding="utf-8")
    assert after.badness <= before.badness
    remarks = re.findall(r"# remark \d+\n", text)
    assert remarks == re.findall(r"# remark \d+\n", remarked(broken.read_text(encoding="utf-8")))
    safe = [d for d in before.diagnostics if any(True for _ in safe_fixes((d,)))]
    assert bool(mends) is bool(safe)
    assert {d.message for d in safe}.isdisjoint(d.message for d in after.diagnostics)
    assert settle(lambda drafts: look(path, drafts)) == ()


def test_a_base_is_mended_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base, spec = tmp_path / "base.toml", tmp_path / "spec.toml"
    good = (BROKEN[0].parent / "GN103.good.toml").read_text(encoding="utf-8")
    base.write_text(good.replace("[train]", "[trian]"), encoding="utf-8")
    spec.write_text('extends = "base.toml"\n[train]\nbacth = 2\n', encoding="utf-8")
    assert main(["validate", str(spec), "--fix"]) == 0
    assert sorted(capsys.readouterr().err.splitlines()) == [f"mended {base}", f"mended {spec}"]
    assert (base.read_text(encoding="utf-8"), "batch = 2" in spec.read_text()) == (good, True)


def test_a_dry_run_shows_the_diff_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "spec.toml"
    text = (BROKEN[0].parent / "GN103.toml").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    assert main(["validate", str(path), "--fix", "--dry-run"]) == 1
    said = capsys.readouterr()
    assert '-usee     = "categorical"\n+use     = "categorical"\n' in said.out
    assert "error[GN103]" in said.err
    assert path.read_text(encoding="utf-8") == text


def test_a_dry_run_of_nothing_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "a.toml", "--dry-run"]) == 2
    assert "goes with --fix" in capsys.readouterr().err
