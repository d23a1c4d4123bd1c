"""The specs that come with the repository say what their first lines promise."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from graphnet.build import build_network
from graphnet.graph import Plan, plan_spec
from graphnet.graph.draw import table
from graphnet.registry import find_plugins
from graphnet.spec.load import load_spec
from graphnet.testing import future_gap, step_gap
from tests.specs.generating import generating

SPECS = Path(__file__).parents[2] / "specs"

# Parameters as the two reference implementations build them with S4D (8 layers, d_model 64,
# pools of 4 and 4, expand 2, ff 2), embedding and head included.
COUNTS = {
    ("sashimi16", "src"): 13_170_656,
    ("sashimi8", "src"): 4_749_536,
    ("sashimi16", "standalone"): 13_639_424,
    ("sashimi8", "standalone"): 5_218_304,
}

# The same with S4, as the papers' experiments build them: shared state matrices, a matrix for each
# feature in the U-Net, the single-file model.
PAPERS = {
    "sashimi-sc09": 4_751_072,
    "sashimi-youtubemix": 4_751_072,
    "sashimi-beethoven": 4_751_072,
    "sashimi-sc09-unet": 6_820_512,
    "sashimi-standalone": 5_447_680,
    "sashimi-musdb18mono": 13_172_192,
    "sashimi-musdb18stereo": 13_172_192,
}


def planned(name: str, *overrides: str) -> Plan:
    spec, problems = load_spec(str(SPECS / f"{name}.toml"), overrides)
    assert spec is not None, problems
    plan, found = plan_spec(spec, find_plugins({}))
    assert plan is not None, found
    assert problems + found == ()
    return plan


def parameters(plan: Plan) -> int:
    return sum(parameter.count for stage in plan.stages for parameter in stage.parameters)


@pytest.mark.parametrize(("name", "flavour"), COUNTS)
def test_parameters_are_those_of_the_references(name: str, flavour: str) -> None:
    plan = planned(name, f'stages.backbone.options.flavour="{flavour}"')
    assert parameters(plan) == COUNTS[name, flavour]


@pytest.mark.parametrize("name", PAPERS)
def test_the_models_of_the_papers_have_the_parameters_of_the_references(name: str) -> None:
    assert parameters(planned(name)) == PAPERS[name]


@pytest.mark.parametrize("path", sorted(SPECS.glob("*.toml")), ids=lambda path: path.stem)
def test_a_shipped_spec_opens_with_what_it_is_and_states_its_parameters(path: Path) -> None:
    comment = [line for line in path.read_text().splitlines() if line.startswith("#")]
    assert len(comment) >= 4
    assert f"{parameters(planned(path.stem)):,}" in " ".join(comment)


@pytest.mark.parametrize("path", generating(), ids=lambda path: path.stem)
def test_a_shipped_spec_of_the_next_item_can_generate(path: Path) -> None:
    plan = planned(path.stem)
    assert plan.schedule is not None
    assert len(plan.schedule.ticks) == 16


def test_the_table_of_sashimi16_is_the_pipelines_row_for_row() -> None:
    rows = {row.stage: row for row in table(planned("sashimi16"), (), {"B": 1, "L": 8192})}
    assert {stage: row.gives for stage, row in rows.items() if stage != "delay"} == {
        "source": "(B, L, 1)",
        "encoder": "(B, L, d_model)",
        "backbone": "(B, L, d_model)",
        "head": "(B, L, 65536)",
        "decoder": "(B, L, 65536)",
        "objective": "(B, L)",
    }


def test_unfolding_the_backbone_shows_the_widths_of_the_u_net() -> None:
    rows = {row.stage: row for row in table(planned("sashimi16"), ("backbone",), {})}
    assert rows["backbone.down.0"].gives == "(B, L//4, 2*d_model)"
    assert rows["backbone.down.1"].gives == "(B, L//16, 4*d_model)"
    assert rows["backbone.up.0.delay"].gives == "(B, L//4, 2*d_model)"
    assert rows["backbone.up.1.delay"].gives == "(B, L, d_model)"


SMALLER = ("stages.backbone.options.n_layers=1", "sizes.d_model=8")


@pytest.mark.parametrize("path", generating(), ids=lambda path: path.stem)
def test_a_shipped_spec_steps_as_it_sees_and_never_ahead(path: Path) -> None:
    network, problems = build_network(planned(path.stem, *SMALLER))
    assert network is not None, problems
    network = network.double().eval()
    codes, channels = 2 ** network.plan.sizes["bits"], network.plan.sizes.get("channels", 1)
    shape = (2, 1, 48, channels)
    one, other = torch.randint(0, codes, shape, generator=torch.Generator().manual_seed(0))
    assert step_gap(network, one) < 1e-10
    assert max(future_gap(network, one, other, at) for at in (1, 7, 16, 33)) < 1e-10
