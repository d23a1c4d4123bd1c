"""Random sizes as text, and Python's own arithmetic as the truth about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hypothesis import strategies as st

from graphnet.contract.lower import lower
from graphnet.contract.parser import parse_dim
from graphnet.contract.polynomial import Polynomial, Symbol, symbol
from graphnet.text import quoted


def ceildiv(a: int, b: int) -> int:
    """Rounding up."""
    return -(-a // b)


def truth(text: str) -> Callable[[Mapping[str, int]], int | None]:
    """The value of a text by Python's arithmetic; None where it has none."""
    code = compile(text, "expression", "eval")
    functions = {"ceildiv": ceildiv, "min": min, "max": max, "__builtins__": {}}

    def value(sizes: Mapping[str, int]) -> int | None:
        try:
            result = eval(code, functions, dict(sizes))  # noqa: S307  # Python is the reference
        except (ZeroDivisionError, OverflowError):
            return None
        return result if isinstance(result, int) else None

    return value


def expression(text: str, owners: Mapping[str, str] | None = None) -> Polynomial:
    """A text as the solver sees it."""
    dim, problems = parse_dim(quoted(text, "test"))
    assert dim is not None, problems
    result = lower(dim, lambda name: symbol(Symbol(name.text, (owners or {}).get(name.text, ""))))
    assert isinstance(result, Polynomial), result
    return result


def sizes(names: tuple[str, ...], *, powers: bool = False) -> st.SearchStrategy[str]:
    """Texts over some names, without dividing by zero."""
    number = st.integers(1, 12).map(str)
    leaf = st.one_of(st.sampled_from(names), st.sampled_from(names), number)

    def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        divisor = st.one_of(number, number, st.sampled_from(names)) if powers else number
        forms = [
            st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(_enclosed),
            st.tuples(inner, st.sampled_from(["//", "%"]), divisor).map(_enclosed),
            st.tuples(inner, divisor).map(lambda ab: f"ceildiv({ab[0]}, {ab[1]})"),
            inner.map(lambda a: f"(-{a})"),
        ]
        if powers:
            two = st.tuples(st.sampled_from(["min", "max"]), inner, inner)
            forms += [two.map(lambda f: f"{f[0]}({f[1]}, {f[2]})"), inner.map(lambda a: f"{a}**2")]
            forms.append(st.sampled_from(names).map(lambda n: f"2**{n}"))
        return st.one_of(forms)

    return st.recursive(leaf, grow, max_leaves=6)


def _enclosed(parts: tuple[str, str, str]) -> str:
    return f"({' '.join(parts)})"


def rewritten(text: str, choices: tuple[int, ...]) -> str:
    """A text with the same value, written otherwise: every name in another form."""
    result, place = "", 0
    for char in text:
        if char in "LM":
            result += _forms(char, choices[place % len(choices)])
            place += 1
        else:
            result += char
    return result


def _forms(name: str, choice: int) -> str:
    forms = (
        f"{name}",
        f"(({name}//4)*4 + {name}%4)",
        f"(({name} + 3)//1 - 3)",
        f"(3*{name}//3)",
        f"(ceildiv({name}, 2) + {name}//2)",
        f"(({name}*6 + 5)//6)",
        f"({name}//2 + ({name} + 1)//2)",
    )
    return forms[choice % len(forms)]
