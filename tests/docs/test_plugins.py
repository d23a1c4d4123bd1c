"""The plugin of `docs/plugins.md`, written to files as it stands there, works."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest
import torch
from attrs import evolve

from graphnet.build import build_network
from graphnet.graph import plan_spec
from graphnet.registry import Registry, collect
from tests.toys import BASE, read, toy_registry

GUIDE = Path(__file__).parents[2] / "docs" / "plugins.md"


def blocks(language: str) -> dict[str, str]:
    """Code of the guide by the file name in its first line."""
    found = re.findall(rf"```{language}\n# (\S+)\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    return dict(found)


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    """The toys and the guide's plugin, installed into a folder of its own."""
    for name, code in blocks("python").items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(code)
    (tmp_path / "graphnet_gain" / "__init__.py").touch()
    info = tmp_path / "graphnet_gain-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: graphnet-gain\nVersion: 0.1.0\n")
    entry = re.search(r"\[project.entry-points.graphnet\]\n(.*)", blocks("toml")["pyproject.toml"])
    assert entry is not None
    (info / "entry_points.txt").write_text(f"[graphnet]\n{entry[1].replace(chr(34), '')}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    (distribution,) = distributions(path=[str(tmp_path)])
    gained = collect(distribution.entry_points.select(group="graphnet"))
    assert gained.broken == ()
    toys = toy_registry()
    yield evolve(toys, stages={**toys.stages, **gained.stages})
    for name in [name for name in sys.modules if name.startswith("graphnet_gain")]:
        del sys.modules[name]


def test_the_guides_plugin_plans_builds_and_computes(registry: Registry) -> None:
    spec, _ = read(BASE.replace('use = "net"', 'use = "gain"\noptions = { start = 2.0 }'))
    plan, problems = plan_spec(spec, registry)
    assert plan is not None, problems
    network, problems = build_network(plan)
    assert network is not None, problems
    gain = network.module("net")
    assert torch.equal(gain(main=torch.ones(2, 4)), 2 * torch.ones(2, 4))
    nats = network({"main": torch.zeros(1, 6, 1, dtype=torch.int64)})["objective"]
    assert nats.shape == (1, 6)


def test_the_guides_plugin_refuses_what_its_options_refuse(registry: Registry) -> None:
    spec, _ = read(BASE.replace('use = "net"', 'use = "gain"\noptions = { start = -1.0 }'))
    assert [problem.rule.code for problem in plan_spec(spec, registry)[1]] == ["GN205"]
