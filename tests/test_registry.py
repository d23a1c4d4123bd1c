"""Plugins are found through entry points; whatever one of them does, the rest load."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint, distributions
from pathlib import Path

import pytest

from graphnet.registry import Registry, collect, find_plugins, read_types

GOOD = '''
"""Offers one stage."""
from graphnet.plugin import Declaration, StageType, hookimpl
GRAPHNET_API = ">=0.1,<0.2"
@hookimpl
def graphnet_stages():
    declare = lambda options: Declaration(contract="float (*S) -> float (*S)")
    return [StageType(name="{name}.one", summary="one", declare=declare)]
'''


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that installed distributions lie in."""
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def install(site: Path, name: str, source: str, *, needs: Sequence[str] = ()) -> None:
    """Put a distribution `graphnet-<name>` with a plugin of that name into a folder."""
    install_as(site, f"graphnet-{name}", name, source, needs=needs)


def install_as(
    site: Path, distribution: str, name: str, source: str, *, needs: Sequence[str] = ()
) -> None:
    module = distribution.replace("-", "_")
    (site / f"{module}.py").write_text(source.replace("{name}", name))
    info = site / f"{module}-1.0.dist-info"
    info.mkdir()
    requires = "".join(f"Requires-Dist: {need}\n" for need in needs)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n{requires}"
    )
    (info / "entry_points.txt").write_text(f"[graphnet]\n{name} = {module}\n")


def found(site: Path) -> Registry:
    """The registry of what lies in a folder."""
    points: list[EntryPoint] = []
    for distribution in sorted(distributions(path=[str(site)]), key=lambda d: d.name):
        points += distribution.entry_points.select(group="graphnet")
    return collect(points)


def test_a_plugin_is_found_with_its_distribution_and_version(site: Path) -> None:
    install(site, "red", GOOD)
    registry = found(site)
    assert [(p.name, p.distribution, p.version) for p in registry.plugins] == [
        ("red", "graphnet-red", "1.0")
    ]
    assert set(registry.stages) == {"red.one"}
    assert registry.broken == ()


