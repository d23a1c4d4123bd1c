"""Records on wires: whole onto whole, one field as a tensor, and what no wire joins."""

from __future__ import annotations

import pytest

from graphnet.graph import cut
from graphnet.graph.plan import Wire
from tests.record_toys import RECORDS, plan_records, record_plan, said

OTHER = "{ means: float (*S, mixture:K), weights: float (*S, mixture:K) }"
LESS = "{ means: float (*S, mixture:K) }"
STRANGE = "{ means: float (*S, mixture:K), scales: float (*S, mixture:K) }"
HEAD = '[stages.head]\nuse   = "mix"\nsizes = { K = 3 }\n'
DECODER = '[stages.decoder]\nuse = "smooth"\n'
TENSOR = '[stages.head]\nuse   = "head"\nsizes = { C = 3 }\n'


def with_record(record: str) -> str:
    return RECORDS.replace(
        "sizes = { K = 3 }", f'sizes = {{ K = 3 }}\noptions = {{ record = "{record}" }}'
    )


def test_a_stage_wires_its_whole_record() -> None:
    objective = record_plan().by_path["objective"]
    assert objective.inputs == {
        "main.weights": Wire("decoder", "main.weights"),
        "main.means": Wire("decoder", "main.means"),
        "target": Wire("source"),
    }
    assert [str(axis.size.as_int) for axis in objective.takes["main.means"].axes[2:]] == ["3"]


def test_the_order_of_fields_says_nothing() -> None:
    assert said(with_record(OTHER)) == []


@pytest.mark.parametrize("name", ["head.means", "head.main.means"])
def test_one_field_is_wired_as_a_tensor(name: str) -> None:
    text = RECORDS.replace(DECODER, f'{DECODER}input = "{name}"\n').replace('"score"', '"nats"')
    text = text[: text.index("[objective]")]
    stage = record_plan(text).by_path["decoder"]
    assert stage.inputs == {"main": Wire("head", "main.means")}
    assert stage.gives.keys() == {"main"}
    assert not stage.mapped


def test_a_field_of_a_stage_that_is_applied_to_each_has_a_name_too() -> None:
    text = RECORDS[: RECORDS.index("[objective]")] + '[stages.last]\nuse = "smooth"\n'
    plan = record_plan(text + 'input = "decoder.means"\n')
    assert plan.by_path["last"].inputs == {"main": Wire("decoder", "main.means")}
    assert said(text + 'input = "decoder.mean"\n') == [
        ("GN502", "`decoder` has no output port `mean`")
    ]


@pytest.mark.parametrize(
    ("outputs", "wires"),
    [
        ('["decoder"]', [("decoder", "main.weights"), ("decoder", "main.means")]),
        (
            '["head.means", "decoder.weights"]',
            [("head", "main.means"), ("decoder", "main.weights")],
        ),
    ],
)
def test_outputs_are_the_fields_of_a_record(outputs: str, wires: list[tuple[str, str]]) -> None:
    text = RECORDS[: RECORDS.index("[objective]")]
    plan = record_plan(text.replace("[sizes]", f"outputs = {outputs}\n\n[sizes]"))
    assert [(wire.stage, wire.port) for wire in plan.outputs] == wires


def test_an_output_that_is_no_field_is_refused() -> None:
    text = RECORDS.replace("[sizes]", 'outputs = ["decoder.mean"]\n\n[sizes]')
    assert [code for code, _ in said(text)] == ["GN502"]


def test_a_cut_gives_every_field() -> None:
    part, problems = cut(record_plan(), "head")
    assert problems == ()
    assert part is not None
    assert part.outputs == (Wire("head", "main.weights"), Wire("head", "main.means"))
    one, _ = cut(record_plan(), "head.means")
    assert one is not None
    assert one.outputs == (Wire("head", "main.means"),)


def test_fields_that_are_missing_or_extra_are_named_in_one_message() -> None:
    assert said(with_record(LESS)) == [
        (
            "GN310",
            (
                "`objective` takes the record `{ weights, means }`, but gets the record "
                "`{ means }` from `decoder` (made by `head`): `weights` is missing"
            ),
        )
    ]
    assert said(with_record(STRANGE)) == [
        (
            "GN310",
            (
                "`objective` takes the record `{ weights, means }`, but gets the record "
                "`{ means, scales }` from `decoder` (made by `head`): "
                "`weights` is missing, `scales` is not taken"
            ),
        )
    ]


