"""Files a command is told to write: their names, and whether they can be written."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.runtime.rules.output_not_writable import output_not_writable


def output_paths(output: Path, count: int) -> tuple[Path, ...]:
    """`out.x` for one sequence, `out-1.x`, `out-2.x` and so on for several."""
    if count == 1:
        return (output,)
    stem = output.with_suffix("").name
    return tuple(output.with_name(f"{stem}-{i}{output.suffix}") for i in range(1, count + 1))


def check_output(output: Path, suffixes: tuple[str, ...] = ()) -> Diagnostics:
    """Whether the output can be written, tried before the work begins; its folder is made."""
    if output.is_dir():
        return (output_not_writable(output, "it is a folder"),)
    if suffixes and output.suffix.lower() not in suffixes:
        known = " or ".join(suffixes)
        return (output_not_writable(output, f"its name must end in {known}"),)
    existed = output.exists()
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with output.open("ab"):
            pass
        if not existed:
            output.unlink()
    except FileExistsError:
        return (output_not_writable(output, f"`{output.parent}` is no folder"),)
    except OSError as problem:
        return (unwritable_output(output, problem),)
    return ()


def unwritable_output(output: Path, problem: OSError) -> Diagnostic:
    """What the system's refusal means for an output."""
    return output_not_writable(output, problem.strerror or str(problem))
