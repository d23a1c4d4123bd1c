"""Outputs that could not say what they give are the plugin's mistake, found in its declaration."""

from __future__ import annotations

import pytest

from graphnet.contract.parser import parse_contract_table
from graphnet.graph.outputs import unusable_outputs
from graphnet.text import quoted


def said(**ports: str) -> list[str]:
    table = {key.replace("_", "."): quoted(text, "x") for key, text in ports.items()}
    contract, problems = parse_contract_table(table)
    assert contract is not None, problems
    return [problem.message for problem in unusable_outputs(contract)]


@pytest.mark.parametrize(
    ("out", "what"), [("(*S, C)", "*S"), ("(..., C)", "..."), ("(B, _)", "_"), ("'T (B)", "'T")]
)
def test_what_no_input_says_stands_on_no_output(out: str, what: str) -> None:
    assert said(in_main="(B, C)", out_main=out) == [
        f"an output has `{what}`, and no input says what it is"
    ]


def test_what_an_input_says_may_stand_on_an_output() -> None:
    assert said(in_main="'T (*S, C)", out_main="'T (C, *S)") == []
    assert said(in_main="{ a: (..., C) }", out_main="(..., C)") == []


def test_a_field_of_main_and_a_port_have_names_of_their_own() -> None:
    assert said(out_main="{ a: (B), b: (B) }", out_a="(B)") == [
        "`a` is an output and a field of `main`: give one another name"
    ]
    assert said(out_main="{ a: (B) }", out_side="{ a: (B) }") == []
