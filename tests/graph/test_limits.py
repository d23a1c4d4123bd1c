"""What would take for ever, or all memory, is refused at once: counted, not timed."""

from __future__ import annotations

from functools import partial

import pytest

from graphnet.cli.outcome import in_reading_order
from graphnet.diagnostics import Diagnostics
from graphnet.diagnostics.render_github import render_github
from graphnet.diagnostics.render_json import render_json
from graphnet.diagnostics.render_sarif import render_sarif
from graphnet.diagnostics.render_text import render_text
from graphnet.graph import plan_spec
from graphnet.registry import Registry, find_plugins
from graphnet.spec.load import spec_from_text
from graphnet.text import SourceText
from tests.benchmarks.growing import HEAD, TAIL
from tests.counting import calls, peak_bytes

GOOD = HEAD + TAIL
AXES = "(B, L, 1) -> float"
TOWER = "float (B, L, 9**9**9**9)"


@pytest.fixture(scope="module")
def registry() -> Registry:
    """What is installed, asked once so that nothing is loaded while others count."""
    found = find_plugins({})
    validate(GOOD, found)
    return found


def validate(text: str, registry: Registry) -> Diagnostics:
    """All that is found in a text, after it went through every renderer."""
    spec, found = spec_from_text(SourceText("spec.toml", text))
    if spec is not None:
        found += plan_spec(spec, registry)[1]
    arranged = in_reading_order(found)
    for render in (render_text, render_json, render_github):
        render(arranged)
    render_sarif(arranged, "0")
    return arranged


def codes(text: str, registry: Registry) -> set[str]:
    """Which codes are found."""
    return {problem.rule.code for problem in validate(text, registry)}


def asked(*conditions: str) -> str:
    """A spec that asks for some conditions."""
    listed = ", ".join(f'"{condition}"' for condition in conditions)
    return GOOD.replace("[sizes]", f"where = [{listed}]\n[sizes]")


def sized(value: str) -> str:
    """A spec whose `n` is something else."""
    return GOOD.replace("n = 16", f"n = {value}")


DOUBLED = "".join(f'a{i} = "a{i - 1} * a{i - 1} + B"\n' for i in range(1, 60))

SMALL = {
    "a size that is a tower of powers": (sized('"9**9**9**9"'), "GN112"),
    "an axis that is one": (
        GOOD.replace("float (B, L, d_model)", "float (B, L, 9**9**9**9)"),
        "GN309",
    ),
    "a domain that ends at one": (GOOD.replace("[0, n)", "[0, 9**9**9**9)"), "GN309"),
    "a condition with one": (asked("L % 9**9**9**9 == 0"), "GN309"),
    "an option that is one": (GOOD.replace("= 16000", '= "9**9**9**9"'), "GN309"),
    "a tower of free sizes": (asked("L**L**L**L**L == 5", "2**2**L < 7"), ""),
    "a modulus of 60 bits": (asked("L % 999999999999999989 == 3", "L//(10**17) * L == L"), ""),
    "a condition no size keeps": (asked(*(f"L % {k} == {k // 2}" for k in range(2, 40))), "GN306"),
    "the least common multiple of 400 numbers": (
        asked(*(f"L % {k} == 1" for k in range(2, 400))),
        "",
    ),
    "400 other conditions on one size": (asked(*(f"L % {k} != 1" for k in range(3, 100))), ""),
    "sizes that grow beyond all bounds": (
        GOOD.replace("n = 16", 'n = 16\na0 = "B"\n' + DOUBLED),
        "GN112",
    ),
    "an integer of 4,000 digits": (sized("9" * 4000), "GN101"),
    "an integer of a million digits": (sized("9" * 1_000_000), "GN101"),
    "a million hexadecimal digits": (sized("0x" + "f" * 1_000_000), "GN101"),
    "a million digits in quotes": (sized('"' + "9" * 1_000_000 + '"'), "GN112"),
    "10,000 brackets": (f"{GOOD}\n[train]\nupdates = {'[' * 10_000}{']' * 10_000}\n", "GN101"),
    "10,000 tables in each other": (
        f"{GOOD}\n[train]\nlength = {'{a=' * 10_000}1{'}' * 10_000}\n",
        "GN101",
    ),
    "a key of 10,000 parts": (f"{GOOD}\n{'.'.join(['x'] * 10_000)} = 1\n", "GN101"),
    "10,000 parentheses": (sized('"' + "(" * 4000 + "1" + ")" * 4000 + '"'), "GN112"),
    "4,000 axes": (GOOD.replace("(B, L, 1)", f"({'B, ' * 2000}L)"), "GN106"),
    "a million axes": (GOOD.replace("(B, L, 1)", f"({'B, ' * 1_000_000}L)"), "GN106"),
    "2,000 ports": (GOOD.replace(AXES, f"{', '.join(['(B)'] * 1500)} -> float"), "GN106"),
}


@pytest.mark.parametrize("name", SMALL)
def test_a_text_that_asks_for_too_much_is_answered_at_once(name: str, registry: Registry) -> None:
    text, code = SMALL[name]
    assert {code} - {""} <= codes(text, registry)
    assert calls(partial(validate, text, registry)) < 600_000
    assert peak_bytes(partial(validate, text, registry)) < 150 * len(text) + 40_000_000


HUGE = {
    "a comment": f"{GOOD}# {'x' * 4_000_000}\n",
    "a string": GOOD.replace('"growing"', f'"{"x" * 4_000_000}"'),
    "a line of wide signs": GOOD.replace('"growing"', f'"{"語" * 600_000}"'),
    "empty lines": GOOD + "\n" * 1_000_000,
    "unknown keys": f"{GOOD}[train]\n" + "".join(f"k{i} = 1\n" for i in range(8_000)),
    "unknown tables": GOOD + "".join(f"[k{i}]\n" for i in range(8_000)),
}


@pytest.mark.parametrize("name", HUGE)
def test_megabytes_of_text_take_memory_in_proportion(name: str, registry: Registry) -> None:
    text = HUGE[name]
    per_byte = 150 if len(text) > 500_000 else 800
    assert peak_bytes(partial(validate, text, registry)) < per_byte * len(text) + 40_000_000


def many(stages: int, body: str) -> str:
    """A spec with so many stages, each with the same mistake; `#` stands for its number."""
    each = (f"[stages.s{i}]\n{body.replace('#', str(i))}\n" for i in range(1, stages))
    return "".join((HEAD, *each, TAIL))


MISTAKES = {
    "GN303": 'use = "layer-norm"\ncontract = "(B, L, d_model) -> (B, L, 1#)"',
    "GN202": 'use = "layer-nrom#"',
    "GN302": 'use = "layer-norm"\ncontract = "(B, L, d_modle#) -> (B, L, d_model)"',
    "GN103": 'use = "layer-norm"\nuser = 1',
    "GN106": 'use = "layer-norm"\ncontract = "(B, L,, d_model) -> (B)"',
    "GN502": 'use = "layer-norm"\ninput = "t#"',
    "GN503": 'use = "layer-norm"\ninput = "s0"',
    "GN501": 'use = "layer-norm"\ninput = "s#"',
}


@pytest.mark.parametrize("code", MISTAKES)
def test_a_mistake_in_every_stage_takes_work_in_proportion(code: str, registry: Registry) -> None:
    """Twice the mistakes, twice the calls, once there are too many for "did you mean"."""
    small, large = (many(size, MISTAKES[code]) for size in (310, 620))
    assert code in codes(small, registry)
    first, second = (calls(partial(validate, text, registry)) for text in (small, large))
    assert second < 2.3 * first
