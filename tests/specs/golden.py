"""What graphnet says of the specs in this folder. Run as a script, it writes the golden texts anew.

Read the difference as prose before committing it: these texts are what people meet.
"""

from __future__ import annotations

import os
from pathlib import Path

from graphnet.diagnostics.render_text import render_text
from graphnet.graph import plan_spec
from graphnet.registry import find_plugins
from graphnet.spec.load import load_spec

HERE = Path(__file__).parent
BROKEN = sorted(p for p in HERE.glob("*.toml") if not p.name.endswith(".good.toml"))
TWINS = sorted(HERE.glob("*.good.toml"))


def messages(path: Path) -> str:
    """Everything that is said of a spec, as text, with paths relative to this folder."""
    folder = Path.cwd()
    os.chdir(HERE)
    try:
        spec, problems = load_spec(path.name)
        if spec is not None:
            problems += plan_spec(spec, find_plugins({}))[1]
    finally:
        os.chdir(folder)
    return render_text(problems)


if __name__ == "__main__":
    for broken in BROKEN:
        broken.with_suffix(".txt").write_text(messages(broken) + "\n", encoding="utf-8")
