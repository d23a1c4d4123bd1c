"""Operations against torch: firing by firing, and draw by draw."""

from __future__ import annotations

import pytest
import torch
from torch import Generator, Tensor, nn

from graphnet.build.protocols import Code, Map, NotLowered, Sampling, State, Vector
from graphnet.verify.bench import Bench
from graphnet.verify.check import Check, Verdict
from graphnet.verify.lower import check_lower
from tests.toys import BASE, Head
from tests.verify.liars import Recurrence
from tests.verify.proving import objective_text, stage_text
from tests.verify.test_bench import bench
from tests.verify.test_names import subject


class Lowers(Recurrence):
    """tanh of a weighted running sum; honest."""

    def lower(self, code: Code, state: State, main: Vector) -> Vector | NotLowered:
        kept = code.keep(state[0])
        total = code.add(kept, main)
        code.copy(total, kept)
        return code.affine(Map(torch.diag(self.weight.expand(main.size))), total, "tanh")


class Forgets(Lowers):
    def lower(self, code: Code, state: State, main: Vector) -> Vector | NotLowered:
        total = code.add(code.keep(state[0]), main)
        return code.affine(Map(torch.diag(self.weight.expand(main.size))), total, "tanh")


class BeginsAnew(Lowers):
    """Right from the start alone: it writes down the fresh state, whatever it is given."""

    def lower(self, code: Code, state: State, main: Vector) -> Vector | NotLowered:
        return super().lower(code, self.initial_state(code.batch), main)


class LosesDigits(Lowers):
    def lower(self, code: Code, state: State, main: Vector) -> Vector | NotLowered:
        given = super().lower(code, state, main)
        assert isinstance(given, Vector)
        small = code.keep(torch.full((code.batch, main.size), 1e-8, dtype=torch.float64))
        return code.add(given, small)


class Raises(Lowers):
    def lower(self, code: Code, state: State, main: Vector) -> Vector | NotLowered:
        raise ValueError("no operations for tanh")


class Narrower(Lowers):
    def lower(self, code: Code, state: State, main: Vector) -> Vector | NotLowered:
        return main.part(0, 1)


class Outside(Lowers):
    def lower(self, code: Code, state: State, main: Vector) -> Vector | NotLowered:
        return code.add(main, main.part(1, main.size))


class Declines(Lowers):
    def lower(self, code: Code, state: State, main: Vector) -> Vector | NotLowered:
        return NotLowered("has a tanh")


def checked(kind: type[Recurrence]) -> Check:
    found = subject(stage_text("recurrence"), "probed")
    return check_lower(Bench(found, kind(None, {"H": 4})))


def test_honest_operations_pass() -> None:
    assert checked(Lowers).verdict is Verdict.OK


def test_a_stage_without_operations_has_nothing_to_prove() -> None:
    assert check_lower(bench("recurrence")).verdict is Verdict.NOTHING


def test_a_stage_that_declines_is_believed_and_quoted() -> None:
    found = checked(Declines)
    assert found.verdict is Verdict.NOTHING
    assert found.detail == "not lowered: it has a tanh"


@pytest.mark.parametrize("kind", [Forgets, BeginsAnew, LosesDigits, Narrower])
def test_operations_that_give_other_values_are_found(kind: type[Recurrence]) -> None:
    (finding,) = checked(kind).findings
    assert finding.rule.code == "GN704"
    assert finding.message.startswith("lowers to operations that give another `main` at firing")


@pytest.mark.parametrize("kind", [Raises, Outside])
def test_operations_that_cannot_be_had_or_run_are_found(kind: type[Recurrence]) -> None:
    (finding,) = checked(kind).findings
    assert finding.message.startswith("lowers its step to operations, and cannot: ")


def test_a_positionwise_stage_is_held_against_the_whole_sequence() -> None:
    class Doubles(Head):
        def lower(self, code: Code, state: State, main: Vector) -> Vector:
            given = super().lower(code, state, main)
            assert isinstance(given, Vector)
            return code.add(given, given)

    found, sizes = subject(BASE, "head"), {"H": 4, "C": 8}
    assert check_lower(Bench(found, Head(None, sizes))).verdict is Verdict.OK  # type: ignore[arg-type]
    (finding,) = check_lower(Bench(found, Doubles(None, sizes))).findings  # type: ignore[arg-type]
    assert "at firing 0" in finding.message


class Draws(nn.Module):
    """A categorical model; honest."""

    def forward(self, main: Tensor, target: Tensor) -> Tensor:
        return -main.log_softmax(-1).gather(-1, target)[..., 0]

    def draw(self, main: Tensor, generator: Generator, sampling: Sampling) -> Tensor:
        even = torch.rand(len(main), 1, generator=generator, dtype=torch.float64)
        if not sampling.is_plain:
            return main.argmax(-1, keepdim=True)
        return (main.softmax(-1).cumsum(-1) <= even).sum(-1, keepdim=True)

    def lower_draw(self, code: Code, main: Vector, sampling: Sampling) -> Vector | NotLowered:
        if sampling.is_plain:
            return code.draw_class(main)
        if sampling.top_k is not None:
            return NotLowered("keeps only a few")
        return code.draw_class(main, temperature=0.0)


class DrawsTheNext(Draws):
    def lower_draw(self, code: Code, main: Vector, sampling: Sampling) -> Vector | NotLowered:
        return code.add(code.draw_class(main), code.keep(torch.ones(code.batch, 1)))


class DrawsWithAnotherNumber(Draws):
    def lower_draw(self, code: Code, main: Vector, sampling: Sampling) -> Vector | NotLowered:
        code.uniform()
        return super().lower_draw(code, main, sampling)


class CannotDraw(Draws):
    def lower_draw(self, code: Code, main: Vector, sampling: Sampling) -> Vector | NotLowered:
        raise ValueError("no draws")


def drawn(kind: type[nn.Module]) -> Check:
    found = subject(objective_text("scores", 8, 8), "objective")
    return check_lower(Bench(found, kind()))


def test_the_same_numbers_must_draw_the_same_values() -> None:
    honest = drawn(Draws)
    assert honest.verdict is Verdict.OK, honest.findings
    assert honest.detail == "the objective keeps only a few"
    for kind in (DrawsTheNext, DrawsWithAnotherNumber):
        (finding,) = drawn(kind).findings
        assert finding.rule.code == "GN704"
        assert "other values from the same numbers" in finding.message
    (finding,) = drawn(CannotDraw).findings
    assert "no draws" in finding.message
