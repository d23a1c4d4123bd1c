"""What the plugin declares: it can be loaded without torch, and what it names exists."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest
from attrs import evolve

from graphnet.graph.declare import declare
from graphnet.plugin import BaselineType, SinkType
from graphnet_audio import plugin
from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.declaration import declare as declaration
from graphnet_audio.depth import Depth, Quantization

AUDIO_FILES = next(s for s in plugin.graphnet_sources() if s.name == "audio.files")

SINKS = plugin.graphnet_sinks()
BASELINES = plugin.graphnet_baselines()


def test_loading_the_plugin_imports_neither_torch_nor_numpy() -> None:
    heavy = "{'torch', 'numpy', 'soundfile', 'matplotlib'} & set(sys.modules)"
    code = f"import sys, graphnet_audio.plugin; sys.exit(str({heavy}) if {heavy} else 0)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("labels", ["none", "folder"])
@pytest.mark.parametrize("quantization", ["linear", "mu-law", "a-law", "none"])
def test_the_declaration_parses(quantization: str, labels: str) -> None:
    options = AudioFilesOptions(quantization=quantization, labels=labels)  # type: ignore[arg-type]
    declared, problems = declare(AUDIO_FILES, options)
    assert problems == ()
    assert declared is not None
    assert declared.sink == SINKS[0].name
    ports = {"main", "label", "lengths"} if labels == "folder" else {"main"}
    assert {name for name, _ in declared.contract.outputs} == ports


def test_samples_are_numbers_and_codes_are_codes() -> None:
    codes, pcm = (
        str(AUDIO_FILES.declare(AudioFilesOptions(quantization=q)).contract)  # type: ignore[arg-type]
        for q in ("mu-law", "none")
    )
    assert codes == "-> codes int64 (batch:B, time:L, channel:C) in [0, 2**bits)"
    assert pcm == "-> pcm float (batch:B, time:L, channel:C) in [-1, 1]"


@pytest.mark.parametrize(
    ("quantization", "depth", "promise"),
    [
        ("linear", "16-bit", "bits == 16"),
        ("linear", "8-bit", "bits == 8"),
        ("linear", "24-bit", "bits == 24"),
        ("linear", "float", False),
        ("mu-law", "16-bit", False),
        ("a-law", "8-bit", False),
        ("none", "16-bit", True),
        ("none", "24-bit", True),
        ("none", "float", True),
        ("none", "32-bit", False),
    ],
)
def test_samples_are_kept_as_numbers_or_as_codes_of_all_their_bits(
    quantization: Quantization, depth: Depth, promise: bool | str
) -> None:
    options = AudioFilesOptions(quantization=quantization, depth=depth)
    assert declaration(options).lossless == promise
    for other in (evolve(options, peak="scale"), evolve(options, resample="soxr-vhq")):
        assert declaration(other).lossless is False


@pytest.mark.parametrize("depth", ["8-bit", "24-bit", "float"])
def test_scaled_files_bring_their_peak_and_as_many_bits_as_they_hold(depth: Depth) -> None:
    declared, problems = declare(AUDIO_FILES, AudioFilesOptions(depth=depth, peak="scale"))
    assert problems == ()
    assert declared is not None
    assert {name for name, _ in declared.contract.outputs} == {"main", "peak"}
    most = {"8-bit": 8, "24-bit": 24, "float": 16}[depth]
    assert declaration(AudioFilesOptions(depth=depth)).where == (f"1 <= bits <= {most}",)


def test_every_stage_names_modules_that_exist() -> None:
    for stage in plugin.graphnet_stages():
        declaration = stage.declare(stage.options())
        for place in filter(None, (declaration.implementation, declaration.inverse)):
            module, attribute = place.split(":")
            assert callable(getattr(importlib.import_module(module), attribute))


@pytest.mark.parametrize("offer", [*SINKS, *BASELINES], ids=str)
def test_every_offer_names_something_that_exists(offer: SinkType | BaselineType) -> None:
    module, attribute = offer.implementation.split(":")
    assert callable(getattr(importlib.import_module(module), attribute))


@pytest.mark.parametrize("rate", [0, -16_000])
def test_a_sample_rate_that_is_not_positive_is_refused(rate: int) -> None:
    with pytest.raises(ValueError, match="sample_rate"):
        AudioFilesOptions(sample_rate=rate)