BROKEN = {
    "raises": ("raise RuntimeError('no luck')", "RuntimeError: no luck"),
    "states_no_api": (GOOD.replace("GRAPHNET_API", "OTHER"), "states none"),
    "wants_another_api": (GOOD.replace(">=0.1,<0.2", ">=9"), ">=9"),
    "misspells_a_hook": (GOOD.replace("graphnet_stages", "graphnet_stage"), "graphnet_stage"),
    "leaves": ("raise SystemExit('bye')", "SystemExit: bye"),
    "offers_twice": (GOOD.replace("declare)]", "declare)] * 2"), "`offers_twice.one` twice"),
    "names_anothers_stage": (GOOD.replace("{name}.one", "blue.one"), "must begin with"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plugin_is_recorded_and_the_rest_load(site: Path, name: str) -> None:
    source, reason = BROKEN[name]
    install(site, name, source)
    install(site, "zz", GOOD)
    registry = found(site)
    assert [broken.name for broken in registry.broken] == [name]
    assert reason in registry.broken[0].reason
    assert registry.broken[0].next
    assert set(registry.stages) == {"zz.one"}


def test_a_missing_requirement_is_seen_before_the_module_is_imported(site: Path) -> None:
    install(site, "hungry", "raise AssertionError('imported')", needs=["graphnet-nowhere>=3"])
    (broken,) = found(site).broken
    assert broken.reason == "needs `graphnet-nowhere>=3`"
    assert broken.next == 'pip install "graphnet-nowhere>=3"'


def test_a_requirement_that_cannot_be_read_breaks_its_own_plugin_only(site: Path) -> None:
    install(site, "odd", GOOD, needs=["graphnet nowhere >>"])
    install(site, "zz", GOOD)
    assert [broken.name for broken in found(site).broken] == ["odd"]
    assert set(found(site).stages) == {"zz.one"}


def test_requirements_of_extras_are_not_asked_for(site: Path) -> None:
    install(site, "red", GOOD, needs=['graphnet-nowhere; extra == "more"'])
    assert found(site).broken == ()


def test_two_distributions_of_one_plugin_name_are_both_named(site: Path) -> None:
    install_as(site, "graphnet-red", "red", GOOD)
    install_as(site, "other-red", "red", GOOD)
    (broken,) = found(site).broken
    assert "`graphnet-red`" in broken.reason
    assert "`other-red`" in broken.reason


def test_plugins_can_be_chosen_and_left_out() -> None:
    assert {p.name for p in find_plugins({}).plugins} >= {"audio", "basics", "s4"}
    assert [p.name for p in find_plugins({"GRAPHNET_PLUGINS": "basics"}).plugins] == ["basics"]
    assert find_plugins({"GRAPHNET_PLUGINS": ""}).plugins == ()
    without = find_plugins({}, disable=("s4",))
    assert "s4" not in {plugin.name for plugin in without.plugins}
    assert without.switched_off == {"s4": "graphnet-s4"}


PLACES = GOOD.replace(
    "declare=declare)", 'declare="{name}_one:declare", options="{name}_one:Some")'
)
ONE = """
from graphnet.plugin import Declaration, frozen
@frozen
class Some:
    rate: int = 1
def declare(options):
    return Declaration(contract="float (*S) -> float (*S)")
"""


def test_a_type_named_by_its_place_is_read_when_it_is_used(site: Path) -> None:
    install(site, "late", PLACES)
    (site / "late_one.py").write_text(ONE)
    registry = found(site)
    assert "late_one" not in sys.modules
    offered = registry.stages["late.one"]
    assert offered.options.__name__ == "Some"
    assert "late_one" in sys.modules
    assert offered.flaw is None
    assert read_types(registry) == registry


FLAWS = {
    "absent": ("", "ModuleNotFoundError: No module named 'absent_one'"),
    "fails": ("raise RuntimeError('no luck')", "RuntimeError: no luck"),
    "leaves_late": ("raise SystemExit('bye')", "SystemExit: bye"),
    "lacks": (ONE.replace("declare(", "other("), "has no attribute 'declare'"),
    "no_class": (ONE.replace("class Some", "class Other") + "Some = 3\n", "are no class: 3"),
}


@pytest.mark.parametrize("name", FLAWS)
def test_a_type_that_cannot_be_read_breaks_nothing_but_itself(site: Path, name: str) -> None:
    source, reason = FLAWS[name]
    whole = 'return [StageType(name="{name}.two", summary="", declare=lambda _: None), '
    install(site, name, PLACES.replace("return [", whole))
    if source:
        (site / f"{name}_one.py").write_text(source)
    registry = found(site)
    assert registry.broken == ()
    assert registry.stages[f"{name}.one"].flaw is not None
    read = read_types(registry)
    assert set(read.stages) == {f"{name}.two"}
    (broken,) = read.broken
    assert broken.name == name
    assert f"`{name}.one` cannot be used: " in broken.reason
    assert reason in broken.reason


def test_every_installed_type_can_be_read() -> None:
    registry = find_plugins({})
    assert read_types(registry) == registry


def test_a_spec_costs_the_types_it_uses() -> None:
    program = """
import sys
from graphnet.cli.main import main
main(["validate", "specs/tiny.toml"])
print([name for name in sys.modules if name.startswith("graphnet_")])
"""
    house = Path(__file__).parents[1]
    done = subprocess.run(  # our own
        [sys.executable, "-c", program], cwd=house, check=True, capture_output=True, text=True
    )
    assert "graphnet_basics.declarations.embedding" in done.stdout
    assert "graphnet_s4.declarations.sashimi" in done.stdout
    for unused in ("basics.declarations.conv", "basics.declarations.bits", "s4.declarations.unet"):
        assert f"graphnet_{unused}" not in done.stdout
