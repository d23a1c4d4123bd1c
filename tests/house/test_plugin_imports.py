"""A plugin imports the public API only, and its declarations import nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.test_layers import imports

HOUSE = Path(__file__).parents[2]
PLUGINS = sorted(path.name for path in (HOUSE / "plugins").glob("graphnet-*"))
PUBLIC = {"graphnet.plugin", "graphnet.build.protocols", "graphnet.testing"}
HEAVY = {"torch", "numpy", "soundfile", "matplotlib", "scipy"}


def breaches(plugin: Path) -> list[str]:
    """Imports of a plugin's sources that reach behind the public API."""
    return [
        f"{path.relative_to(plugin)}: {module}"
        for path in sorted((plugin / "src").rglob("*.py"))
        for module in imports(path)
        if module.split(".")[0] == "graphnet" and not is_public(module)
    ]


def is_public(module: str) -> bool:
    return module in PUBLIC or module.startswith("graphnet.testing.")


def plant(root: Path, text: str) -> Path:
    path = root / "src" / "graphnet_x" / "plugin.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugin_imports_the_public_api_only(plugin: str) -> None:
    assert breaches(HOUSE / "plugins" / plugin) == []


@pytest.mark.parametrize("plugin", PLUGINS)
def test_declaring_what_a_plugin_offers_imports_nothing_heavy(plugin: str) -> None:
    module = plugin.replace("-", "_") + ".plugin"
    source = HOUSE / "plugins" / plugin / "src"
    code = f"import sys; sys.path[:0] = {[str(HOUSE), str(source)]}; import {module}; "
    code += f"print(sorted({HEAVY} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_import_behind_the_public_api_is_seen(tmp_path: Path) -> None:
    text = "from graphnet.plugin.types import StageType\ndef f():\n    import graphnet.graph.plan\n"
    assert breaches(plant(tmp_path, text)) == [
        "src/graphnet_x/plugin.py: graphnet.plugin.types",
        "src/graphnet_x/plugin.py: graphnet.graph.plan",
    ]


def test_public_imports_are_fine(tmp_path: Path) -> None:
    text = "from graphnet.plugin import hookimpl\nfrom graphnet.build.protocols import State\n"
    assert breaches(plant(tmp_path, text)) == []


def test_there_are_plugins_to_look_at() -> None:
    assert PLUGINS == ["graphnet-audio", "graphnet-basics", "graphnet-s4"]
    for plugin in PLUGINS:
        declared = HOUSE / "plugins" / plugin / "src" / plugin.replace("-", "_") / "plugin.py"
        assert ast.parse(declared.read_text(encoding="utf-8")).body
