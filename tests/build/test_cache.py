"""Compiled code is kept only where nobody else can have put it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from graphnet.build.cache import cache_folder


def test_folders_are_made_for_their_user_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = cache_folder("code", {"XDG_CACHE_HOME": str(tmp_path / "cache")})
    finally:
        os.umask(before)
    assert made == tmp_path / "cache" / "graphnet" / "code"
    assert [path.stat().st_mode & 0o777 for path in (made, made.parent)] == [0o700, 0o700]


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o720, 0o777])
@pytest.mark.parametrize("name", ["graphnet", "graphnet/code"])
def test_a_folder_that_others_can_write_to_is_not_used(
    tmp_path: Path, mode: int, name: str
) -> None:
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    made = cache_folder("code", environ)
    assert made is not None
    (tmp_path / name).chmod(mode)
    assert cache_folder("code", environ) is None
    (tmp_path / name).chmod(0o755)
    assert cache_folder("code", environ) == made


def test_a_folder_of_somebody_else_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: tmp_path.stat().st_uid + 1)
    assert cache_folder("code", {"XDG_CACHE_HOME": str(tmp_path)}) is None


def test_a_link_to_a_folder_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir(mode=0o700)
    (tmp_path / "graphnet").symlink_to(tmp_path / "other")
    assert cache_folder("code", {"XDG_CACHE_HOME": str(tmp_path)}) is None


def test_a_relative_path_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    environ = {"XDG_CACHE_HOME": "cache", "HOME": str(tmp_path / "home")}
    expected = tmp_path / "home" / ".cache" / "graphnet" / "code"
    assert cache_folder("code", environ) == expected
    assert cache_folder("code", {"XDG_CACHE_HOME": "cache", "HOME": "~"}) is None
    assert cache_folder("code", {}) is None
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert cache_folder("code", {"XDG_CACHE_HOME": str(tmp_path / "file")}) is None
