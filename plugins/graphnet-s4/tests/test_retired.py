"""What S4 once had is told apart from what it has."""

from __future__ import annotations

import attrs
import pytest

from graphnet.plugin import Renamed
from graphnet_s4.backbone_options import SashimiOptions, UnetOptions
from graphnet_s4.options import S4DOptions
from graphnet_s4.retired import RETIRED, SASHIMI


@pytest.mark.parametrize("options", [S4DOptions, SashimiOptions])
def test_retired_options_are_no_options_and_new_names_are(options: type) -> None:
    names = set(attrs.fields_dict(options))
    assert not names & set(RETIRED)
    assert {new.to for new in RETIRED.values() if isinstance(new, Renamed)} <= names


@pytest.mark.parametrize("options", [SashimiOptions, UnetOptions])
def test_so_is_what_sashimi_once_had(options: type) -> None:
    names = set(attrs.fields_dict(options))
    assert not names & set(SASHIMI)
    assert {new.to for new in SASHIMI.values() if isinstance(new, Renamed)} <= names
