"""A contract is a text, or a table of ports; its nodes know their places in the file."""

from __future__ import annotations

import pytest

from graphnet.contract.syntax import Tensor
from tests.spec.reading import read, spec_of

TABLE = """\
[source]
use = "audio.files"
[source.contract]
out.main  = "int64 (B, L, 1) in [0, 2**bits)"
out.label = "int64 (B)"
where     = ["L % 4 == 0"]
"""


def test_a_table_of_ports_is_one_contract() -> None:
    source = spec_of(TABLE).source
    assert source is not None
    assert source.contract is not None
    assert [name for name, _ in source.contract.outputs] == ["main", "label"]
    port = source.contract.outputs[1][1]
    assert isinstance(port, Tensor)
    assert port.at.text == "int64 (B)"
    assert [where.at.text for where in source.contract.where] == ["L % 4 == 0"]


@pytest.mark.parametrize("written", ['["causal", "ratio 1/2"]', '"causal"'])
def test_effects_stand_beside_the_ports(written: str) -> None:
    (stage,) = spec_of(f'[stages.a]\nuse = "x"\ncontract = {{ effects = {written} }}\n').stages
    assert stage.contract is not None
    assert stage.contract.effects[0].name == "causal"
    assert stage.contract.inputs == stage.contract.outputs == ()


def test_a_mistake_points_into_a_text_with_escapes() -> None:
    _, found = read('[stages.a]\nuse = "x"\ncontract = "(B,\\u0020L] -> (B)"\n')
    assert found == [("GN106", "]")]


@pytest.mark.parametrize(
    ("contract", "problems"),
    [
        ("{}", [("GN104", "{}")]),
        ("3", [("GN104", "3")]),
        ("{ out.main = 3 }", [("GN104", "3")]),
        ("{ out.main.x = '(B)' }", [("GN104", "main")]),
        ("{ outt.main = '(B)' }", [("GN103", "outt")]),
        ("{ out.main = '(B', in.main = '(B]' }", [("GN106", ""), ("GN106", "]")]),
        ("{ effects = ['casual'] }", [("GN106", "casual")]),
        ("{ effects = 3 }", [("GN104", "3")]),
        ("{ out.main = '(B)', where = ['L %'] }", [("GN106", "")]),
    ],
)
def test_what_is_no_contract_is_refused(contract: str, problems: list[tuple[str, str]]) -> None:
    spec, found = read(f"[stages.a]\nuse = 'x'\ncontract = {contract}\n")
    assert sorted(found) == sorted(problems)
    assert spec.stages[0].contract is None or found == [("GN103", "outt")]


def test_one_port_without_a_name_is_the_main_one() -> None:
    spec = spec_of("[stages.a]\nuse = 'x'\ncontract = { in = '(B)', out = '(B, 1)' }\n")
    contract = spec.stages[0].contract
    assert contract is not None
    assert [name for name, _ in (*contract.inputs, *contract.outputs)] == ["main", "main"]
