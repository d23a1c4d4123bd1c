"""Reading commands start without torch: what they import is looked at from inside their process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
HEAVY = ("torch", "numpy", "sympy", "matplotlib", "rich")
SPEC = "specs/sashimi16.toml"

PROBE = """
import sys
from graphnet.cli.main import main
status = main(sys.argv[1:])
print("status", status, file=sys.stderr)
print("heavy", *sorted(set({heavy!r}) & set(sys.modules)), file=sys.stderr)
"""


def probe(*words: str, before: str = "") -> list[str]:
    """The last two lines of a command's stderr: its status, and the heavy modules it imported."""
    code = before + PROBE.format(heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    return done.stderr.splitlines()[-2:]


@pytest.mark.parametrize(
    "words",
    [
        ("validate", SPEC),
        ("validate", SPEC, "--json"),
        ("show", SPEC),
        ("show", SPEC, "--unfold", "backbone"),
        ("explain", "GN301"),
        ("schema",),
        ("plugins", "list"),
        ("--help",),
    ],
    ids=" ".join,
)
def test_a_reading_command_imports_nothing_heavy(words: tuple[str, ...]) -> None:
    assert probe(*words) == ["status 0", "heavy"]


@pytest.mark.parametrize("words", [("none.toml",), (SPEC, "--stage", "none")], ids=" ".join)
def test_verify_refuses_what_it_cannot_look_at_before_torch(words: tuple[str, ...]) -> None:
    assert probe("verify", *words) == ["status 1", "heavy"]


def test_a_heavy_import_would_be_seen() -> None:
    assert probe("plugins", "list", before="import numpy\n") == ["status 0", "heavy numpy"]
