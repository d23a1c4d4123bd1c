"""A spec goes as far as its errors let it, and everything found on the way is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphnet.cli.walk import walk
from tests.cli.small_run import SPEC


def written(folder: Path, text: str = SPEC) -> str:
    path = folder / "small.toml"
    path.write_text(text)
    return str(path)


def codes(path: str, *overrides: str) -> list[str]:
    return [found.rule.code for found in walk(path, overrides).diagnostics]


def test_a_good_spec_comes_to_its_plan(tmp_path: Path) -> None:
    path = written(tmp_path)
    walked = walk(path)
    assert walked.diagnostics == ()
    assert walked.spec is not None
    assert walked.plan is not None
    assert (walked.path, walked.spec.name, walked.plan.name) == (path, "small", "small")
    assert walked.registry is not None
    assert "s4.sashimi" in walked.registry.stages


def test_a_spec_that_cannot_be_read_ends_the_walk_before_plugins_are_loaded(
    tmp_path: Path,
) -> None:
    walked = walk(str(tmp_path / "none.toml"))
    assert [found.rule.code for found in walked.diagnostics] == ["GN110"]
    assert (walked.spec, walked.registry, walked.plan) == (None, None, None)


def test_mistakes_of_form_and_of_shape_are_found_on_one_walk(tmp_path: Path) -> None:
    text = SPEC.replace("batch = 2", "bach = 2").replace('C = "2**bits"', 'C = "2**bitts"')
    assert sorted(codes(written(tmp_path, text))) == ["GN103", "GN302"]


def test_overrides_are_part_of_the_spec(tmp_path: Path) -> None:
    walked = walk(written(tmp_path), ["train.batch=5", "sizes.d_model=8"])
    assert walked.plan is not None
    assert walked.plan.settings.train.batch == 5
    assert walked.plan.sizes["d_model"] == 8


def test_plugins_the_spec_or_the_environment_leaves_out_are_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    off = walk(written(tmp_path, SPEC + '[plugins]\ndisable = ["s4"]\n'))
    assert off.registry is not None
    assert off.plan is None
    assert {info.name for info in off.registry.plugins}.isdisjoint({"s4"})
    monkeypatch.setenv("GRAPHNET_PLUGINS", "")
    none = walk(written(tmp_path))
    assert none.registry is not None
    assert none.registry.plugins == ()
    assert none.plan is None
