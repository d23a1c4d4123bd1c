"""The machine's library: compiled at first use, kept for the next, or why there is none."""

from __future__ import annotations

import importlib.util
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from ctypes import CDLL
from hashlib import blake2b
from pathlib import Path

from graphnet.build.cache import cache_folder
from graphnet.values import frozen

SOURCE = Path(__file__).parent / "source"
MAIN = "machine.c"
FLAGS = ("-std=gnu11", "-O3", "-fno-math-errno", "-ffp-contract=fast", "-Wno-psabi", "-fPIC")
TAIL = ("-shared", "-pthread", "-lm")
OF_THIS_CPU = (("-march=native",), ("-mcpu=native",), ())
NAMES = ("cc", "gcc", "clang")
PATIENCE_S = 120
DOUBLE = "-DDOUBLE"
DIGEST = ".digest"


@frozen
class Unavailable:
    """Why a program cannot be run by the machine, in words for people."""

    why: str


@frozen
class Compiler:
    """What is called, what it calls itself, and all that it says about its version."""

    command: tuple[str, ...]
    words: str
    version: str


@frozen(eq=False)
class Library:
    """The machine for one dtype, loaded, and the words of who compiled it."""

    code: CDLL
    words: str


def library_for(*, double: bool, environ: Mapping[str, str]) -> Library | Unavailable:
    """The machine for float64 or float32: the one kept from before, or compiled now."""
    compiler = find_compiler(environ)
    if isinstance(compiler, Unavailable):
        return compiler
    name = f"{_fingerprint(compiler, double=double)}.so"
    folder = cache_folder("machine", environ)
    if folder is not None:
        found = _library(compiler, folder / name, double=double)
        if isinstance(found, Library):
            return found
    try:
        with tempfile.TemporaryDirectory(prefix="machine-", ignore_cleanup_errors=True) as own:
            return _library(compiler, Path(own) / name, double=double)
    except OSError as problem:
        return Unavailable(f"there is no folder to compile in ({problem.strerror})")


def _library(compiler: Compiler, kept: Path, *, double: bool) -> Library | Unavailable:
    """What is kept at a path, or else, or where that is damaged, made there anew."""
    if _is_whole(kept) and (code := _load(kept)):
        return Library(code, compiler.words)
    try:
        why = _compile(compiler, kept, double=double)
    except OSError as problem:
        return Unavailable(f"{kept.parent} cannot be written ({problem.strerror})")
    if why:
        return Unavailable(f"{compiler.words} does not compile the machine: {why}")
    if code := _load(kept):
        return Library(code, compiler.words)
    return Unavailable(f"what {compiler.words} compiled cannot be loaded")


def find_compiler(environ: Mapping[str, str]) -> Compiler | Unavailable:
    """`$CC`, or the first of `cc`, `gcc`, `clang` and the Python package `ziglang` that answers."""
    try:
        chosen = shlex.split(environ.get("CC", ""))
    except ValueError as problem:
        return Unavailable(f"`$CC` is no command: {problem}")
    # and no other: whoever names a compiler means it
    commands = [tuple(chosen)] if chosen else list(_commands(environ))
    tried = [" ".join(command) for command in commands]
    for command in commands:
        version = _answer((*command, "--version"))
        if version:
            return Compiler(command, _words(version, command), version)
    return Unavailable(f"no C compiler answers ({', '.join(tried) or 'none found'})")


def _commands(environ: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Those that may be there, the usual ones first."""
    for name in NAMES:
        if found := shutil.which(name, path=environ.get("PATH")):
            yield (found,)
    if importlib.util.find_spec("ziglang"):
        yield (sys.executable, "-m", "ziglang", "cc")


def _answer(command: tuple[str, ...]) -> str:
    """What a command prints, "" where it fails."""
    try:
        done = subprocess.run(  # noqa: S603  # the compiler that the user has
            command, capture_output=True, text=True, check=False, timeout=PATIENCE_S
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout if done.returncode == 0 else ""


def _words(version: str, command: tuple[str, ...]) -> str:
    """`gcc 12`, of the first lines a compiler says about itself."""
    kind = "clang" if "clang" in version else "gcc" if "Free Software" in version else "cc"
    number = re.search(r"(?:version |\) )(\d+)|(\d+)\.\d+", version)
    name = f"zig {kind}" if "ziglang" in command else kind
    return f"{name} {number[1] or number[2]}" if number else name


def _fingerprint(compiler: Compiler, *, double: bool) -> str:
    """One name for one library: its sources, flags, compiler and the CPU it is made for."""
    parts = [path.read_bytes() for path in sorted(SOURCE.iterdir())]
    said = (*compiler.command, compiler.version, *FLAGS, *TAIL, str(double), _cpu())
    return _digest(*parts, *map(str.encode, said))


def _cpu() -> str:
    """What distinguishes CPUs that run different instructions."""
    named = f"{platform.system()} {platform.machine()} {platform.processor()}"
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return named
    told = ("flags", "Features", "model name", "CPU part")
    return "\n".join([named, *dict.fromkeys(line for line in lines if line.startswith(told))])


def _compile(compiler: Compiler, kept: Path, *, double: bool) -> str:
    """Compile beside where the library is kept, and move it there whole: others may do the same.

    The compiler's complaint, "" where it has none.
    """
    why = ""
    with tempfile.TemporaryDirectory(dir=kept.parent, prefix="making-") as folder:
        made = Path(folder) / kept.name
        for tuning in OF_THIS_CPU:
            flags = (*FLAGS, *tuning, *((DOUBLE,) if double else ()))
            why = _complaint(
                (*compiler.command, *flags, str(SOURCE / MAIN), "-o", str(made), *TAIL)
            )
            if not why:
                told = made.with_suffix(DIGEST)
                told.write_text(_digest(made.read_bytes()), encoding="ascii")
                told.replace(kept.with_suffix(DIGEST))
                made.replace(kept)
                break
    return why


def _is_whole(kept: Path) -> bool:
    """Whether a file is what was put there: to load half a library ends the process."""
    try:
        told = kept.with_suffix(DIGEST).read_text(encoding="ascii")
        return told == _digest(kept.read_bytes())
    except (OSError, ValueError):
        return False


def _digest(*parts: bytes) -> str:
    return blake2b(b"\0".join(parts), digest_size=16).hexdigest()


def _complaint(command: tuple[str, ...]) -> str:
    """The first error that a compiler reports, "" where it is content."""
    try:
        done = subprocess.run(  # noqa: S603  # the compiler that the user has
            command, capture_output=True, text=True, check=False, timeout=PATIENCE_S
        )
    except (OSError, subprocess.SubprocessError) as problem:
        return type(problem).__name__
    if done.returncode == 0:
        return ""
    lines = [line for line in done.stderr.splitlines() if "error" in line]
    return (lines or [f"it ends with {done.returncode}"])[0].strip()


def _load(path: Path) -> CDLL | None:
    """The library at a path, None where it is damaged."""
    try:
        code = CDLL(str(path))
        _ = code.graphnet_run
    except (OSError, AttributeError):
        return None
    return code
