"""The library is compiled once, kept, and made anew where it is damaged; or it is said why not."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from ctypes import CDLL
from pathlib import Path

import pytest

from graphnet.build.machine import compiler
from graphnet.build.machine.compiler import (
    SOURCE,
    Compiler,
    Library,
    Unavailable,
    find_compiler,
    library_for,
)

PATH = "/usr/local/bin:/usr/bin:/bin"


def environ(cache: Path, **more: str) -> Mapping[str, str]:
    return {"PATH": PATH, "XDG_CACHE_HOME": str(cache), **more}


def script(path: Path, text: str) -> str:
    path.write_text(f"#!{sys.executable}\n{text}", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def kept(cache: Path) -> list[Path]:
    """The libraries kept, beside each of which its digest is."""
    folder = cache / "graphnet" / "machine"
    libraries = sorted(folder.glob("*.so"))
    assert {*folder.iterdir()} == {p.with_suffix(s) for p in libraries for s in (".so", ".digest")}
    return libraries


def made(cache: Path, **more: str) -> Library:
    library = library_for(double=False, environ=environ(cache, **more))
    assert isinstance(library, Library), library
    return library


def counted(folder: Path) -> tuple[str, Path]:
    """A compiler that counts how often it compiles."""
    count = folder / "count"
    text = (
        "import subprocess, sys\n"
        f"if '--version' not in sys.argv: open({str(count)!r}, 'a').write('x')\n"
        "sys.exit(subprocess.run(['gcc', *sys.argv[1:]]).returncode)\n"
    )
    return script(folder / "cc", text), count


def test_a_library_is_compiled_once_for_each_dtype(tmp_path: Path) -> None:
    command, count = counted(tmp_path)
    for _ in range(3):
        made(tmp_path / "cache", CC=command)
    assert count.read_text(encoding="utf-8") == "x"
    double = library_for(double=True, environ=environ(tmp_path / "cache", CC=command))
    assert isinstance(double, Library)
    assert count.read_text(encoding="utf-8") == "xx"
    assert len(kept(tmp_path / "cache")) == 2


def test_a_damaged_library_is_made_anew(tmp_path: Path) -> None:
    made(tmp_path / "one")
    (path,) = kept(tmp_path / "one")
    whole = path.read_bytes()
    for damaged in (whole[:1000], whole[:-1], b""):
        other = tmp_path / f"other{len(damaged)}"
        shutil.copytree(tmp_path / "one", other)
        kept(other)[0].write_bytes(damaged)
        made(other)
        assert kept(other)[0].stat().st_size == len(whole)
    (tmp_path / "one" / "graphnet" / "machine" / path.with_suffix(".digest").name).unlink()
    made(tmp_path / "one")
    assert len(kept(tmp_path / "one")) == 1


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", encoding="utf-8")
    made(in_the_way)
    assert list(tmp_path.iterdir()) == [in_the_way]
    nowhere = library_for(double=False, environ={"PATH": PATH})
    assert isinstance(nowhere, Library)


def test_a_library_in_a_folder_that_others_can_write_to_is_not_loaded(tmp_path: Path) -> None:
    made(tmp_path)
    (path,) = kept(tmp_path)
    path.parent.chmod(0o777)
    command, count = counted(tmp_path)
    for _ in range(2):
        made(tmp_path, CC=command)
    assert count.read_text(encoding="utf-8") == "xx"
    assert kept(tmp_path) == [path]


def test_what_is_kept_needs_no_other_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path / "cache")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    made(tmp_path / "cache")
    nowhere = library_for(double=False, environ={"PATH": PATH})
    why = "there is no folder to compile in (No such file or directory)"
    assert nowhere == Unavailable(why)


def test_two_processes_may_make_the_same_library(tmp_path: Path) -> None:
    code = (
        "import os, sys\n"
        "from graphnet.build.machine.compiler import Library, library_for\n"
        "made = library_for(double=False, environ=os.environ)\n"
        "sys.exit(not isinstance(made, Library))\n"
    )
    given = {**environ(tmp_path), "PYTHONPATH": ":".join(filter(None, sys.path))}
    both = [subprocess.Popen([sys.executable, "-c", code], env=given) for _ in range(2)]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    assert len(kept(tmp_path)) == 1


def test_sources_flags_compiler_and_cpu_name_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Compiler(("cc",), "gcc 12", "gcc 12.2")
    first = compiler._fingerprint(one, double=False)
    others = [
        compiler._fingerprint(one, double=True),
        compiler._fingerprint(Compiler(("cc",), "gcc 12", "gcc 12.3"), double=False),
    ]
    monkeypatch.setattr(compiler, "_cpu", lambda: "another")
    others.append(compiler._fingerprint(one, double=False))
    monkeypatch.setattr(compiler, "FLAGS", ("-O0",))
    others.append(compiler._fingerprint(one, double=False))
    for path in SOURCE.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes() + b"\n")
    monkeypatch.setattr(compiler, "SOURCE", tmp_path)
    others.append(compiler._fingerprint(one, double=False))
    assert len({first, *others}) == 6


def test_the_chosen_compiler_is_the_only_one_asked(tmp_path: Path) -> None:
    missing = find_compiler(environ(tmp_path, CC="no-such-compiler -x"))
    assert missing == Unavailable("no C compiler answers (no-such-compiler -x)")


def test_a_chosen_compiler_with_an_open_quote_is_refused(tmp_path: Path) -> None:
    refused = library_for(double=False, environ=environ(tmp_path, CC="cc '-O"))
    assert refused == Unavailable("`$CC` is no command: No closing quotation")


def test_without_a_compiler_it_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    nothing = find_compiler({"PATH": str(tmp_path)})
    assert nothing == Unavailable("no C compiler answers (none found)")


def test_the_compiler_of_the_python_package_is_the_last_resort(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "ziglang"
    folder.mkdir()
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "__main__.py").write_text("print('clang version 20.1.2')", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = find_compiler({"PATH": str(tmp_path)})
    assert isinstance(found, Compiler)
    assert found.command == (sys.executable, "-m", "ziglang", "cc")
    assert found.words == "zig clang 20"


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("gcc (Debian 12.2.0-14+deb12u1) 12.2.0\nCopyright (C) 2022 Free Software F.", "gcc 12"),
        ("Ubuntu clang version 18.1.3 (1ubuntu1)\nTarget: x86_64-pc-linux-gnu", "clang 18"),
        ("Apple clang version 15.0.0 (clang-1500.3.9.4)", "clang 15"),
        ("tcc version 0.9.27", "cc 0"),
        ("something", "cc"),
    ],
)
def test_compilers_are_named_with_their_version(version: str, words: str) -> None:
    assert compiler._words(version, ("cc",)) == words


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "sys.stderr.write('x\\nmachine.c:1: error: bad\\n'); sys.exit(1)",
            "machine.c:1: error: bad",
        ),
        ("sys.exit(3)", "it ends with 3"),
    ],
)
def test_a_compiler_that_fails_is_quoted(tmp_path: Path, text: str, why: str) -> None:
    told = "import sys\nif '--version' in sys.argv: print('clang version 9'); sys.exit(0)\n"
    command = script(tmp_path / "cc", told + text)
    failed = library_for(double=False, environ=environ(tmp_path, CC=command))
    assert failed == Unavailable(f"clang 9 does not compile the machine: {why}")
    assert kept(tmp_path) == []


def test_what_is_compiled_but_no_library_is_refused(tmp_path: Path) -> None:
    told = "import sys\nif '--version' in sys.argv: print('clang version 9'); sys.exit(0)\n"
    text = told + "open(sys.argv[sys.argv.index('-o') + 1], 'w').write('no library')\n"
    command = script(tmp_path / "cc", text)
    failed = library_for(double=False, environ=environ(tmp_path, CC=command))
    assert failed == Unavailable("what clang 9 compiled cannot be loaded")


def test_flags_that_a_compiler_lacks_are_done_without(tmp_path: Path) -> None:
    text = (
        "import subprocess, sys\n"
        "if '-march=native' in sys.argv or '-mcpu=native' in sys.argv: sys.exit(1)\n"
        "sys.exit(subprocess.run(['gcc', *sys.argv[1:]]).returncode)\n"
    )
    library = made(tmp_path, CC=script(tmp_path / "cc", text))
    assert isinstance(library.code, CDLL)
    assert library.words == "gcc 12" or library.words.startswith("gcc")


def test_a_compiler_that_cannot_be_started_is_no_compiler(tmp_path: Path) -> None:
    broken = tmp_path / "cc"
    broken.write_text("no script", encoding="utf-8")
    broken.chmod(0o755)
    assert isinstance(find_compiler(environ(tmp_path, CC=str(broken))), Unavailable)


def test_the_source_is_there_for_whoever_installs() -> None:
    assert (SOURCE / "machine.c").is_file()
    assert {path.suffix for path in SOURCE.iterdir()} == {".c", ".h"}
