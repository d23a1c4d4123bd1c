"""Checkpoints with the references' names become runs that give the references' outputs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from graphnet.build import Network, build_network
from graphnet.cli.main import main
from graphnet.graph import plan_spec
from graphnet.registry import find_plugins
from graphnet.spec.load import load_spec
from graphnet_s4.modules.low_rank import LowRankKernel

GOLDEN = Path(__file__).parents[1] / "golden"
SPEC = """\
format = 1
name = "imported"

[sizes]
bits = 8
d_model = 8

[source]
use = "audio.files"
contract = "-> int64 (B, L, 1) in [0, 2**bits)"
options = { sample_rate = 8000, quantization = "mu-law" }

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
precision = "float64"
"""

SRC = 'n_layers = 1, d_state = 16, layer = "s4"'
ALONE = 'flavour = "standalone", n_layers = 1, layer = "s4"'
CASES = [
    ("sashimi_src", "n1_p44", "sashimi", SRC),
    ("sashimi_src", "n1_p44_s4d", "sashimi", SRC.replace('"s4"', '"s4d"')),
    ("sashimi_src", "n1_p44_nssmH", "sashimi", f'{SRC}, n_ssm = "H"'),
    ("sashimi_src", "srcunet_n1_p44", "unet", SRC),
    ("sashimi_standalone", "n1_p44_unet0", "sashimi", ALONE),
    ("sashimi_standalone", "n1_p4", "sashimi", f"{ALONE}, pool = [4]"),
    ("sashimi_standalone", "n1_p44_s4d", "sashimi", ALONE.replace('"s4"', '"s4d"')),
    ("sashimi_standalone", "n1_p44_expand1_ff0", "sashimi", f"{ALONE}, expand = 1, ff = 0"),
    ("sashimi_standalone", "n1_p44_bidir", "sashimi", f"{ALONE}, bidirectional = true"),
    ("sashimi_standalone", "n2_p44_unet1", "unet", ALONE.replace("n_layers = 1", "n_layers = 2")),
]

Tensors = dict[str, Tensor]
Layout = Callable[[Tensors], object]


def golden(file: str, case: str) -> tuple[Tensors, Tensor, Tensor]:
    """The state dict of a case, what goes in and what comes out."""
    tensors = load_file(GOLDEN / f"{file}.safetensors")
    before = f"{case}/sd/"
    state = {n.removeprefix(before): t for n, t in tensors.items() if n.startswith(before)}
    return state, tensors["x"], tensors[f"{case}/y"]


def written(folder: Path, use: str, options: str) -> Path:
    spec = folder / "spec.toml"
    text = SPEC.replace("USE", use).replace("OPTIONS", options)
    text = text.replace('"next"', '"same"') if "bidirectional" in options else text
    spec.write_text(text, encoding="utf-8")
    return spec


def imported(folder: Path, spec: Path, content: object, *more: str) -> Network:
    """The network of the run that an import makes of what `torch.save` wrote."""
    file = folder / "weights.pt"
    torch.save(content, file)
    words = ["import", str(file), "--spec", str(spec), "--run", str(folder / "run"), *more]
    assert main([*words, "--allow-missing", "encoder,head"]) == 0
    return network_of(folder / "run")


def network_of(run: Path) -> Network:
    spec, problems = load_spec(str(run / "resolved.toml"), [])
    assert spec is not None, problems
    plan, problems = plan_spec(spec, find_plugins({}))
    assert plan is not None, problems
    network, problems = build_network(plan)
    assert network is not None, problems
    state = load_file(run / "checkpoints" / "00000000" / "weights.safetensors")
    network.load_state_dict(state)
    return network.eval()


def through_backbone(network: Network, x: Tensor) -> Tensor:
    """The backbone's stages, fed with features."""
    values = {"encoder": x.double()}
    with torch.no_grad():
        for stage in network.plan.stages:
            if stage.path.startswith("backbone."):
                given = {port: values[wire.stage] for port, wire in stage.inputs.items()}
                values[stage.path] = network.module(stage.path)(**given)
    return values["backbone.norm"]


