"""`graphnet schema` serves an editor: good specs are valid, and mistakes it can see are shown."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import tomli
from jsonschema import Draft7Validator

from graphnet.cli.main import main
from graphnet.cli.schema import installed
from graphnet.plugin.types import Declaration, StageType
from graphnet.registry import Registry, find_plugins
from graphnet.spec.schema import spec_schema
from tests.specs.golden import BROKEN, TWINS, messages

SPECS = Path(__file__).parents[2] / "specs"
HOSTED = re.compile(r'use\s*=\s*"(old|mamba|liar)\.')
"""Stage types that only tests have: a schema knows what is installed."""
GOOD = tuple(
    path
    for path in (*sorted(SPECS.glob("*.toml")), *TWINS)
    if not HOSTED.search(path.read_text(encoding="utf-8"))
)
TAPLO = Path(sys.executable).with_name("taplo")
SEEN = {"GN103", "GN105", "GN109", "GN202"}  # mistakes that a schema can always see
VALIDATOR = Draft7Validator(spec_schema(installed(find_plugins({}))))

needs_taplo = pytest.mark.skipif(
    sys.platform != "linux" or not TAPLO.exists(), reason="no wheel of taplo for this platform"
)


def parsed(path: Path) -> dict[str, object] | None:
    """The spec as TOML has it, or None where it is none."""
    try:
        return tomli.loads(path.read_text(encoding="utf-8"))
    except tomli.TOMLDecodeError:
        return None


def codes(path: Path) -> set[str]:
    return set(re.findall(r"^error\[(GN\d+)\]", messages(path), re.MULTILINE))


def is_seen(path: Path) -> bool:
    """Whether a schema, which looks at one file alone, must see what is wrong with a spec."""
    return bool(codes(path) & SEEN) and "extends" not in (parsed(path) or {})


VISIBLE = [path for path in BROKEN if is_seen(path)]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("editor") / "graphnet.schema.json"
    assert main(["schema", "-o", str(path)]) == 0
    return path


def linted(spec: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What the linter says of a spec that names the schema beside it."""
    (folder / "mine.toml").write_text(f"#:schema ./graphnet.schema.json\n{spec}", encoding="utf-8")
    return subprocess.run(
        [str(TAPLO), "lint", "--no-auto-config", "mine.toml"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_every_good_spec_is_valid(path: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(parsed(path))] == []


@pytest.mark.parametrize("path", VISIBLE, ids=lambda path: path.stem)
def test_every_broken_spec_whose_mistake_shows_is_invalid(path: Path) -> None:
    assert not VALIDATOR.is_valid(parsed(path))


def test_there_are_broken_specs_to_look_at() -> None:
    assert {"GN103", "GN105", "GN109", "GN202", "five-mistakes"} <= {p.stem for p in VISIBLE}


@needs_taplo
def test_a_toml_linter_takes_every_good_spec(written: Path) -> None:
    for path in GOOD:
        said = linted(path.read_text(encoding="utf-8"), written.parent)
        assert said.returncode == 0, said.stderr


@needs_taplo
@pytest.mark.parametrize("path", VISIBLE, ids=lambda path: path.stem)
def test_a_toml_linter_refuses_broken_specs(path: Path, written: Path) -> None:
    said = linted(path.read_text(encoding="utf-8"), written.parent)
    assert said.returncode == 1
    assert "mine.toml:" in said.stderr


@needs_taplo
def test_the_linter_says_what_is_wrong_at_the_option(written: Path) -> None:
    spec = (SPECS / "tiny.toml").read_text(encoding="utf-8")
    said = linted(re.sub(r"pool\s*=", "polo = ", spec), written.parent)
    assert "'polo' was unexpected" in said.stderr


def test_the_schema_is_printed_as_it_is_written(
    capsys: pytest.CaptureFixture[str], written: Path
) -> None:
    assert main(["schema"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(written.read_text(encoding="utf-8"))


def test_one_stage_type_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--stage", "sashimi"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema["title"] == "s4.sashimi"
    assert schema["properties"]["pool"]["default"] == [4, 4]


def test_a_stage_type_that_is_not_there_is_refused_with_a_guess(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["schema", "--stage", "sashimy"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "GN202" in said.err
    assert "did you mean `sashimi`?" in said.err


def test_what_is_installed_is_listed_once_by_its_full_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["schema", "--stage", "nothing-alike"]) == 1
    said = capsys.readouterr().err
    assert "`s4.sashimi`" in said
    assert "`sashimi`" not in said


def test_a_file_that_cannot_be_written_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schema", "-o", str(tmp_path / "no" / "schema.json")]) == 5
    assert "GN1011" in capsys.readouterr().err


def declared(_: object) -> Declaration:
    raise AssertionError("nothing needs to be declared for a schema")


def test_a_bare_name_is_offered_while_it_means_one_thing() -> None:
    names = ("a.linear", "b.linear", "a.add")
    stages = {name: StageType(name=name, summary="s", declare=declared) for name in names}
    offers = {offer.names for offer in installed(Registry(stages=stages)).stages}
    assert offers == {("a.linear",), ("b.linear",), ("a.add", "add"), ("delay",)}
