"""What a spec asks to be proved is proved, or refused at its word."""

from __future__ import annotations

import pytest

from graphnet.diagnostics import Diagnostic
from tests.graph.clockwork import ending, planned, spec_of


def asking(*words: str, stages: tuple[str, ...] = ("both",), predict: str = "next",
           source: str = "codes", more: str = "") -> str:  # fmt: skip
    """A spec with `prove`."""
    listed = ", ".join(f'"{word}"' for word in words)
    text = spec_of(*stages, source=source, end=ending(predict, more=more))
    return text.replace("\n[sizes]", f"prove = [{listed}]\n\n[sizes]", 1)


def found(text: str) -> list[Diagnostic]:
    return list(planned(text)[1])


def codes(text: str) -> list[str]:
    return [problem.rule.code for problem in found(text)]


def only(text: str) -> Diagnostic:
    (problem,) = found(text)
    return problem


def test_an_unknown_word_is_refused_with_the_closest_one() -> None:
    problem = only(asking("casual"))
    assert problem.rule.code == "GN511"
    assert problem.primary is not None
    assert problem.primary.span.text == '"casual"'
    ((edit,),) = (fix.edits for fix in problem.fixes)
    assert edit.replacement == '"causal"'
    assert "`lossless`" in only(asking("fast")).fixes[0].text


@pytest.mark.parametrize(
    ("stages", "is_causal"),
    [
        (("both",), True),
        (("both; bidirectional = true",), False),
        (("look; by = 2, width = 3",), False),
        (("look; by = 2, width = 3", "delay; steps = 1"), False),
        (("look; by = 2, width = 3", "delay; steps = 2"), True),
        (("blocks; by = 4",), False),
        (("blocks; by = 4", "delay; steps = 3"), True),
        (("slow; by = 9",), True),
        (("wrapped; bidirectional = true",), False),
    ],
    ids=str,
)
def test_causal_holds_where_no_prediction_sees_what_comes_after_it(
    stages: tuple[str, ...], is_causal: bool
) -> None:
    """With `same`, the prediction of an item may see the item itself and nothing later."""
    assert codes(asking("causal", stages=stages, predict="same")) == ["GN601"] * (not is_causal)
    assert codes(asking(stages=stages, predict="same")) == []


def test_a_causal_promise_names_the_stage_the_word_and_the_option() -> None:
    text = asking("causal", stages=("both", 'wrapped; direction = "both"'), predict="same")
    problem = only(text)
    assert "`s1.core`" in problem.message
    assert [label.span.text for label in problem.others] == ['"causal"']
    edits = problem.fixes[0].edits
    assert [(edit.span.text, edit.replacement) for edit in edits] == [('"both"', '"forward"')]
    assert "`s0` -> `s1.first` -> `s1.core` -> `s1.last` -> `head`" in problem.notes[0]


def test_an_answer_for_the_whole_sequence_is_not_causal() -> None:
    text = spec_of("reduce", source="clips",
                   end=ending("label", "counted", 'target = "source.label"\n'))  # fmt: skip
    problem = only(text.replace("\n[sizes]", 'prove = ["causal"]\n\n[sizes]', 1))
    assert problem.rule.code == "GN511"
    assert "`head`" in problem.message


@pytest.mark.parametrize(
    ("stages", "culprit"),
    [
        (("both", "conv; width = 9", "delay; steps = 3"), ""),
        (("look; by = 2, width = 3", "delay; steps = 2"), ""),
        (("look; by = 2", "safe", "delay; steps = 2"), "s1"),
        (("conv; width = 9", "bare"), "s1"),
    ],
    ids=str,
)
def test_streaming_needs_finite_latency_and_a_state_that_is_declared(
    stages: tuple[str, ...], culprit: str
) -> None:
    problems = found(asking("streaming", stages=stages, predict="same"))
    assert [problem.rule.code for problem in problems] == ["GN511"] * bool(culprit)
    if culprit:
        assert f"`{culprit}`" in problems[0].message
        assert problems[0].primary is not None
        assert problems[0].primary.span.text == '"streaming"'


@pytest.mark.parametrize(
    ("stages", "code", "culprit"),
    [
        (("both", "delay; steps = 1", "blocks; by = 1"), "GN603", "s1"),
        (("both", "both"), "", ""),
        (("bare",), "GN511", "s0"),
        (("conv; width = 3",), "GN602", "s0"),
        (("look; by = 1, width = 2", "delay; steps = 1"), "GN604", "s0"),
        (("slow; by = 2",), "GN604", "s0"),
    ],
    ids=str,
)
def test_step_needs_every_stage_to_step_with_its_input_there_and_its_state_declared(
    stages: tuple[str, ...], code: str, culprit: str
) -> None:
    problems = found(asking("step", stages=stages))
    assert [problem.rule.code for problem in problems] == [code] * bool(code)
    assert not problems or f"`{culprit}`" in problems[0].message


def test_a_spread_block_without_its_delay_waits_too_long() -> None:
    for delay, expected in (("", ["GN604"]), ("delay; steps = 3", []), ("delay; steps = 2", None)):
        stages = ("down; by = 4", "up; by = 4", *([delay] if delay else []))
        problems = found(asking("step", stages=stages, predict="same"))
        assert expected is None or [p.rule.code for p in problems] == expected, delay
        assert expected is not None or [p.rule.code for p in problems] == ["GN604"]


def test_a_generate_table_asks_for_steps_and_without_it_only_the_plan_says_why() -> None:
    text = spec_of("slow; by = 2", end=ending("next"))
    plan, problems = planned(text)
    assert problems == ()
    assert plan is not None
    assert "`s0` waits for 1 more item before" in plan.why_no_schedule
    problem = only(f"{text}\n[generate]\ntemperature = 0.5\n")
    assert problem.rule.code == "GN604"
    assert [label.span.text for label in problem.others] == ["generate"]


@pytest.mark.parametrize(
    ("source", "data", "reason"),
    [
        ("exact", ("turns",), ""),
        ("exact", (), ""),
        ("codes", (), "does not keep values exactly"),
        ("exact", ("swap", "turns"), "`d0` declares no inverse"),
    ],
    ids=str,
)
def test_lossless_needs_an_exact_source_and_inverses_up_to_the_target(
    source: str, data: tuple[str, ...], reason: str
) -> None:
    target = f'target = "d{len(data) - 1}"\n' if data else ""
    end = ending("next", more=target)
    text = spec_of("both", source=source, channels=2 if data else 1, data=data, end=end)
    problems = found(text.replace("\n[sizes]", 'prove = ["lossless"]\n\n[sizes]', 1))
    assert [problem.rule.code for problem in problems] == ["GN511"] * bool(reason)
    assert not problems or reason in problems[0].message


def test_lossless_depends_on_the_sizes_of_the_source() -> None:
    text = asking("lossless", source="exact", stages=("both",))
    assert codes(text) == []
    assert codes(text.replace("n = 8", "n = 16")) == ["GN511"]


def test_a_spec_with_other_mistakes_is_not_held_to_what_cannot_be_seen() -> None:
    text = asking(
        "causal", "step", "streaming", predict="next", stages=("both; bidirectional = true",)
    )
    assert codes(text) == ["GN601"]
    assert codes(asking("step").replace('use = "tick.both"', 'use = "nothing"')) == ["GN202"]
