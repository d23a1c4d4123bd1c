"""A file imports from rooms below its own only, and heavy packages where they belong."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

HOUSE = Path(__file__).parents[2]

LAYERS = {
    "values": -1,
    "text": 0,
    "requirements": 0,
    "diagnostics": 1,
    "contract": 2,
    "spec": 3,
    "plugin": 4,
    "registry": 5,
    "graph": 6,
    "build": 7,
    "disk": 7,
    "verify": 8,
    "runtime": 9,
    "cli": 10,
    "testing": 10,
    "__main__": 11,
}
HEAVY = {"torch", "numpy", "safetensors", "matplotlib"}
FIRST_HEAVY_LAYER = LAYERS["build"]
LIGHT = {"disk"}  # on the layer of `build`, and read by commands that start without torch
ONLY_FOR_TERMINALS = {"rich", "rich_argparse"}


def breaches(root: Path) -> list[str]:
    """Every import below `root/graphnet` that a layer may not make."""
    found: list[str] = []
    for path in sorted((root / "graphnet").rglob("*.py")):
        room = room_of(path.relative_to(root / "graphnet"))
        if room is None:
            continue
        for module in imports(path):
            complaint = complaint_about(room, module)
            if complaint:
                found.append(f"{path.relative_to(root)}: {complaint}")
    return found


def room_of(path: Path) -> str | None:
    """The room a file belongs to; the package's own `__init__` belongs to none."""
    room = path.parts[0].removesuffix(".py")
    return None if room == "__init__" else room


def imports(path: Path) -> Iterable[str]:
    """Every module a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield module
                if module == "graphnet":
                    yield from (f"graphnet.{name.name}" for name in names)
            case ast.ImportFrom():
                yield "."


def complaint_about(room: str, module: str) -> str:
    """What is wrong with a room importing a module, or nothing."""
    if room not in LAYERS:
        return f"the room `{room}` has no layer"
    top, _, rest = module.partition(".")
    if module == ".":
        return "a relative import hides which room it reaches"
    if top == "graphnet":
        return complaint_about_room(room, rest.split(".")[0])
    return complaint_about_package(room, top)


def complaint_about_package(room: str, package: str) -> str:
    """Whether a room may import somebody else's package."""
    if package in HEAVY and (room in LIGHT or LAYERS[room] < FIRST_HEAVY_LAYER):
        return f"`{package}` begins at layer {FIRST_HEAVY_LAYER}"
    if package == "networkx" and room != "graph":
        return "networkx belongs to `graph` alone"
    if package in ONLY_FOR_TERMINALS and room not in {"cli", "runtime"}:
        return f"`{package}` is for terminals"
    return ""


def complaint_about_room(room: str, other: str) -> str:
    """Whether one room of the house may import another."""
    if other in {"", "__version__"} or other == room:
        return ""
    if LAYERS.get(other, 99) >= LAYERS[room]:
        return f"`{room}` (layer {LAYERS[room]}) imports `{other}` (layer {LAYERS.get(other)})"
    return ""


def plant(root: Path, name: str, text: str) -> Path:
    path = root / "graphnet" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return root


def test_every_import_goes_down() -> None:
    assert breaches(HOUSE) == []


def test_the_whole_house_is_read() -> None:
    rooms = {room_of(p.relative_to(HOUSE / "graphnet")) for p in (HOUSE / "graphnet").rglob("*.py")}
    assert rooms - {None} == set(LAYERS)


def test_an_import_upwards_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, "spec/read.py", "from graphnet.graph.plan import Plan\n")
    assert breaches(tmp_path) == [
        "graphnet/spec/read.py: `spec` (layer 3) imports `graph` (layer 6)"
    ]


def test_an_import_of_a_neighbour_on_the_same_layer_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, "cli/show.py", "import graphnet.testing\n")
    assert len(breaches(tmp_path)) == 1


def test_torch_inside_a_function_below_build_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, "graph/plan.py", "def plan():\n    import torch.nn\n")
    assert breaches(tmp_path) == ["graphnet/graph/plan.py: `torch` begins at layer 7"]


def test_a_heavy_import_in_a_light_room_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, "disk/tensors.py", "from safetensors import safe_open\n")
    assert breaches(tmp_path) == ["graphnet/disk/tensors.py: `safetensors` begins at layer 7"]


def test_networkx_outside_graph_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, "runtime/train.py", "from networkx import DiGraph\n")
    assert len(breaches(tmp_path)) == 1


def test_a_room_reached_through_the_package_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, "text.py", "from graphnet import diagnostics\n")
    assert len(breaches(tmp_path)) == 1


def test_a_relative_import_and_an_unknown_room_are_seen(tmp_path: Path) -> None:
    plant(tmp_path, "graph/wire.py", "from . import plan\n")
    plant(tmp_path, "extras/more.py", "import os\n")
    assert len(breaches(tmp_path)) == 2


def test_imports_downwards_are_fine(tmp_path: Path) -> None:
    plant(tmp_path, "graph/wire.py", "import networkx\nfrom graphnet.text import Span\n")
    plant(tmp_path, "build/net.py", "import torch\nfrom graphnet.graph.plan import Plan\n")
    assert breaches(tmp_path) == []
