"""Effects that a spec writes for a stage follow from what the stage declares, or are refused."""

from __future__ import annotations

import pytest

from tests.toys import BASE, plan_text

NET = '[stages.net]\nuse = "net"\n'
PREDICTED = BASE.index("[objective]")


def said(use: str, *effects: str) -> list[str]:
    listed = ", ".join(f'"{effect}"' for effect in effects)
    stage = f'[stages.net]\nuse = "{use}"\ncontract = {{ effects = [{listed}] }}\n'
    _, problems = plan_text(BASE[:PREDICTED].replace(NET, stage))
    return [f"{p.rule.code} {p.message}" for p in problems]


TRUE = {
    "scale": ("causal", "positionwise", "step", "padding-safe", "lookahead 0", "lookahead 2",
              "ratio 1", "field 1", "field 5", "field inf", "block 1", "block 3", "latency 1",
              "delay 0", "global"),
    "running-sum": ("causal", "step", "padding-safe", "lookahead 0", "latency 1", "field inf"),
    "ahead": ("lookahead 2", "lookahead n", "latency 3", "global"),
    "whole": ("global", "ratio 1", "field inf"),
    "down": ("causal", "ratio 1/2", "block 2", "block H", "latency 2", "field 2"),
}  # fmt: skip

FALSE = {
    "scale": ("ratio 2", "delay 1"),
    "running-sum": ("positionwise", "field 9"),
    "ahead": ("causal", "lookahead 1", "step", "padding-safe", "latency 2", "positionwise"),
    "whole": ("causal", "lookahead 100", "latency 100", "step", "field 100"),
    "down": ("ratio 1/4", "block 3", "latency 1", "field 1"),
}


@pytest.mark.parametrize("use", TRUE)
def test_what_follows_from_the_declaration_is_proved(use: str) -> None:
    for effect in TRUE[use]:
        assert said(use, effect) == [], effect


@pytest.mark.parametrize("use", FALSE)
def test_what_does_not_follow_is_refused(use: str) -> None:
    for effect in FALSE[use]:
        assert [each[:5] for each in said(use, effect)] == ["GN303"], effect


def test_the_message_says_what_is_promised() -> None:
    assert said("ahead", "causal") == [
        "GN303 `net` promises `lookahead 2`, but its contract says `causal`"
    ]
    assert said("whole", "causal") == [
        "GN303 `net` promises nothing about time, but its contract says `causal`"
    ]


def test_every_effect_that_does_not_follow_is_named() -> None:
    assert len(said("ahead", "causal", "lookahead 2", "step")) == 2


def test_a_size_in_an_effect_is_a_size_of_the_spec() -> None:
    assert [each[:5] for each in said("ahead", "lookahead m")][:1] == ["GN302"]
