"""A command gets a planned model and a device, or hears of all that is wrong with either."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from graphnet.cli.model import add_place, model_of_run, model_of_spec
from tests.cli.small_run import SPEC, graphnet, place

__all__ = ["place"]


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_place(parser)
    return parser.parse_args(words)


def test_where_to_compute_is_left_open_unless_it_is_said() -> None:
    assert (arguments().device, arguments().threads) == ("auto", None)
    asked = arguments("--device", "cuda:1", "--threads", "3")
    assert (asked.device, asked.threads) == ("cuda:1", 3)


def test_a_spec_becomes_a_model_on_the_device_that_was_named(place: Path) -> None:
    model, problems = model_of_spec(Path("small.toml"), (), arguments("--device", "cpu"))
    assert problems == ()
    assert model is not None
    assert (model.spec.name, model.plan.name) == ("small", "small")
    assert model.device.torch == torch.device("cpu")
    assert "s4.sashimi" in model.registry.stages


def test_what_is_wrong_with_the_spec_and_with_the_place_is_told_at_once(place: Path) -> None:
    (place / "small.toml").write_text(SPEC.replace("batch = 2", "batch = 0"))
    asked = arguments("--device", "cuda:77", "--threads", "0")
    model, problems = model_of_spec(Path("small.toml"), (), asked)
    assert model is None
    assert {found.rule.code for found in problems} == {"GN104", "GN1001", "GN1004"}


def test_a_run_is_planned_again_from_the_spec_in_its_folder(place: Path) -> None:
    assert graphnet("train", "small.toml", "--data", "data", "--run", "run",
                    "--set", "train.updates=4", "--device", "cpu") == 0  # fmt: skip
    (place / "small.toml").unlink()
    found, problems = model_of_run(Path("run"), ["generate.seed=9"], arguments("--device", "cpu"))
    assert problems == ()
    assert found is not None
    opened, model = found
    assert opened.run.folder == Path("run")
    assert model.plan.fingerprints == opened.run.lock.fingerprints
    assert model.plan.settings.train.updates == 4
    assert model.plan.settings.generate.seed == 9


def test_what_is_no_run_is_refused(place: Path) -> None:
    for path in ("nowhere", "data", "small.toml"):
        found, (problem,) = model_of_run(Path(path), (), arguments())
        assert found is None
        assert problem.rule.code == "GN906"
