"""A spec is loaded from its file, or refused at a place; nothing makes the walk fall over."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphnet.spec.load import load_spec, spec_from_text
from graphnet.text import SourceText
from tests.spec.reading import HEAD, SOURCE, briefly

FULL = """\
format   = 1
name     = "sashimi16"
requires = ["graphnet-audio", "graphnet-s4"]
where    = ["L % 16 == 0"]
outputs  = ["backbone"]

[sizes]
bits      = 16
n_classes = "2**bits"
d_model   = 64

[source]
use      = "audio.files"
options  = { sample_rate = 16000, quantization = "linear" }
[source.contract]
out.main = "int64 (B, L, 1) in [0, n_classes)"

[stages.encoder]
use      = "embedding"
contract = "int64 (B, L, 1) in [0, n_classes) -> float (B, L, d_model)"

[stages.backbone]
use      = "sashimi"
contract = "(B, L, d_model) -> (B, L, d_model)"
options  = { n_layers = 8, pool = [4, 4], expand = 2, ff = 2 }

[stages.head]
use = "linear"
tie = { weight = "encoder.weight" }
input = { main = "backbone" }
sizes = { n = "n_classes" }

[objective]
use     = "cross-entropy"
predict = "next"

[train]
length    = { L = 8192 }
batch     = 1
optimizer = { use = "adamw", lr = 0.004, betas = [0.9, 0.95] }
"""


def test_a_whole_spec_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "full.toml"
    path.write_text(FULL, encoding="utf-8")
    spec, found = load_spec(str(path), ["train.batch=4"])
    assert found == ()
    assert spec is not None
    assert spec.name == "sashimi16"
    assert spec.settings.train.batch == 4
    assert [stage.name for stage in spec.stages] == ["encoder", "backbone", "head"]


def test_an_override_that_is_refused_is_told_and_the_rest_is_read() -> None:
    spec, found = spec_from_text(SourceText("x.toml", FULL), ["train.bacth=4", "train.seed=3"])
    assert briefly(found) == [("GN108", "bacth")]
    assert spec is not None
    assert spec.settings.train.seed == 3


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_and_a_byte_order_mark_make_no_difference(tmp_path: Path, newline: str) -> None:
    path = tmp_path / "full.toml"
    path.write_bytes(b"\xef\xbb\xbf" + FULL.replace("\n", newline).encode())
    spec, found = load_spec(str(path))
    assert found == ()
    assert spec is not None
    assert spec.stages[0].use is not None
    assert spec.stages[0].use.at.position == (19, 12)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "says nothing"),
        (b"# only a remark\n", "says nothing"),
        (b"name = 1\n\xff\xfe", "is not UTF-8 text (see line 2)"),
        (b"#" * (16 * 2**20 + 1), "is larger than 16 MiB"),
    ],
)
def test_a_file_that_is_no_text_of_a_spec_is_refused(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    spec, found = load_spec(str(path))
    assert spec is None
    assert briefly(found) == [("GN110", "")]
    assert found[0].message == f"`{path}` {words}"
    assert found[0].primary is not None
    assert found[0].primary.span.source.path == str(path)


@pytest.mark.parametrize(
    ("name", "words"), [("gone.toml", "is not there"), ("", "is a folder"), ("a\0b", "cannot be")]
)
def test_a_path_without_a_file_is_refused(tmp_path: Path, name: str, words: str) -> None:
    _, found = load_spec(str(tmp_path / name))
    assert briefly(found) == [("GN110", "")]
    assert words in found[0].message


def test_five_mistakes_give_five_messages_each_at_its_place() -> None:
    broken = (
        FULL.replace('use      = "sashimi"', 'usse     = "sashimi"')
        .replace("batch     = 1", "batch     = 0")
        .replace('predict = "next"', 'predict = "nxt"')
        .replace('(B, L, d_model)"\noptions', '(B, L, d_model"\noptions')
        .replace("d_model   = 64", "d_model   = 6.4")
    )
    _, found = spec_from_text(SourceText("x.toml", broken))
    assert sorted(briefly(found)) == [
        ("GN103", "usse"),
        ("GN104", '"nxt"'),
        ("GN104", "0"),
        ("GN104", "6.4"),
        ("GN106", ""),
    ]


def test_an_empty_spec_lacks_what_cannot_be_guessed() -> None:
    _, found = spec_from_text(SourceText("x.toml", "[train]\n"))
    assert [d.message for d in found] == [
        "the spec lacks `format`",
        "the spec lacks `name`",
        "the spec lacks the table `[source]`",
    ]


@pytest.mark.parametrize("value", ["2", "0", "true", '"1"', "1.0", "[1]"])
def test_another_format_is_refused_and_nothing_else_is_said(value: str) -> None:
    text = HEAD.replace("format = 1", f"format = {value}") + "unknown = 1\n"
    spec, found = spec_from_text(SourceText("x.toml", text))
    assert spec is None
    assert briefly(found) == [("GN109", value)]


# --- robustness -------------------------------------------------------------------------------


def check(text: str) -> None:
    spec, found = spec_from_text(SourceText("x.toml", text), ["train.batch=2", "a", "b=1"])
    assert spec is not None or found
    for diagnostic in found:
        labels = (diagnostic.primary, *diagnostic.others)
        for span in (label.span for label in labels if label is not None):
            assert 0 <= span.start <= span.end <= len(span.source.text)


def test_a_spec_with_lines_lost_doubled_or_swapped_is_read_or_refused() -> None:
    chance = random.Random(0)  # noqa: S311  # not for secrets
    for _ in range(300):
        lines = FULL.splitlines()
        for _ in range(chance.randint(1, 4)):
            at, other = (chance.randrange(len(lines)) for _ in range(2))
            match chance.randrange(4):
                case 0:
                    del lines[at]
                case 1:
                    lines.insert(other, lines[at])
                case 2:
                    lines[at], lines[other] = lines[other], lines[at]
                case _:
                    key, equals, _ = lines[at].partition("=")
                    lines[at] = key + equals + lines[other].partition("=")[2]
        check("\n".join(lines))


def test_a_spec_with_characters_lost_or_put_in_is_read_or_refused() -> None:
    chance = random.Random(1)  # noqa: S311  # not for secrets
    for _ in range(300):
        text = FULL
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice("[]{}()\"'=#.,\\\n 0aL*\x00é") + text[at + 1 :]
        check(text)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    check(content.decode("utf-8", "replace"))


VALUES = ["1", "-1", "0.5", "true", '"any"', '""', "[]", "[1]", '["a"]', "{}", "{ a = 1 }", "1e999"]
VALUES += ['"x.y"', "2020-01-01", "nan", '"a.b.c"', "99999999999999999999", '{ a = { b = "c" } }']
KEYS = ["format", "name", "requires", "where", "outputs", "prove", "chain", "sizes", "source"]
KEYS += ["stages", "objective", "train", "data", "evaluate", "generate", "metrics", "budget"]
KEYS += ["plugins", "extends", "sizes.a", "stages.a", "stages.a.use", "stages.a.contract"]
KEYS += ["stages.a.options", "stages.a.sizes", "stages.a.input", "stages.a.tie", "source.use"]
KEYS += ["source.contract.out", "source.contract.where", "objective.predict", "objective.target"]
KEYS += ["train.length", "train.optimizer", "train.batch", "budget.memory", "plugins.disable"]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", VALUES)
def test_every_key_takes_any_value_or_refuses_it(key: str, value: str) -> None:
    top = "" if key in ("format", "name") else HEAD
    check(f"{key} = {value}\n{top}" + ("" if key.startswith("source") else SOURCE))
