"""Requirements without a parser of packages: the same answers as the parser gives."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import distributions, version
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from graphnet.requirements import (
    fits,
    installed_version,
    is_installed,
    is_requirement,
    name_of,
    needs_of,
    normal_name,
    required_name,
    unmet,
    version_of,
)

VERSIONS = ("0", "1", "1.0", "1.0.0", "1.2", "1.10", "2", "2.0.1", "1.0rc1", "1.0.post1", "1!1.0")
OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "~=", "===")


@pytest.mark.parametrize("found", [*VERSIONS, "2.13.0+cpu"])
def test_versions_compare_as_the_parser_of_packages_compares_them(found: str) -> None:
    for operator, asked in product(OPERATORS, ("0", "1", "1.0", "1.2", "1.2.0", "1.10", "2.0.1")):
        if operator == "~=" and "." not in asked:
            continue
        text = f"{operator}{asked}"
        assert fits(found, text) == SpecifierSet(text).contains(found, prereleases=True), text


def test_several_clauses_hold_together() -> None:
    assert fits("1.4", ">=1.2, <2")
    assert not fits("2.0", ">=1.2,<2")
    assert fits("1.0", "")
    assert fits("1.4", ">=1.2,<2,") == SpecifierSet(">=1.2,<2,").contains("1.4")


@pytest.mark.parametrize("text", [">>1", "hello", ">=", "=1", "<1 2"])
def test_clauses_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="nvalid"):
        fits("1.0", text)


TEXTS = st.text(st.sampled_from("aZ0.9-_ <>=!~,;[]\"'x1@"), max_size=14)
LIKELY = st.builds(
    "{}{}{}".format,
    st.sampled_from(["attrs", " my.Plug_in", "a", "a-", "-a", "x y", "", "ünder"]),
    st.sampled_from(["", ">=", "< ", "==", "!=", ">", "=", "~="]),
    st.sampled_from(["", "1", "1.0", "1.0,<2", " 1 , >= 2", "1.", "1.0rc1", "1,", "01.02"]),
)


@given(TEXTS | LIKELY)
@settings(max_examples=600, derandomize=True, deadline=None)
def test_what_is_a_requirement_and_whose_is_as_the_parser_says(text: str) -> None:
    try:
        parsed = Requirement(text)
    except InvalidRequirement:
        assert not is_requirement(text)
        return
    assert is_requirement(text)
    assert required_name(text) == canonicalize_name(parsed.name)


def test_what_is_installed_is_found_by_any_spelling_of_its_name() -> None:
    assert installed_version("attrs") == version("attrs")
    assert is_installed("Graphnet_Core>=0.0")
    assert not is_installed("attrs<1")
    assert is_installed("attrs~=1.0") is False
    assert installed_version("graphnet-nowhere") is None
    assert not is_installed("graphnet-nowhere")
    assert normal_name("My.-_Plugin") == canonicalize_name("My.-_Plugin")


def test_headers_are_those_that_the_standard_library_reads() -> None:
    for each in distributions():
        assert version_of(each) == each.version
        assert name_of(each) == canonicalize_name(each.name)
        assert needs_of(each) == tuple(each.requires or ())


def test_a_distribution_without_metadata_of_its_own_is_read_by_the_library(tmp_path: Path) -> None:
    egg = tmp_path / "old.egg-info"
    egg.mkdir()
    (egg / "PKG-INFO").write_text("Metadata-Version: 1.2\nName: Old_One\nVersion: 3\n")
    (egg / "requires.txt").write_text("attrs>=1\n")
    (found,) = distributions(path=[str(tmp_path)])
    assert (name_of(found), version_of(found)) == ("old-one", "3")
    assert needs_of(found) == ("attrs>=1",)


def test_the_first_need_that_is_not_met_is_named() -> None:
    assert unmet(("attrs>=24.2", "graphnet-core>=0.1")) == ""
    assert (
        unmet(("attrs>=24.2", "graphnet-nowhere>=3", "graphnet-neither")) == "graphnet-nowhere>=3"
    )
    assert unmet(('graphnet-nowhere>=3; extra == "more"',)) == ""
    assert unmet(('graphnet-nowhere; python_version < "3"',)) == ""
    assert unmet(('graphnet-nowhere; python_version > "3"',)) == "graphnet-nowhere"
    assert unmet(('graphnet-nowhere; extra == "a" or python_version > "3"',)) == "graphnet-nowhere"
    with pytest.raises(ValueError, match="xpected"):
        unmet(("graphnet nowhere >>",))


def test_plain_requirements_need_no_parser_of_packages() -> None:
    program = (
        "import sys; from graphnet.registry import find_plugins; r = find_plugins({});"
        "assert len(r.plugins) >= 3, r; sys.exit('packaging' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False)  # our own
    assert done.returncode == 0
