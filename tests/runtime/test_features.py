"""Features are what the stage gives over a whole file, with nothing of the padding."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from attrs import evolve
from safetensors import safe_open

from graphnet.build import build_network
from graphnet.build.protocols import Example
from graphnet.graph import cut
from graphnet.graph.plan import Plan, Timing, Wire
from graphnet.runtime import chunk_size
from graphnet.runtime.device import find_device
from graphnet.runtime.features import (
    Extraction,
    extract,
    names_of,
    output_name,
    save_features,
    whole_window,
)
from graphnet.runtime.ports import ports_of
from tests.build.test_stepping import stages
from tests.runtime.launching import Silent
from tests.runtime.tiny import Bytes, tiny_network, tiny_plan, tiny_scanner, write_data
from tests.toys import toy_plan


def part(at: str) -> Plan:
    found, problems = cut(tiny_plan(), at)
    assert found is not None, problems
    return found


def extraction(folder: Path, at: str) -> Extraction:
    device, _ = find_device("cpu")
    assert device is not None
    source = Bytes(None, {})
    write_data(folder, {"a": 1, "b": 2}, length=9)
    return Extraction(
        network=tiny_network(part(at)), device=device, source=source,
        examples=tiny_scanner().scan(folder).examples,
    )  # fmt: skip


def test_a_stage_gives_one_tensor_for_each_whole_file(tmp_path: Path) -> None:
    made = extraction(tmp_path, "decay")
    features = extract(made, Silent())
    assert {name: tuple(t.shape) for name, t in features.items()} == {
        "a/0.bin": (9, 6), "b/0.bin": (9, 6), "b/1.bin": (10, 6),
    }  # fmt: skip
    whole = tiny_network().eval()
    main = ports_of(made.source.read(made.examples[2], 0, 10))["main"].unsqueeze(0)
    stages = [whole.module(path) for path in ("delay", "encoder", "decay")]
    for stage in stages:
        main = stage(main)
    torch.testing.assert_close(features["b/1.bin"], main[0])


def test_stages_behind_the_cut_are_not_built(tmp_path: Path) -> None:
    assert list(extraction(tmp_path, "encoder").network.state_dict()) == ["encoder.weight"]


def test_a_model_that_looks_ahead_gets_no_padding() -> None:
    plan = part("decay")
    example = Example(Path("x"), 10)
    assert whole_window(plan, example).padded == 12
    ahead = tuple(
        evolve(s, timing=Timing(causal=False)) if s.path == "decay" else s for s in plan.stages
    )
    window = whole_window(evolve(plan, stages=ahead), example)
    assert (window.length, window.padded) == (8, 8)


def test_files_are_named_from_the_folder_they_share() -> None:
    assert names_of([Example(Path("a/b/x.bin"), 1)]) == ("x.bin",)
    two = [Example(Path("a/b/x.bin"), 1), Example(Path("a/c/x.bin"), 1)]
    assert names_of(two) == ("b/x.bin", "c/x.bin")


def test_the_file_says_where_its_tensors_come_from(tmp_path: Path) -> None:
    path = tmp_path / "out.safetensors"
    save_features({"x": torch.ones(2)}, path, part("head"))
    with safe_open(path, "pt") as file:
        assert file.metadata() == {"spec": "tiny", "stage": "head", "port": "main"}
        assert torch.equal(file.get_tensor("x"), torch.ones(2))
    assert [p.name for p in tmp_path.iterdir()] == ["out.safetensors"]


def several(*ports: str) -> Plan:
    """The first stages of the model, whose only output is put out under several names."""
    plan = part("head")
    stage = plan.by_path["head"]
    outputs = tuple(Wire("head", port) for port in ports)
    gives = dict.fromkeys(ports, stage.gives["main"])
    stages = tuple(evolve(s, gives=gives) if s is stage else s for s in plan.stages)
    return evolve(plan, stages=stages, outputs=outputs)


def test_fields_of_a_record_and_several_ports_keep_their_names(tmp_path: Path) -> None:
    path = tmp_path / "out.safetensors"
    for ports, names, said in (
        (("main.a", "main.b"), ["a", "b"], "main"),
        (("main", "label"), ["main", "label"], "main, label"),
        (("main.a",), [""], "main.a"),
    ):
        plan = several(*ports)
        assert [output_name(plan, wire) for wire in plan.outputs] == names
        save_features({"x": torch.ones(2)}, path, plan)
        with safe_open(path, "pt") as file:
            assert file.metadata()["port"] == said


CHUNKING = stages('use = "fast-net"', 'use = "fast-sum"').replace("n = 8", "n = 16")


def long(folder: Path, text: str, at: str) -> Extraction:
    """A model of the toys over one file of 37 values."""
    folder.mkdir()
    (folder / "x.bin").write_bytes(bytes(i * 7 % 16 for i in range(37)))
    device, _ = find_device("cpu")
    plan, problems = cut(toy_plan(text), at)
    assert plan is not None, problems
    network, problems = build_network(plan)
    assert network is not None, problems
    assert device is not None
    return Extraction(
        network=network.double(), device=device, source=Bytes(None, {}),
        examples=(Example(folder / "x.bin", 37),),
    )  # fmt: skip


@pytest.mark.parametrize("at", ["s0", "s0.down", "s0.late", "s1", "head", "delay"])
def test_a_long_file_in_chunks_gives_what_the_whole_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    made = long(tmp_path / "a", CHUNKING, at)
    whole = extract(made, Silent())["x.bin"]
    assert isinstance(made.source, Bytes)
    assert made.source.reads == 1
    monkeypatch.setattr(chunk_size, "MOST_ITEMS", 8)
    found = extract(made, Silent())["x.bin"]
    assert made.source.reads == 1 + 5
    assert found.dtype == whole.dtype
    assert torch.allclose(found, whole, rtol=0, atol=1e-10)


@pytest.mark.parametrize(
    "stage",
    [pytest.param("running-sum", id="steps item by item"), pytest.param("whole", id="sees all")],
)
def test_what_has_no_way_in_chunks_goes_through_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    text = stages(f'use = "{stage}"').replace("n = 8", "n = 16").replace('"next"', '"same"')
    made = long(tmp_path / "a", text, "s0")
    monkeypatch.setattr(chunk_size, "MOST_ITEMS", 8)
    assert extract(made, Silent())["x.bin"].shape == (37, 12)
    assert isinstance(made.source, Bytes)
    assert made.source.reads == 1
