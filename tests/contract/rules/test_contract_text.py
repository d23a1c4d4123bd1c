"""GN106: each mistake people make has its own sentence, at its place, with a way out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graphnet.contract.parser import (
    parse_contract,
    parse_contract_table,
    parse_dim,
    parse_effect,
    parse_shape,
    parse_state,
    parse_where,
)
from graphnet.diagnostics import Diagnostics
from graphnet.text import Excerpt, quoted

Parse = Callable[[Excerpt], tuple[object, Diagnostics]]

SIGNS = [
    ("(L$)", "$", "`$` has no meaning in a contract", "leave it out"),
    ("(B; L)", ";", "`;` has no meaning in a contract", "write `,`"),
    ("(2×L)", "×", "`×` has no meaning in a contract", "write `*`"),
    ("(2^bits)", "^", "a power is written `**`, not `^`", "write `**`"),
    (
        "(L/4)",
        "/",
        "sizes are whole numbers, so a division is written `//` and rounds down, not `/`",
        "write `//`",
    ),
    ("(4 x L)", "x", "a product is written `*`, not `x`", "write `*`"),
    ("(4xL)", "x", "a product is written `*`, not `x`", "write `*`"),
    (
        "(16kHz)",
        "kHz",
        "numbers have no unit here, but `kHz` follows `16`",
        "write the whole number alone, such as `16000`",
    ),
    (
        "(24 GiB)",
        "GiB",
        "numbers have no unit here, but `GiB` follows `24`",
        "write the whole number alone, such as `16000`",
    ),
    (
        "(B, 4 L)",
        "L",
        "`4` and `L` stand side by side with no sign between them",
        "write `4*L` for a product, or `4, L` for two axes",
    ),
    (
        "(B L)",
        "L",
        "`B` and `L` stand side by side with no sign between them",
        "write `B*L` for a product, or `B, L` for two axes",
    ),
    ("(.., L)", "..", "any number of axes is written with three dots", "write `...`"),
    ("(B))", ")", "this `)` closes nothing", "leave it out"),
    ("(B, L", "", "`(` is not closed: expected `)`, but the text ends", "write `)`"),
    ("(B, L]", "]", "`(` is not closed: expected `)`, but found `]`", "write `)`"),
    ("B, L", "B", "expected a shape such as `(B, L)`, but found `B`", "write a shape such as"),
]

SIZES = [
    ("(0.5)", "0.5", "a size is a whole number, but found `0.5`", "write a whole number"),
    ("(4, 1e3)", "1e3", "a size is a whole number, but found `1e3`", "write a whole number"),
    ("(L*)", ")", "a size is missing after `*`: found `)`", "write a number"),
    ("(time:)", ")", "a size is missing after `:`: found `)`", "write a number"),
    ("(+L)", "+", "a size is missing after `(`: found `+`", "write a number"),
    (
        "(sqrt(L))",
        "sqrt",
        "there is no function `sqrt`",
        "the functions are `ceildiv`, `min`, `max`, `prod`",
    ),
    ("(ceil(L))", "ceil", "there is no function `ceil`", "did you mean `ceildiv`?"),
    (
        "(min)",
        "min",
        "`min` is a word of the contract language and cannot name a size",
        "write `min(a, b)`",
    ),
    (
        "(inf)",
        "inf",
        "`inf` is a word of the contract language and cannot name a size",
        "choose another name",
    ),
    ("(ceildiv(L))", "ceildiv", "`ceildiv` takes 2 arguments, but got 1", "give `ceildiv` 2"),
    ("(max(L))", "max", "`max` takes at least 2 arguments, but got 1", "give `max` at least 2"),
    (
        "(1000000000000000000)",
        "1000000000000000000",
        "a number has at most 18 digits here, and this one has more",
        "write a power, such as `2**70`",
    ),
]

AXES = [
    (
        "(B, , L)",
        ",",
        "an axis is missing before this comma",
        "leave the comma out, or write `_` for any axis",
    ),
    ("(, L)", ",", "an axis is missing before this comma", "leave the comma out"),
    (
        "(*S, L, ...)",
        "...",
        "a shape has one `...` or `*name` at most, and `...` is the second",
        "leave one out",
    ),
    ("(*, L)", "*", "`*` needs a name for the axes it stands for", "write `*S`"),
    ("(tiem:L)", "tiem", "there is no role `tiem`", "did you mean `time`?"),
    ("(zzz:L)", "zzz", "there is no role `zzz`", "the roles are `batch`, `time`"),
    ("(time:batch:L)", "batch", "an axis has one role", "leave one of them out"),
    ("(#time:L)", "#", "the role stands before `#`", "write `time:#L`"),
    (
        "(" + "B," * 65 + ")",
        "(",
        "too many axes: at most 64 are read",
        "give a part a name in `[sizes]`",
    ),
    ("(" * 40, "(", "nested too deeply: at most 32 are read", "give a part a name"),
    (
        "(" + "1+" * 160 + "1)",
        "+",
        "too many operations: at most 150 are read",
        "give a part a name",
    ),
]

CONTRACTS = [
    ("", "", "the contract is empty", "write for example `(B, L, H) -> (B, L, H)`"),
    (
        "(B, L)",
        "(B, L)",
        "a contract needs `->` between what goes in and what comes out",
        "write `in -> out`, or `-> out` for a source",
    ),
    ("(B) => (B)", "=>", "an arrow is written `->`, not `=>`", "write `->`"),
    ("(B) → (B)", "→", "`→` has no meaning in a contract", "write `->`"),
    (
        "(B) -> (B) -> (B)",
        "->",
        "a contract has one `->`, and this is the second",
        "write one contract for each stage",
    ),
    ("(B, L -> (B)", "->", "`(` is not closed: expected `)`, but found `->`", "write `)`"),
    ("(B) ->", "->", "nothing stands behind this arrow", "write what comes out"),
    ("flaot (B) -> (B)", "flaot", "there is no dtype `flaot`", "did you mean `float`?"),
    ("float33 (B) -> (B)", "float33", "there is no dtype `float33`", "did you mean `float32`?"),
    (
        "float | zzz (B) -> (B)",
        "zzz",
        "there is no dtype `zzz`",
        "dtypes are `float`, `float32`, `bfloat16`, `int64`, `uint8`, `bool` and their kin",
    ),
    (
        "(B) float -> (B)",
        "float",
        "the dtype stands before the shape, but `float` comes after it",
        "write `float (...)`",
    ),
    ("(B) [0, 4) -> (B)", "[", "values are introduced by `in`", "write `in` before"),
    (
        "(B) in [4, 0) -> (B)",
        "[4, 0)",
        "no value lies in `[4, 0)`: its first end is above its last",
        "write the smaller end first",
    ),
    (
        "(B) in [0 4) -> (B)",
        "4",
        "expected `,` between the two ends, but found `4`",
        "write `,` between the two ends here",
    ),
    (
        "(B) in [0, 4 -> (B)",
        "->",
        "`[` is not closed: expected `]` or `)`, but found `->`",
        "write `]` or `)`",
    ),
    (
        "(B) in 0 -> (B)",
        "0",
        "`0` is neither an interval nor a set",
        "write `[0, 0)` for the codes below it, or `{0}` for this one alone",
    ),
    (
        "{a: (B), a: (B)} -> (B)",
        "{a: (B), a: (B)}",
        "the field `a` is there twice",
        "give one of them another name",
    ),
    (
        "{a: {b: (B)}} -> (B)",
        "{",
        "a record holds tensors, and cannot hold another record",
        "write its fields beside the others",
    ),
    ("{a (B)} -> (B)", "(", "expected `:` after the field's name, but found `(`", "write `:`"),
    ("(B) -> (B) ?", "?", "nothing can follow here, but found `?`", "leave it out"),
]

PROMISES: list[tuple[Parse, str, str, str, str]] = [
    (parse_where, "L % 16", "L % 16", "a condition needs a comparison", "compare it"),
    (parse_where, "L = 16", "=", "a comparison is written `==`, not `=`", "write `==`"),
    (parse_where, "L =< 3", "=<", "a comparison is written `<=`, not `=<`", "write `<=`"),
    (parse_where, "L => 3", "=>", "a comparison is written `>=`, not `=>`", "write `>=`"),
    (
        parse_where,
        "L > 1 and B > 1",
        "and",
        "one text holds one condition, so `and` cannot stand here",
        'write two: `["L > 1", "B > 1"]`',
    ),
    (parse_where, "L ==", "", "a size is missing after `==`: the text ends", "write a number"),
    (parse_effect, "casual", "casual", "there is no effect `casual`", "did you mean `causal`?"),
    (
        parse_effect,
        "delay",
        "delay",
        "`delay` needs to say how much",
        "write for example `delay 1`",
    ),
    (
        parse_effect,
        "ratio 1/0",
        "1/0",
        "both sides of a ratio are whole numbers of at least 1",
        "write for example `ratio 1/4`",
    ),
    (
        parse_effect,
        "positionwise causal",
        "causal",
        "`positionwise` stands alone, but `causal` follows it",
        "leave it out, or write two effects",
    ),
    (parse_state, "(B) zeros", "zeros", "expected `=` and what the state begins with", "write `=`"),
    (parse_state, "(B) = 0", "0", "expected `zeros`, `ones` or a name, but found `0`", "write"),
    (parse_dim, "", "", "the size is empty", "write for example `d_model // 2`"),
    (parse_dim, "a b", "b", "`a` and `b` stand side by side with no sign between them", "write"),
]


@pytest.mark.parametrize(
    ("parse", "text", "place", "message", "fix"),
    [
        *((parse_shape, *case) for case in (*SIGNS, *SIZES, *AXES)),
        *((parse_contract, *case) for case in CONTRACTS),
        *PROMISES,
    ],
)
def test_the_sentence_names_the_mistake_its_place_and_the_mend(
    parse: Parse, text: str, place: str, message: str, fix: str
) -> None:
    node, problems = parse(quoted(text, "x"))
    assert node is None
    (problem,) = problems
    assert problem.rule.code == "GN106"
    assert problem.message.startswith(message)
    assert problem.fixes[0].text.startswith(fix)
    assert problem.primary is not None
    assert problem.primary.span.text == place


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("(2^bits)", "(2**bits)"),
        ("(L/4)", "(L//4)"),
        ("(4 x L)", "(4 * L)"),
        ("(2×L)", "(2*L)"),
        ("(tiem:L)", "(time:L)"),
        ("(.., L)", "(..., L)"),
        ("(ceil(L, 2))", "(ceildiv(L, 2))"),
    ],
)
def test_a_fix_with_an_edit_mends_the_text(text: str, mended: str) -> None:
    (problem,) = parse_shape(quoted(text, "x"))[1]
    (edit,) = problem.fixes[0].edits
    span = edit.span
    assert text[: span.start] + edit.replacement + text[span.end :] == mended
    assert parse_shape(quoted(mended, "x"))[1] == ()


def test_an_unclosed_bracket_shows_where_it_was_opened() -> None:
    (problem,) = parse_contract(quoted("(B, (L -> (B)", "x"))[1]
    assert [label.span.start for label in problem.others] == [4]


def test_a_port_key_that_names_no_side() -> None:
    ports = {"input": quoted("(B)", "x"), "in.2x": quoted("(B)", "x")}
    problems = parse_contract_table(ports)[1]
    assert [problem.message for problem in problems] == [
        "`input` names no port",
        "`in.2x` names no port",
    ]
