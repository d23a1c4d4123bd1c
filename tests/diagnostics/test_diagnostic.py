"""A problem is a value: it knows its rule, its place and whether it refuses."""

from __future__ import annotations

from graphnet.diagnostics import Fix, GraphnetError, Label, Rule, Severity, has_errors
from graphnet.text import SourceText, Span

ERROR = Rule("GN301", "size-disagrees")
WARNING = Rule("GN503", "leads-nowhere", Severity.WARNING)
AT = Span(SourceText("x.toml", "L//5"), 0, 4)


def test_a_breach_says_all_it_was_told() -> None:
    label, fix = Label(AT, "bound here"), Fix("write `L//4`")
    found = ERROR.breach("m", AT, others=(label,), notes=("n",), fixes=(fix,))
    assert (found.rule, found.message, found.primary) == (ERROR, "m", Label(AT))
    assert (found.others, found.notes, found.fixes) == ((label,), ("n",), (fix,))
    assert ERROR.breach("m", label).primary == label
    assert ERROR.breach("m").primary is None


def test_the_same_problem_found_twice_is_equal_so_that_it_can_be_told_once() -> None:
    twin = Span(SourceText("x.toml", "L//5"), 0, 4)
    assert len({ERROR.breach("m", AT), ERROR.breach("m", twin)}) == 1
    assert ERROR.breach("m", AT) != ERROR.breach("m")


def test_warnings_do_not_refuse() -> None:
    assert not has_errors(())
    assert not has_errors((WARNING.breach("m"),))
    assert has_errors((WARNING.breach("m"), ERROR.breach("m")))
    assert ERROR.breach("m").is_error


def test_the_exception_of_the_border_names_every_problem() -> None:
    error = GraphnetError((ERROR.breach("one"), WARNING.breach("two")))
    assert str(error) == "GN301: one; GN503: two"
    assert [found.message for found in error.diagnostics] == ["one", "two"]
