"""Files that disagree in one fact are one problem, counted, with the mend where they all agree."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from graphnet.diagnostics import Diagnostics
from graphnet.disk.facts import check_classes, diagnose, refused_while_reading
from graphnet.plugin import Example, Refusal, Scan
from graphnet.spec.parse import parse_tree
from graphnet.text import SourceText
from tests.runtime.launching import trained
from tests.runtime.tiny import TEXT, tiny_scanner

SCANNER = tiny_scanner()


def fact(name: str, found: str = "a rate of 44", value: str = "44") -> Refusal:
    return Refusal(path=Path(name), fact="rate", expected="100", found=found, value=value)


def good(*names: str) -> tuple[Example, ...]:
    return tuple(Example(Path(name), 9) for name in names)


def told(*refusals: Refusal, examples: tuple[Example, ...] = ()) -> Diagnostics:
    return diagnose((Scan(examples, refusals),), SCANNER)


def test_files_that_all_say_the_same_can_be_what_the_spec_should_say() -> None:
    (problem,) = told(fact("a"), fact("b"))
    assert problem.rule.code == "GN903"
    assert problem.message == "2 of 2 files have a rate of 44, the spec asks for 100 (first: `a`)"
    assert problem.primary is not None
    assert problem.primary.text == "100 is asked for here"
    mend = problem.fixes[0]
    assert mend.text == "write `rate = 44`: every file agrees"
    assert [(edit.span.text, edit.replacement) for edit in mend.edits] == [("100", "44")]
    assert problem.notes == ()


def test_one_file_among_good_ones_is_what_has_to_change() -> None:
    (problem,) = told(fact("a"), examples=good("b", "c"))
    assert problem.message == "1 of 3 files has a rate of 44, the spec asks for 100 (first: `a`)"
    assert problem.notes == ("the folder is mixed: the other 2 are as the spec asks",)
    assert [fix.edits for fix in problem.fixes] == [()]


def test_several_wrong_kinds_are_one_problem_that_counts_them() -> None:
    (problem,) = told(fact("a", "a rate of 48", "48"), fact("b"), fact("c"), examples=good("d"))
    assert problem.message == (
        "3 of 4 files do not have the 100 that the spec asks for: 2 have a rate of 44, "
        "1 has a rate of 48 (first: `a`)"
    )
    assert problem.notes == ("the folder is mixed: the other one is as the spec asks",)
    assert [label.text for label in problem.others] == ["a rate of 48", *["a rate of 44"] * 2]


def test_files_of_a_mixed_folder_are_listed_up_to_a_number() -> None:
    (problem,) = told(*(fact(str(number)) for number in range(40)), examples=good("d"))
    assert len(problem.others) == 4
    assert problem.notes[-1] == "36 more files are not listed"
    (problem,) = told(*(fact(str(number)) for number in range(40)))
    assert len(problem.others) == 1


def test_a_file_counts_once_however_many_facts_it_breaks() -> None:
    both = (fact("a"), evolve(fact("a"), fact="depth", found="8 bits", expected="16 bits"))
    problems = told(*both)
    assert [problem.message[:11] for problem in problems] == ["`a` has a r", "`a` has 8 b"]


def test_facts_of_all_splits_are_summed_up_together() -> None:
    scans = (Scan(good("x"), (fact("a"),)), Scan((), (fact("b"),)))
    (problem,) = diagnose(scans, SCANNER)
    assert problem.message.startswith("2 of 3 files have")


def test_unreadable_files_come_first_and_are_told_by_reason() -> None:
    cut = [Refusal(path=Path(name), reason="it is cut short") for name in ("x", "y", "z")]
    empty = Refusal(path=Path("e"), reason="it is empty")
    problems = told(cut[0], fact("a"), empty, *cut[1:])
    assert [d.rule.code for d in problems] == ["GN902", "GN902", "GN903"]
    assert problems[0].message == "`x` and 2 other files cannot be read: it is cut short"
    assert problems[1].message == "`e` cannot be read: it is empty"
    assert told() == ()


def test_many_reasons_are_listed_up_to_a_number_and_the_rest_is_counted() -> None:
    problems = told(*(Refusal(path=Path(str(n)), reason=f"reason {n}") for n in range(40)))
    assert len(problems) == 13
    assert problems[-1].message.startswith("28 more files cannot be read, for other reasons: `12`")


def bad_value(name: str, item: int, advice: str = "write it anew") -> Refusal:
    return Refusal(path=Path(name), reason=f"sample {item} is `nan`", item=item, help=advice)


def test_values_no_spec_can_ask_for_are_told_together_where_they_are_mended_alike() -> None:
    loud = bad_value("z", 9, "make it quieter")
    problems = told(bad_value("x", 4), loud, fact("a"), bad_value("y", 0))
    assert [d.rule.code for d in problems] == ["GN911", "GN911", "GN903"]
    assert problems[0].message == ("`x` and 1 other file cannot be learned from: sample 4 is `nan`")
    assert [label.text for label in problems[0].others] == ["sample 0 is `nan`"]
    assert [fix.text for fix in problems[1].fixes] == ["make it quieter"]


def test_many_bad_values_are_listed_up_to_a_number() -> None:
    (problem,) = told(*(bad_value(str(number), 0) for number in range(40)))
    assert len(problem.others) == 11
    assert problem.notes == ("28 more files are not listed",)


def test_what_reading_finds_is_told_as_the_scan_tells_it() -> None:
    assert refused_while_reading(bad_value("x", 4)) == told(bad_value("x", 4))[0]
    cut = Refusal(path=Path("x"), reason="it is cut short")
    assert refused_while_reading(cut).rule.code == "GN902"


def test_a_fact_of_a_folder_names_the_folder(tmp_path: Path) -> None:
    wrong = Refusal(path=tmp_path, fact="n", expected="2", found="3 class folders", value="3")
    (problem,) = told(wrong, examples=good("a", "b"))
    assert problem.message == f"`{tmp_path}` has 3 class folders, the spec asks for 2"


def test_folders_that_agree_can_be_what_the_spec_should_say(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("train", "test")]
    for folder in folders:
        folder.mkdir()
    wrong = Refusal(path=tmp_path, fact="rate", expected="100", found="3 classes", value="3")
    scans = tuple(Scan(good("a", "b"), (evolve(wrong, path=folder),)) for folder in folders)
    (problem,) = diagnose(scans, SCANNER)
    assert problem.notes == ()
    assert problem.fixes[0].text == "write `rate = 3`: every folder agrees"
    (mixed,) = diagnose((*scans, Scan(good("c"))), SCANNER)
    assert mixed.notes == ("the folder is mixed: the other one is as the spec asks",)
    assert [fix.edits for fix in mixed.fixes] == [()]


def test_a_fact_of_a_folder_is_not_counted_as_a_file(tmp_path: Path) -> None:
    wrong = Refusal(path=tmp_path, fact="n", expected="2", found="3 class folders", value="3")
    problem = told(fact("a"), wrong)[0]
    assert problem.message == "`a` has a rate of 44, the spec asks for 100"


def test_the_spec_of_a_run_is_never_what_should_change(tmp_path: Path) -> None:
    trained(tmp_path)
    tree, _ = parse_tree(SourceText(str(tmp_path / "run" / "resolved.toml"), TEXT))
    assert tree is not None
    recorded = evolve(SCANNER, tree=tree)
    (problem,) = diagnose((Scan((), (fact("a"), fact("b"))),), recorded)
    assert problem.primary is not None
    assert [fix.edits for fix in problem.fixes] == [()]
    assert "write" not in problem.fixes[0].text


def test_splits_must_have_the_same_classes() -> None:
    scans = {"train": Scan((), classes=("a", "b")), "test": Scan((), classes=("b",))}
    (problem,) = check_classes(scans, SCANNER)
    assert problem.rule.code == "GN903"
    assert problem.notes == ("the split `test` lacks `a`",)
    assert not check_classes({**scans, "test": Scan((), classes=("a", "b"))}, SCANNER)
    assert not check_classes({"train": Scan(()), "test": Scan(())}, SCANNER)


def test_files_without_items_are_one_problem() -> None:
    empty = tuple(Example(Path(f"{n}.wav"), 0) for n in range(14))
    (problem,) = told(examples=(*good("a"), *empty))
    assert problem.rule.code == "GN912"
    assert problem.message.startswith("`0.wav` and 13 other files can be no example: length 0")
    assert problem.notes == ("2 more files are not listed",)
