"""`--set` changes what is there and what the format has, and refuses the rest with a guess."""

from __future__ import annotations

import pytest

from graphnet.spec.origins import origin
from graphnet.spec.overrides import override
from tests.spec.reading import briefly, mends, tree_of
from tests.spec.test_parse import entry_at, plain

SPEC = """\
name = "small"
[sizes]
d_model = 64
[source]
use = "audio.files"
[stages.backbone]
use = "sashimi"
options = { pool = [4, 4], expand = 2 }
[train]
batch = 2
"""


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("train.batch=4", ("train", "batch"), 4),
        ("train.updates = 100", ("train", "updates"), 100),
        ("train.optimizer.lr=0.1", ("train", "optimizer", "lr"), 0.1),
        ("train.length.L=64", ("train", "length", "L"), 64),
        ('source.options.quantization="mu-law"', ("source", "options", "quantization"), "mu-law"),
        ("stages.backbone.options.dropout=0.1", ("stages", "backbone", "options", "dropout"), 0.1),
        ("stages.backbone.options.pool=[2]", ("stages", "backbone", "options", "pool"), [2]),
        ("sizes.d_model=128", ("sizes", "d_model"), 128),
        ('"name"="other"', ("name",), "other"),
        ('chain=["backbone"]', ("chain",), ["backbone"]),
        ('objective.predict="next"', ("objective", "predict"), "next"),
        ('budget.memory="2GiB"', ("budget", "memory"), "2GiB"),
    ],
)
def test_a_key_of_the_spec_or_of_the_format_is_set(
    text: str, path: tuple[str, ...], value: object
) -> None:
    tree, found = override(tree_of(SPEC), [text])
    assert found == ()
    entry = entry_at(tree, *path)
    assert plain(entry.value) == value
    assert entry.value.at.source.path == "--set"
    assert origin(tree, ".".join(path)) == "--set"


def test_what_is_not_set_stays_and_the_last_one_counts() -> None:
    tree, found = override(
        tree_of(SPEC), ["train.batch=4", "train={seed=1}", "train.batch=8", "sizes.d_model=2"]
    )
    assert found == ()
    assert plain(tree) == {
        **_plain_spec(),
        "train": {"batch": 8, "seed": 1},
        "sizes": {"d_model": 2},
    }


def _plain_spec() -> dict[str, object]:
    found = plain(tree_of(SPEC))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("text", "place", "mend"),
    [
        ("d_model=1", "d_model", "did you mean `sizes.d_model`?"),
        ("pool=[2]", "pool", "did you mean `stages.backbone.options.pool`?"),
        ("lr=0.1", "lr", "did you mean `train.optimizer.lr`?"),
        ("train.updtes=1", "updtes", "did you mean `train.updates`?"),
        ("sizes.d_modle=1", "d_modle", "did you mean `sizes.d_model`?"),
        (
            "stages.bakbone.options.pool=[2]",
            "bakbone",
            "did you mean `stages.backbone.options.pool`?",
        ),
        ("zzz.qqq=1", "zzz", "write the whole path of a key, such as `train.updates=100`"),
    ],
)
def test_a_key_nobody_has_is_refused_with_a_guess(text: str, place: str, mend: str) -> None:
    tree, found = override(tree_of(SPEC), [text])
    assert plain(tree) == _plain_spec()
    assert briefly(found) == [("GN108", place)]
    assert mends(found) == [mend]


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("", "write one `key=value`, and `--set` again for another"),
        ("train.batch", "write for example `--set train.updates=100`"),
        ("train.batch=", "write for example `--set train.updates=100`"),
        ("name=other", "a text keeps its quotes: `--set 'name=\"other\"'`"),
        ("train.batch=1\ntrain.seed=2", "write one `key=value`, and `--set` again for another"),
        ("[train]\nbatch=1", "write one `key=value`, and `--set` again for another"),
        ("train.batch=1\ntrain.batch=2", "write for example `--set train.updates=100`"),
        ("# nothing", "write one `key=value`, and `--set` again for another"),
    ],
)
def test_what_is_no_assignment_is_refused(text: str, mend: str) -> None:
    _, found = override(tree_of(SPEC), [text])
    assert [diagnostic.rule.code for diagnostic in found] == ["GN108"]
    assert mends(found) == [mend]
