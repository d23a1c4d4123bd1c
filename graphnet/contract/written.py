"""Expressions over sizes as contract text, in the order a person would write them."""

from __future__ import annotations

from graphnet.contract.algebra import Polynomial, collect
from graphnet.contract.atoms import Atom, Extremum, Floor, Monomial, Opaque, Power, Symbol


def render(p: Polynomial) -> str:
    """The expression as contract text: `L//4`, `2*d_model`, `2**bits - 1`."""
    remainders, rest = _take_remainders(p)
    parts = [*remainders, *(_signed(m, c) for m, c in sorted(rest.terms, key=_human_order))]
    parts.sort(key=lambda part: part[0] < 0)  # a minus does not come first
    if not parts:
        return "0"
    sign, text = parts[0]
    if sign < 0:
        text = f"-({text})" if _is_division(p, text) else f"-{text}"
    for sign, part in parts[1:]:
        text += f" {'-' if sign < 0 else '+'} {part}"
    return text


def _is_division(p: Polynomial, text: str) -> bool:
    """Whether a term stands as `x//d`, to which a minus in front would not belong."""
    divisions = (atom for atom in p.atoms if isinstance(atom, Floor))
    return any(_atom(atom) == text for atom in divisions)


def _take_remainders(p: Polynomial) -> tuple[list[tuple[int, str]], Polynomial]:
    """Every `k*(x - d*(x//d))` as `k*(x % d)`, and what is left of the expression."""
    found = []
    for monomial, coefficient in p.terms:
        match monomial:
            case ((Floor(inner, divisor), 1),) if divisor.as_int and coefficient < 0:
                times, odd = divmod(-coefficient, divisor.as_int)
                rest = p - inner * times - collect({monomial: coefficient})
                if not odd and len(rest.terms) == len(p.terms) - len(inner.terms) - 1:
                    scale = f"{times}*" if times > 1 else ""
                    text = f"{_operand(inner)} % {divisor.as_int}"
                    found.append((1, f"{scale}({text})" if scale else text))
                    p = rest
    return found, p


def _human_order(term: tuple[Monomial, int]) -> tuple[int, bool, str]:
    """High powers first, names before divisions."""
    degree = sum(exponent for _, exponent in term[0])
    plain = all(isinstance(atom, Symbol) for atom, _ in term[0])
    return -degree, not plain, "*".join(atom.key for atom, _ in term[0])


def _signed(monomial: Monomial, coefficient: int) -> tuple[int, str]:
    """The sign of a term and the term without it."""
    scale = abs(coefficient)
    factors = sorted(monomial, key=_factor_order)
    alone = len(factors) == 1 and scale == 1
    texts = [_factor(atom, exponent, alone=alone) for atom, exponent in factors]
    if scale != 1 or not texts:
        texts.insert(0, str(scale))
    return coefficient, "*".join(texts)


def _factor_order(factor: tuple[Atom, int]) -> tuple[bool, bool, str]:
    """Names before the rest, small letters before capitals: `channels*T`."""
    atom = factor[0]
    return not isinstance(atom, Symbol), atom.key[:1].isupper(), atom.key


def _factor(atom: Atom, exponent: int, *, alone: bool) -> str:
    if exponent != 1:
        text = _atom(atom) if isinstance(atom, Symbol | Extremum) else f"({_atom(atom)})"
        return f"{text}**{exponent}"
    return f"({_atom(atom)})" if isinstance(atom, Floor) and not alone else _atom(atom)


def _atom(atom: Atom) -> str:
    match atom:
        case Symbol(name):
            return name
        case Floor(numerator, divisor):
            return f"{_operand(numerator)}//{_operand(divisor)}"
        case Power(base, exponent):
            return f"{_operand(base)}**{_operand(exponent)}"
        case Extremum(kind, arguments):
            last = sorted(arguments, key=lambda a: a.as_int is not None)
            return f"{kind}({', '.join(render(a) for a in last)})"
        case Opaque():
            return "(too large)"


def _operand(p: Polynomial) -> str:
    """An expression beside `//`, `%` or `**`: in parentheses unless it is a name or a number."""
    number = p.as_int
    text = render(p)
    if number is not None and number >= 0:
        return text
    match p.terms:
        case (((((Symbol() | Extremum(), 1),), 1)),):
            return text
    return f"({text})"
