"""A checkpoint of another model is one message, with the edit that makes it fit."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from graphnet.build import build_network
from graphnet.cli.main import main
from graphnet.graph import plan_spec
from graphnet.registry import find_plugins
from graphnet.spec.load import spec_from_text
from graphnet.text import SourceText

SPEC = """\
format = 1
name = "imported"

[sizes]
bits = 4
d_model = 8

[source]
use = "audio.files"
contract = "-> int64 (B, L, 1) in [0, 2**bits)"
options = { sample_rate = 8000 }

[stages.encoder]
use = "embedding"
sizes = { H = "d_model" }

[stages.backbone]
use = "USE"
options = { OPTIONS }

[stages.head]
use = "categorical"
sizes = { C = "2**bits" }

[objective]
use = "cross-entropy"
predict = "next"

[train]
length = { L = 64 }
"""
OURS = 'n_layers = 1, pool = [4], d_state = 4, layer = "s4", flavour = "src"'


def text(options: str, use: str = "sashimi") -> str:
    return SPEC.replace("OPTIONS", options).replace("USE", use)


def checkpoint(file: Path, spec: str) -> None:
    """What the reference would have saved of the model of a spec: its names, and l_kernel."""
    found, problems = spec_from_text(SourceText("spec.toml", spec), [])
    assert found is not None, problems
    plan, problems = plan_spec(found, find_plugins({}))
    assert plan is not None, problems
    network, _ = build_network(plan)
    assert network is not None
    state = {theirs(name): tensor for name, tensor in network.state_dict().items()}
    for name in [n for n in state if n.endswith("kernel.P")]:
        state[name.removesuffix("P") + "l_kernel"] = torch.tensor(0)
    torch.save(state, file)


def theirs(name: str) -> str:
    """The reference's name, spelt out part by part."""
    words = {
        "encoder.weight": "encoder.0.weight",
        "head.": "decoder.0.output_transform.",
        "backbone.center.": "model.c_layers.",
        "backbone.layers.": "model.layers.",
        "backbone.down.": "model.d_layers.",
        "backbone.up.0.pool.": "model.u_layers.0.0.",
        "backbone.norm.": "model.norm.",
        ".norm.m": ".norm.norm.m",
        ".norm.s": ".norm.norm.s",
        ".input.": ".layer.ff.0.0.",
        ".kernel.": ".layer.layer.kernel.",
    }
    for j in range(4):  # the blocks of the one rate on the way up
        words[f"backbone.up.0.layers.{j}."] = f"model.u_layers.0.{j + 1}."
    for ours, other in words.items():
        name = name.replace(ours, other)
    is_ssm = any(f".{j}.output." in name for j in SSM_PLACES if "u_layers" not in name)
    is_ssm |= any(f"u_layers.0.{j + 1}.output." in name for j in SSM_PLACES)
    name = name.replace(".output.", ".layer.output_linear.0." if is_ssm else ".layer.ff.2.")
    return f"{name.removesuffix('D')}layer.layer.D" if name.endswith(".D") else name


SSM_PLACES = (0, 2)


def told(tmp_path: Path, capsys: pytest.CaptureFixture[str], then: str, now: str = OURS) -> str:
    """What an import into a spec says of a checkpoint that was trained with other options."""
    checkpoint(tmp_path / "weights.pt", text(then))
    (tmp_path / "spec.toml").write_text(text(now), encoding="utf-8")
    words = ["import", str(tmp_path / "weights.pt"), "--spec", str(tmp_path / "spec.toml")]
    status = main([*words, "--run", str(tmp_path / "run")])
    found = capsys.readouterr().err
    assert status == (1 if found else 0)
    return found.replace(f"{tmp_path}/", "")


def test_the_names_of_this_test_are_the_importer_s(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for options in (OURS, OURS.replace("src", "standalone")):
        assert told(tmp_path, capsys, options, options) == ""
        (tmp_path / "run").rename(tmp_path / f"run-{len(options)}")
    isotropic = text('n_layers = 2, ff = 2, d_state = 4, layer = "s4"', "isotropic")
    checkpoint(tmp_path / "flat.pt", isotropic)
    (tmp_path / "flat.toml").write_text(isotropic, encoding="utf-8")
    words = ["import", str(tmp_path / "flat.pt"), "--spec", str(tmp_path / "flat.toml")]
    assert main([*words, "--run", str(tmp_path / "flat")]) == 0


def test_a_layer_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    then = OURS.replace("n_layers = 1", "n_layers = 2")
    assert told(tmp_path, capsys, then) == MORE_LAYERS


MORE_LAYERS = """\
error[GN925]: `weights.pt` is of another model: `stages.backbone.options.n_layers` is 1 in the \
spec, 2 in the checkpoint
  --> spec.toml:19:24
   |
19 | options = { n_layers = 1, pool = [4], d_state = 4, layer = "s4", flavour = "src" }
   |                        ^ 1 here
  ::: weights.pt
note: only in the checkpoint: 34 tensors, such as `model.c_layers.2.layer.layer.D`
help: write `n_layers = 2`, and every tensor has its place   (can be applied)
graphnet explain GN925
"""


def test_another_flavour(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(tmp_path, capsys, OURS.replace("src", "standalone"))
    assert found.startswith(
        'error[GN925]: `weights.pt` is of another model: `stages.backbone.options.flavour` is "src"'
        ' in the spec, "standalone" in the checkpoint\n'
    )
    assert 'help: write `flavour = "standalone"`, and every tensor has its place' in found
    back = told(tmp_path, capsys, OURS, OURS.replace("src", "standalone"))
    assert 'help: write `flavour = "src"`, and every tensor has its place' in back


@pytest.mark.parametrize(
    ("ours", "other"),
    [
        ('layer = "s4"', 'layer = "s4d"'),
        ("d_state = 4", "d_state = 6"),
        ("pool = [4]", "pool = [2]"),
        ("pool = [4]", "pool = [4], ff = 3"),
        ("pool = [4]", "pool = [4], expand = 1"),
        ('layer = "s4"', 'layer = "s4", rank = 2'),
    ],
)
def test_every_other_option_that_tensors_show(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ours: str, other: str
) -> None:
    found = told(tmp_path, capsys, OURS.replace(ours, other))
    assert found.startswith("error[GN925]")
    assert f"write `{other.removeprefix(ours + ', ')}`, and every" in found


def test_several_at_once_and_a_size_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    then = OURS.replace("src", "standalone").replace("n_layers = 1", "n_layers = 2")
    found = told(tmp_path, capsys, then)
    assert ", and 1 more key differs" in found
    assert 'write `flavour = "standalone"`, `n_layers = 2`, and every' in found


def test_without_l_kernel_nobody_can_tell_what_c_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for change, word in ((None, "is missing"), (torch.tensor(-5), "is -5, which is no length")):
        checkpoint(tmp_path / "weights.pt", text(OURS))
        state = torch.load(tmp_path / "weights.pt")
        name = "model.c_layers.0.layer.layer.kernel.l_kernel"
        state.pop(name)
        torch.save(state if change is None else {**state, name: change}, tmp_path / "weights.pt")
        (tmp_path / "spec.toml").write_text(text(OURS), encoding="utf-8")
        words = ["import", str(tmp_path / "weights.pt"), "--spec", str(tmp_path / "spec.toml")]
        assert main([*words, "--run", str(tmp_path / "run")]) == 1
        err = capsys.readouterr().err
        assert "error[GN929]" in err
        assert f"`{name}` {word}" in err
