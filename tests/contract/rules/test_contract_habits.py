"""Where a mend is unambiguous it can be applied, and leads to a contract that is good."""

from __future__ import annotations

import pytest

from graphnet.cli.mend import mended
from graphnet.contract.parser import parse_contract
from graphnet.text import quoted

MENDED = [
    ("B L D -> B L D", "(B, L, D) -> (B, L, D)"),
    ("B, L -> (B)", "(B, L) -> (B)"),
    ("*S, L -> (B)", "(*S, L) -> (B)"),
    ("B, L) -> (B)", "(B, L) -> (B)"),
    ("[B, L] -> [B, L]", "(B, L) -> (B, L)"),
    ("float32[B, L] -> float32[B]", "float32(B, L) -> float32(B)"),
    ("torch.long (B) -> (B)", "int64 (B) -> (B)"),
    ("fp16 (B) -> Double (B)", "float16 (B) -> float64 (B)"),
    ("Tensor (B) -> (B)", " (B) -> (B)"),
    ("int64, (B) -> (B)", "int64 (B) -> (B)"),
    ("(B, L) float -> (B)", "float (B, L) -> (B)"),
    ("(B) [0, 4) -> (B)", "(B) in [0, 4) -> (B)"),
    ("(B), -> (B)", "(B) -> (B)"),
    ("(B) (L) -> (B)", "(B) , (L) -> (B)"),
    ("{a: (B) b: (B)} -> (B)", "{a: (B) , b: (B)} -> (B)"),
    ("{a = (B)} -> (B)", "{a : (B)} -> (B)"),
    ("(B, L) (B)", "(B, L) -> (B)"),
    ("(B) --> (B)", "(B) -> (B)"),
    ("(B) ⇒ （B）", "(B) -> (B)"),
    ("(B, L -> (B)", "(B, L) -> (B)"),
    ("“float” (B) -> (B);", "float (B) -> (B)"),
    ("(B, None, -1, ?) -> (B)", "(B, _, _, _) -> (B)"),
    ("(L: time) -> (B)", "(time:L) -> (B)"),
    ("(time=L) -> (B)", "(time:L) -> (B)"),
    ("(L div 4, L mod 4) -> (B)", "(L // 4, L % 4) -> (B)"),
    ("(floor(L/2), ceil(L/2)) -> (B)", "(L//2, ceildiv(L, 2)) -> (B)"),
    ("(L², ２) -> (B)", "(L**2, 2) -> (B)"),
    ("(B) in [0..255] -> (B)", "(B) in [0,255] -> (B)"),
    ("(B) in [0; 256[ -> (B)", "(B) in [0, 256) -> (B)"),
    ("(B) in range(2, 9) -> (B)", "(B) in [2, 9) -> (B)"),
]


def settled(text: str) -> str:
    """The text with every mend that can be applied, one after another."""
    for _ in range(6):
        _, problems = parse_contract(quoted(text, "x"))
        edits = [edit for problem in problems for fix in problem.fixes for edit in fix.edits]
        if not edits:
            break
        text = mended(text, edits)
    return text


@pytest.mark.parametrize(("text", "good"), MENDED)
def test_the_edits_of_a_mistake_lead_to_a_good_contract(text: str, good: str) -> None:
    assert settled(text) == good
    assert parse_contract(quoted(good, "x"))[1] == ()