def test_more_fields_than_are_taken_are_refused() -> None:
    more = OTHER.replace(" }", ", scales: float (*S, mixture:K) }")
    ((code, message),) = said(with_record(more))
    assert code == "GN310"
    assert message.endswith(": `scales` is not taken")


def test_a_tensor_for_a_record_names_who_made_it_and_what_would_do() -> None:
    _, (problem,) = plan_records(RECORDS.replace(HEAD, TENSOR))
    assert problem.rule.code == "GN310"
    assert problem.message == (
        "`objective` takes the record `{ weights, means }`, but gets one tensor from `decoder` "
        "(made by `head`)"
    )
    assert [fix.text for fix in problem.fixes] == [
        "let `head` give that record: use `rec.mix` or `rec.uneven`"
    ]


def test_a_record_for_a_tensor_says_why_it_is_not_taken_field_by_field() -> None:
    assert said(RECORDS.replace('"score"', '"nats"')) == [
        (
            "GN310",
            (
                "`objective` takes one tensor, but gets the record `{ weights, means }` from "
                "`decoder` (made by `head`): it scores one prediction"
            ),
        )
    ]
    learns = RECORDS.replace(DECODER, '[stages.decoder]\nuse = "head"\nsizes = { C = 3 }\n')
    assert said(learns) == [
        (
            "GN310",
            (
                "`decoder` takes one tensor, but gets the record `{ weights, means }` from `head`: "
                "what it learns would have to fit every field"
            ),
        )
    ]


def test_the_message_points_at_the_reference_that_was_written() -> None:
    text = RECORDS.replace('predict = "next"', 'predict = "next"\nprediction = "head.means"')
    _, problems = plan_records(text)
    assert [p.rule.code for p in problems] == ["GN503", "GN310"]
    assert problems[1].primary is not None
    assert problems[1].primary.span.text == '"head.means"'


def test_a_record_is_not_shifted() -> None:
    text = RECORDS.replace('predict = "next"', 'predict = "next"\ntarget = "head"')
    assert [code for code, _ in said(text)] == ["GN310", "GN310"]
    assert "shifts one tensor" in said(text)[1][1]


SIDES = """\
[stages.two]
use = "two"

[stages.pick]
use   = "pick"
input = { main = "two", side = "two.side" }
"""


def test_a_record_beside_main_is_wired_by_its_port() -> None:
    plan = record_plan(RECORDS.replace("[stages.head]", f"{SIDES}\n[stages.head]"))
    assert plan.by_path["pick"].inputs == {
        "main": Wire("two"),
        "side.high": Wire("two", "side.high"),
        "side.low": Wire("two", "side.low"),
    }


def test_one_field_of_a_record_beside_main_is_no_record() -> None:
    text = RECORDS.replace("[stages.head]", f"{SIDES}\n[stages.head]")
    assert said(text.replace('"two.side"', '"two.side.low"'))[0] == (
        "GN310",
        "`pick.side` takes the record `{ high, low }`, but gets one tensor from `two`",
    )


def test_a_composite_carries_a_record_through() -> None:
    plan = record_plan(RECORDS.replace('"smooth"', '"house"'))
    assert plan.by_path["decoder.first"].inputs["main.means"] == Wire("head", "main.means")
    assert plan.by_path["objective"].inputs["main.means"] == Wire("decoder.second", "main.means")
    assert plan.endings["decoder"] == Wire("decoder.second")


def test_a_refused_stage_is_one_message_and_not_several() -> None:
    text = RECORDS.replace(DECODER, '[stages.decoder]\nuse = "head"\nsizes = { C = 3 }\n')
    assert [code for code, _ in said(f"{text}")] == ["GN310"]
    assert [code for code, _ in said(RECORDS.replace('"mix"', '"mixx"'))] == ["GN202"]


def test_a_graph_without_records_is_left_as_it_is() -> None:
    text = RECORDS.replace(HEAD, TENSOR).replace('"score"', '"nats"').replace("C = 3", "C = 8")
    assert record_plan(text).by_path["decoder"].inputs == {"main": Wire("head")}
