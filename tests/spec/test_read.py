"""The tables and lists at the top of a spec are read, typed and closed."""

from __future__ import annotations

import pytest

from graphnet.spec.load import spec_from_text
from graphnet.text import SourceText
from tests.spec.reading import HEAD, SOURCE, mends, read, spec_of


def test_lists_at_the_top_know_their_places() -> None:
    spec = spec_of(
        'requires = ["graphnet-s4>=0.1", "graphnet-audio"]\nprove = ["lossless"]\n'
        'where = ["L % 16 == 0"]\nchain = ["b", "a"]\noutputs = ["a", "b.label"]\n'
    )
    assert [item.value for item in spec.requires] == ["graphnet-s4>=0.1", "graphnet-audio"]
    assert spec.requires[1].at.text == '"graphnet-audio"'
    assert [item.value for item in spec.prove] == ["lossless"]
    assert [where.relations for where in spec.where] == [("==",)]
    assert spec.where[0].at.text == "L % 16 == 0"
    assert [link.value for link in spec.chain or ()] == ["b", "a"]
    assert [(wire.stage, wire.port) for wire in spec.outputs] == [("a", None), ("b", "label")]


def test_a_spec_without_chain_and_objective_is_whole() -> None:
    spec = spec_of("")
    assert spec.chain is None
    assert spec.objective is None
    assert spec.stages == ()


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ('colour = "red"', [("GN103", "colour")]),
        ('requires = "graphnet-s4"', [("GN104", '"graphnet-s4"')]),
        ('requires = ["a b", 3]', [("GN104", "3"), ("GN104", '"a b"')]),
        ("chain = [1]", [("GN104", "1")]),
        ('where = ["L %"]', [("GN106", "")]),
        ("where = [3]", [("GN104", "3")]),
        ('outputs = "a"', [("GN104", '"a"')]),
        ('outputs = ["a.b.c.d", ""]', [("GN104", '"a.b.c.d"'), ("GN104", '""')]),
        ("stages = 3", [("GN104", "3")]),
        ("sizes = [1]", [("GN104", "[1]")]),
        ("objective = 1", [("GN104", "1")]),
        ("train = 1", [("GN104", "1")]),
        ("[metrics]\naccuracy = true", [("GN104", "true")]),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(
    text: str, problems: list[tuple[str, str]]
) -> None:
    assert read(text)[1] == problems


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("batch = 4", "`batch` belongs in `train` or `evaluate`"),
        ("lr = 0.1", "`lr` belongs in `train.optimizer`"),
        ("predict = 1", "`predict` belongs in `objective`"),
        ("d_model = 64", "`d_model` belongs in `sizes` or `stages`"),
        ("chian = []", "did you mean `chain`?"),
    ],
)
def test_an_unknown_key_says_where_it_belongs(text: str, mend: str) -> None:
    source = SourceText("x.toml", HEAD + text + "\n" + SOURCE)
    assert mends(spec_from_text(source)[1]) == [mend]


def test_a_misspelt_table_is_read_as_what_it_was_meant_to_be() -> None:
    spec, problems = read('[sorce]\nuse = "a"\n[sizs]\nd = 3\n[stage.a]\nuse = "b"\n[source_]\n')
    assert [size.name for size in spec.sizes] == ["d"]
    assert [stage.name for stage in spec.stages] == ["a"]
    assert [place for _, place in problems] == ["sorce", "sizs", "stage", "source_"]


@pytest.mark.parametrize("name", ["a/b", "..", "", ".hidden", "a\\\\b", "x" * 101])
def test_a_name_that_is_no_folder_is_refused(name: str) -> None:
    source = SourceText("x.toml", f'format = 1\nname = "{name}"\n{SOURCE}')
    assert [found.rule.code for found in spec_from_text(source)[1]] == ["GN111"]


@pytest.mark.parametrize("name", ["small", "SaShiMi 16-bit v1.0", "größe"])
def test_a_name_that_is_a_folder_is_taken(name: str) -> None:
    source = SourceText("x.toml", f'format = 1\nname = "{name}"\n{SOURCE}')
    spec, found = spec_from_text(source)
    assert found == ()
    assert spec is not None
    assert spec.name == name
