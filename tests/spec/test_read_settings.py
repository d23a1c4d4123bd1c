"""Settings are typed; every value that cannot be is refused at its place."""

from __future__ import annotations

import pytest

from graphnet.spec.load import spec_from_text
from graphnet.text import SourceText
from tests.spec.reading import HEAD, SOURCE, briefly, read, spec_of

SETTINGS = """\
[data]
path = "recordings"
[train]
length = { L = 8192, T = 4 }
batch = 8
clip_norm = 1
[train.optimizer]
lr = 1e-3
betas = [0.9, 0.95]
[train.schedule]
use = "cosine"
warmup = 10
[evaluate]
length.L = 64
[generate]
temperature = 0.9
top_p = 1
[plugins]
disable = ["x"]
[budget]
memory = "24GiB"
"""


def test_all_tables_are_typed() -> None:
    settings = spec_of(SETTINGS).settings
    assert settings.data.path == "recordings"
    assert settings.train.length == {"L": 8192, "T": 4}
    assert settings.train.batch == 8
    assert settings.train.clip_norm == 1.0
    assert settings.train.optimizer.betas == (0.9, 0.95)
    assert settings.train.schedule.use == "cosine"
    assert settings.evaluate.length == {"L": 64}
    assert settings.generate.top_p == 1.0
    assert settings.plugins.disable == ("x",)
    assert settings.budget.memory == 24 * 2**30


def test_each_key_knows_its_place() -> None:
    places = spec_of(SETTINGS).settings.places
    assert places["train.length.L"].text == "8192"
    assert places["train.optimizer.lr"].text == "1e-3"
    assert places["train"].text == "[train]"
    assert "sizes" not in places
    assert "source.use" not in places


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("[train]\nbatch = 0", [("GN104", "0")]),
        ('[train]\nbatch = "4"', [("GN104", '"4"')]),
        ("[train]\nbatch = 4.0", [("GN104", "4.0")]),
        ("[train]\nbatch = true", [("GN104", "true")]),
        ("[train]\nbach = 4\nlenght = {}", [("GN103", "bach"), ("GN103", "lenght")]),
        ("[train]\nupdates = -1\nseed = -1", [("GN104", "-1"), ("GN104", "-1")]),
        ("[train]\nlength = 8192", [("GN104", "8192")]),
        ("[train]\nlength = { L = 0 }", [("GN104", "{ L = 0 }")]),
        ("[train]\nlength = { L = 'x' }", [("GN104", "'x'")]),
        ("[train]\noptimizer = { lr = -1 }", [("GN104", "-1")]),
        ("[train]\noptimizer = { lr = 0 }", [("GN104", "0")]),
        ("[train]\noptimizer = { lr = nan }", [("GN104", "nan")]),
        ("[train]\noptimizer = { lr = inf }", [("GN104", "inf")]),
        ("[train]\noptimizer = { use = 'adam' }", [("GN104", "'adam'")]),
        ("[train]\noptimizer = { betas = [0.9] }", [("GN104", "[0.9]")]),
        ("[train]\noptimizer = { betas = [0.9, 1.0] }", [("GN104", "[0.9, 1.0]")]),
        ("[train]\noptimizer = { momentum = 1 }", [("GN103", "momentum")]),
        ("[train]\noptimizer = 'adamw'", [("GN104", "'adamw'")]),
        ("[generate]\ntop_p = 0", [("GN104", "0")]),
        ("[generate]\ntop_p = 1.5", [("GN104", "1.5")]),
        ("[generate]\ntemperature = -1", [("GN104", "-1")]),
        ("[generate]\ntop_k = 0", [("GN104", "0")]),
        ("[plugins]\ndisable = 'x'", [("GN104", "'x'")]),
        ("[plugins]\ndisable = { a = 1 }", [("GN104", "{ a = 1 }")]),
        ("[budget]\nmemory = '24 gigs'", [("GN104", "'24 gigs'")]),
        ("[budget]\nmemory = -1", [("GN104", "-1")]),
        ("[data]\npath = 3", [("GN104", "3")]),
        (
            "[train]\nbatch = 0\nupdates = 'x'\nnope = 1\noptimizer = { lr = -1, x = 1 }",
            [("GN103", "nope"), ("GN103", "x"), ("GN104", "'x'"), ("GN104", "-1"), ("GN104", "0")],
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(text: str, problems: list[tuple[str, str]]) -> None:
    assert sorted(read(text)[1]) == sorted(problems)


def test_a_refusal_names_the_key_in_full() -> None:
    text = f"{HEAD}{SOURCE}[train]\nbatch = 0\noptimizer = {{ use = 'adam', lr = 'x' }}\n"
    messages = [found.message for found in spec_from_text(SourceText("x.toml", text))[1]]
    assert sorted(messages) == [
        "`train.batch` is refused: 0 is not at least 1",
        "`train.optimizer.lr` takes a number, but finds the text `'x'`",
        "`train.optimizer.use` takes `\"adamw\"`, but finds the text `'adam'`",
    ]


def test_a_table_that_is_refused_keeps_its_defaults_and_the_others_are_read() -> None:
    spec, _ = read("[train]\nbatch = 0\n[generate]\nseed = 3\n")
    assert spec.settings.train.batch == 1
    assert spec.settings.generate.seed == 3


def test_a_key_of_another_table_is_sent_there() -> None:
    text = f"{HEAD}{SOURCE}[train]\nlr = 0.1\n"
    found = spec_from_text(SourceText("x.toml", text))[1]
    assert briefly(found) == [("GN103", "lr")]
    assert found[0].fixes[0].text == "`lr` belongs in `train.optimizer`"


def test_a_refused_value_in_a_table_within_is_named_in_full() -> None:
    text = f"{HEAD}{SOURCE}[train]\noptimizer = {{ lr = -1 }}\n"
    (found,) = spec_from_text(SourceText("x.toml", text))[1]
    assert found.message == "`train.optimizer.lr` is refused: -1.0 is not above 0"
