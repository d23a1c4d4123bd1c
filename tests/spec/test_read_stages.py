"""Stages, the source and the objective are read; what is damaged is marked."""

from __future__ import annotations

import pytest

from graphnet.spec.load import spec_from_text
from graphnet.text import SourceText
from tests.spec.reading import HEAD, SOURCE, mends, read, spec_of

STAGE = """\
[stages.up-1]
use      = "linear"
contract = "(B, L, d) -> (B, L, e)"
options  = { bias = false }
sizes    = { n = 4 }
input    = { main = "source", skip = "encoder.side" }
tie      = { weight = "encoder.weight", kernel.C = "encoder.kernel.C" }
"""


def test_a_stage_is_read_with_places() -> None:
    (stage,) = spec_of(STAGE).stages
    assert stage.name == "up-1"
    assert stage.name_at.text == "up-1"
    assert stage.use is not None
    assert (stage.use.value, stage.use.at.text) == ("linear", '"linear"')
    assert stage.contract is not None
    assert stage.contract.outputs[0][1].at.text == "(B, L, e)"
    assert stage.options is not None
    assert stage.options.at.text == "{ bias = false }"
    assert [(port, wire.stage, wire.port) for port, wire in stage.inputs] == [
        ("main", "source", None),
        ("skip", "encoder", "side"),
    ]
    assert [(tie.parameter, tie.target) for tie in stage.ties] == [
        ("weight", "encoder.weight"),
        ("kernel.C", "encoder.kernel.C"),
    ]
    assert not stage.is_damaged


def test_one_reference_feeds_the_main_port() -> None:
    (stage,) = spec_of('[stages.a]\nuse = "x"\ninput = "source.label"').stages
    assert [(port, wire.stage, wire.port) for port, wire in stage.inputs] == [
        ("main", "source", "label")
    ]


def test_the_objective_is_read() -> None:
    spec = spec_of(
        '[objective]\nuse = "cross-entropy"\npredict = "label"\ntarget = "source.label"\n'
        'prediction = "head"\noptions = { ignore = -100 }\n'
    )
    assert spec.objective is not None
    assert spec.objective.stage.name == "objective"
    assert spec.objective.predict is not None
    assert spec.objective.predict.value == "label"
    assert spec.objective.target is not None
    assert (spec.objective.target.stage, spec.objective.target.port) == ("source", "label")
    assert spec.objective.prediction is not None


@pytest.mark.parametrize(
    ("lines", "problems"),
    [
        ('contract = "(B) -> (B)"', [("GN105", "[stages.a]")]),
        ("use = 3", [("GN104", "3")]),
        ('use = " "', [("GN104", '" "')]),
        ('use = "x"\ncontract = "(B -> (B)"', [("GN106", "->")]),
        ('use = "x"\noptions = [1]', [("GN104", "[1]")]),
        ('use = "x"\nsizes = { n = 0 }', [("GN112", "0")]),
        ('use = "x"\ninput = "a.b.c.d"', [("GN104", '"a.b.c.d"')]),
        ('use = "x"\ninput = ["a", "b"]', [("GN104", '["a", "b"]')]),
        ('use = "x"\ninput = { main = 3 }', [("GN104", "3")]),
        ('use = "x"\ntie = "b.weight"', [("GN104", '"b.weight"')]),
        ('use = "x"\ntie = { weight = "b" }', [("GN104", '"b"')]),
        ('use = "x"\nn_layers = 8', [("GN103", "n_layers")]),
    ],
)
def test_what_is_refused_in_a_stage_marks_it_as_damaged(
    lines: str, problems: list[tuple[str, str]]
) -> None:
    spec, found = read(f"[stages.a]\n{lines}\n")
    assert found == problems
    assert [stage.is_damaged for stage in spec.stages] == [True]


def test_a_misspelt_key_is_read_as_meant_and_damages_nothing() -> None:
    spec, found = read('[stages.a]\nusse = "x"\noptoins = { n = 1 }\n')
    assert found == [("GN103", "usse"), ("GN103", "optoins")]
    (stage,) = spec.stages
    assert stage.use is not None
    assert stage.options is not None
    assert not stage.is_damaged


def test_an_option_outside_options_is_sent_there() -> None:
    text = HEAD + SOURCE + '[stages.a]\nuse = "x"\nn_layers = 8\n'
    found = spec_from_text(SourceText("x.toml", text))[1]
    assert mends(found) == ["`n_layers` belongs in `stages.a.options`"]


@pytest.mark.parametrize("name", ["source", "objective", '"a.b"', '""', '"a b"', "0", '"-"'])
def test_a_stage_with_a_name_that_cannot_be_wired_is_refused(name: str) -> None:
    _, found = read(f'[stages.{name}]\nuse = "x"\n')
    assert found == [("GN111", name)]


def test_a_stage_that_is_no_table_is_kept_as_damaged() -> None:
    spec, found = read('[stages]\na = "x"\n')
    assert found == [("GN104", '"x"')]
    assert [(stage.name, stage.is_damaged) for stage in spec.stages] == [("a", True)]


@pytest.mark.parametrize(
    ("lines", "problems"),
    [
        ('use = "x"', [("GN105", "[objective]")]),
        ('use = "x"\npredict = "nxt"', [("GN104", '"nxt"')]),
        ('use = "x"\npredict = "next"\ntarget = 1', [("GN104", "1")]),
        ('use = "x"\npredict = "next"\ninput = "a"', [("GN103", "input")]),
        ("", [("GN105", "[objective]"), ("GN105", "[objective]")]),
    ],
)
def test_what_is_refused_in_the_objective_marks_it(
    lines: str, problems: list[tuple[str, str]]
) -> None:
    spec, found = read(f"[objective]\n{lines}\n")
    assert found == problems
    assert spec.objective is not None
    assert spec.objective.stage.is_damaged


METRICS = """\
[metrics]
bits = { use = "bits", options = { of = "nats" }, prediction = "objective" }
[metrics.hits]
use = "accuracy"
target = "source.label"
sizes = { C = 4 }
"""


def test_metrics_are_read_in_their_order_with_what_they_compare() -> None:
    bits, hits = read(METRICS)[0].metrics
    assert (bits.name, bits.stage.name) == ("bits", "metrics.bits")
    assert bits.prediction is not None
    assert (bits.prediction.stage, bits.target) == ("objective", None)
    assert hits.target is not None
    assert (hits.target.stage, hits.target.port, hits.prediction) == ("source", "label", None)
    assert [size.name for size in hits.stage.sizes] == ["C"]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("[metrics]\nx = { }", [("GN105", "{ }")]),
        ('[metrics]\nx = { use = "y", predict = "z" }', [("GN103", "predict")]),
        ('[metrics]\nx = { use = "y", target = 3 }', [("GN104", "3")]),
        ('[metrics]\nloss = { use = "y" }', [("GN111", "loss")]),
        ('[metrics]\n"a.b" = { use = "y" }', [("GN111", '"a.b"')]),
        ('[stages.metrics]\nuse = "y"', [("GN111", "metrics")]),
    ],
)
def test_a_metric_that_cannot_be_is_refused(text: str, problems: list[tuple[str, str]]) -> None:
    assert read(f"{text}\n")[1] == problems


def test_a_metric_without_its_type_shows_one() -> None:
    found = spec_from_text(SourceText("x.toml", f"{HEAD}{SOURCE}[metrics]\nx = {{ }}\n"))[1]
    assert '`use = "bits"`' in found[0].fixes[0].text
