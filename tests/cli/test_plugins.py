"""`graphnet plugins` lists what works and what is broken, and shows what one plugin offers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest

from graphnet import registry as registry_module
from graphnet.cli import plugins
from graphnet.cli.main import main
from graphnet.plugin.types import Declaration, NoOptions, PluginInfo, SinkType, StageType
from graphnet.registry import BrokenPlugin, Registry


def declare(options: NoOptions) -> Declaration:
    return Declaration(contract="(B) -> (B)", implementation="x:y")


REGISTRY = Registry(
    plugins=(PluginInfo("tone", "graphnet-tone", "0.2.0", "Tones.", ("tone.bend",)),),
    broken=(
        BrokenPlugin("bad", "graphnet-bad", "1.0", "ImportError: no", "pip install graphnet-bad"),
    ),
    stages={
        "tone.bend": StageType(name="tone.bend", summary="Bends.", declare=declare),
        "other.bend": StageType(name="other.bend", summary="No.", declare=declare),
    },
    sinks={"tone.file": SinkType(name="tone.file", summary="Writes.", implementation="x:y")},
)


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(environ: Mapping[str, str], disable: Sequence[str] = ()) -> Registry:
        return REGISTRY

    monkeypatch.setattr(plugins, "find_plugins", find)


def test_the_list_shows_plugins_and_broken_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugins", "list"]) == 0
    out = capsys.readouterr().out
    assert "tone    graphnet-tone  0.2.0         1  Tones." in out
    assert "broken: bad (graphnet-bad 1.0): ImportError: no\n" in out
    assert "next: pip install graphnet-bad" in out


def test_the_list_of_broken_ones_leaves_the_others_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugins", "list", "--broken"]) == 0
    out = capsys.readouterr().out
    assert "bad" in out
    assert "tone" not in out


def test_the_list_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugins", "list", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schema_version"] == 1
    assert found["plugins"][0]["stages"] == ["tone.bend"]
    assert found["broken"][0]["next"] == "pip install graphnet-bad"


def test_one_plugin_shows_what_it_offers_and_nothing_of_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["plugins", "show", "graphnet-tone"]) == 0
    out = capsys.readouterr().out
    assert "stage  tone.bend  Bends." in out
    assert "sink   tone.file  Writes." in out
    assert "other.bend" not in out


def test_one_plugin_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugins", "show", "tone", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["offers"] == [["stage", "tone.bend", "Bends."], ["sink", "tone.file", "Writes."]]


def test_a_broken_plugin_says_what_to_do_and_ends_with_3(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["plugins", "show", "bad"]) == 3
    assert "next: pip install graphnet-bad" in capsys.readouterr().out


def test_a_plugin_that_is_not_there_gets_a_guess(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugins", "show", "tome"]) == 3
    said = capsys.readouterr().err
    assert said.startswith("error[GN207]: no plugin `tome` is installed\n")
    assert "did you mean `tone`?" in said


def test_what_the_environment_switches_off_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugins, "find_plugins", registry_module.find_plugins)
    monkeypatch.setenv("GRAPHNET_PLUGINS", "basics")
    assert main(["plugins", "list"]) == 0
    out = capsys.readouterr().out
    assert "switched off by GRAPHNET_PLUGINS: audio, s4" in out
    monkeypatch.setenv("GRAPHNET_PLUGINS", "")
    assert main(["plugins", "list"]) == 0
    assert "no plugin is installed" not in capsys.readouterr().out
    assert main(["plugins", "list", "--json"]) == 0
    assert {"audio", "basics", "s4"} <= set(json.loads(capsys.readouterr().out)["switched_off"])