def assert_gives(network: Network, x: Tensor, y: Tensor) -> None:
    torch.testing.assert_close(through_backbone(network, x), y, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize(("file", "case", "use", "options"), CASES)
def test_every_backbone_gives_the_golden_output(
    tmp_path: Path, file: str, case: str, use: str, options: str
) -> None:
    state, x, y = golden(file, case)
    assert_gives(imported(tmp_path, written(tmp_path, use, options), state), x, y)


def lightning(state: Tensors) -> object:
    return {
        "epoch": 3,
        "state_dict": {f"model.{name}": tensor for name, tensor in state.items()},
        "hyper_parameters": {"model": {"_name_": "sashimi"}},
        "optimizer_states": [{"state": {0: {"exp_avg": torch.zeros(3)}}}],
    }


def version_3(state: Tensors) -> object:
    """The names, shapes and signs that the references had before version 4."""
    found = {}
    for name, tensor in state.items():
        old = name.replace("layer.layer.D", "layer.D")
        old = old.replace("layer.layer.kernel.", "layer.kernel.kernel.")
        old = old.replace("inv_dt", "log_dt").replace("l_kernel", "L")
        old = old.replace("A_real", "inv_w_real").replace("A_imag", "w_imag")
        turned = -tensor if name.endswith("A_imag") else tensor
        found[old] = turned.squeeze(-1) if name.endswith("inv_dt") else turned
    return found


@pytest.mark.parametrize("layout", [lightning, version_3], ids=["lightning", "version 3"])
@pytest.mark.parametrize("layer", ["s4", "s4d"])
def test_every_layout_gives_the_golden_output(tmp_path: Path, layout: Layout, layer: str) -> None:
    case = "n1_p44_unet0" if layer == "s4" else "n1_p44_s4d"  # standalone: dt = exp(log_dt)
    state, x, y = golden("sashimi_standalone", case)
    spec = written(tmp_path, "sashimi", ALONE.replace('"s4"', f'"{layer}"'))
    assert_gives(imported(tmp_path, spec, layout(state)), x, y)


def test_step_sizes_of_version_3_are_rewritten_for_softplus_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state, x, y = golden("sashimi_standalone", "n1_p44_unet0")
    spec = written(tmp_path, "sashimi", f'{ALONE}, dt_transform = "softplus"')
    network = imported(tmp_path, spec, version_3(state))
    assert_gives(network, x, y)
    said = 'log dt of version 3, made what `dt_transform = "softplus"` keeps'
    assert capsys.readouterr().out.count(said) == 3


@pytest.mark.parametrize(("now", "kept"), [(None, True), (64, False), (32, False)])
def test_c_is_kept_or_converted_for_the_length_the_spec_says(
    tmp_path: Path, now: int | None, kept: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    state, x, y = golden("sashimi_src", "n1_p44")  # not used yet: l_kernel = 0
    options = SRC if now is None else f"{SRC}, l_kernel = {now}"
    network = imported(tmp_path, written(tmp_path, "sashimi", options), state)
    assert (" made C" in capsys.readouterr().out) is not kept
    assert_gives(network, x, y)


def test_c_of_other_lengths_becomes_the_same_system(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fork keeps the full length at every rate; the reference keeps each rate's own."""
    state, x, y = golden("sashimi_src", "n1_p44")
    names = [name for name in state if name.endswith("kernel.C")]
    for lengths in ([64, 64, 64], [4, 16, 64]):  # center, up.0, up.1
        other = dict(state)
        spec = written(tmp_path, "sashimi", f"{SRC}, l_kernel = 64")
        at_its_own = imported(tmp_path, spec, state)
        for name, length in zip(sorted(names), lengths, strict=True):
            place = name.removesuffix(".C")
            other[f"{place}.l_kernel"] = torch.tensor(length)
            other[name] = as_of(at_its_own, spec, place, length)
        (tmp_path / "run").rename(tmp_path / f"before-{lengths[0]}")
        capsys.readouterr()
        again = imported(tmp_path, written(tmp_path, "sashimi", SRC), other)
        assert f"C (1 - dA^{lengths[0]}) made C" in capsys.readouterr().out
        assert_gives(again, x, y)
        (tmp_path / "run").rename(tmp_path / f"after-{lengths[0]}")


def as_of(network: Network, spec: Path, place: str, length: int) -> Tensor:
    """C (1 - dA^length) by the formula, in complex numbers and with conjugates written out."""
    ours = {
        "c_layers.0": "center.0",
        "u_layers.0.1": "up.0.layers.0",
        "u_layers.1.1": "up.1.layers.0",
    }
    kernel = network.module(
        f"backbone.{ours[place.removesuffix('.layer.layer.kernel')]}"
    ).get_submodule("kernel")
    assert isinstance(kernel, LowRankKernel)
    length_now = kernel.options.l_kernel
    assert length_now is not None
    with torch.no_grad():
        A = -torch.exp(kernel.A_real) - 1j * kernel.A_imag  # (1, M)
        P, C = torch.view_as_complex(kernel.P)[0], torch.view_as_complex(kernel.C)[0]
        A, P = torch.cat((A, A.conj()), -1), torch.cat((P, P.conj()), -1)
        full = torch.diag_embed(A) - P.unsqueeze(-1) * P.conj().unsqueeze(-2)
        half = torch.nn.functional.softplus(kernel.inv_dt).unsqueeze(-1) / 2 * full
        one = torch.eye(full.shape[-1], dtype=full.dtype)
        dA = torch.linalg.solve(one - half, one + half)  # (H, 2 M, 2 M)
        C = torch.cat((C, C.conj()), -1)  # as of kernel.options.l_kernel
        now = one - torch.linalg.matrix_power(dA, length_now)
        then = one - torch.linalg.matrix_power(dA, length)
        row = torch.linalg.solve(now.mT, C.unsqueeze(-1)).mT @ then
    return torch.view_as_real(row[:, 0, : C.shape[-1] // 2]).unsqueeze(0)


def test_names_of_the_fork_and_a_whole_pipeline_fill_everything(tmp_path: Path) -> None:
    tensors = load_file(GOLDEN / "train_step.safetensors")
    before = "src/sd0/"
    state = {n.removeprefix(before): t for n, t in tensors.items() if n.startswith(before)}
    d_state = 2 * state["model.c_layers.0.layer.layer.kernel.C"].shape[2]
    spec = written(tmp_path, "sashimi", f'n_layers = 1, d_state = {d_state}, layer = "s4"')
    for fork in (False, True):
        if fork:
            state["encoder.0.embedding.weight"] = state.pop("encoder.0.weight")
        file = tmp_path / f"{fork}.ckpt"
        torch.save({"state_dict": state}, file)
        run = tmp_path / f"run-{fork}"
        assert main(["import", str(file), "--spec", str(spec), "--run", str(run)]) == 0
        found = dict(network_of(run).named_parameters())
        encoder = state["encoder.0.embedding.weight" if fork else "encoder.0.weight"]
        assert torch.equal(found["encoder.weight"].float(), encoder)
        assert torch.equal(found["head.weight"].float(), state["decoder.0.output_transform.weight"])
