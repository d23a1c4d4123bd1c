"""The machine computes what plain torch computes, with any number of threads and sequences."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from itertools import product
from typing import get_args

import pytest
import torch
from attrs import evolve
from torch import Tensor

from graphnet.build.lowered.access import writes
from graphnet.build.lowered.ops import (
    Activate,
    Activation,
    Add,
    Affine,
    Copy,
    DrawClass,
    DrawMixture,
    Gate,
    Gather,
    LowRankModes,
    Normalise,
    Op,
    Program,
    Recur,
    Shift,
    Vector,
)
from graphnet.build.lowered.play import Player
from graphnet.build.machine.compiler import Unavailable
from graphnet.build.machine.machine import Machine, machine_for
from tests.build.machine.programs import Maker, drawing, one_op, small_network

EXACT = {torch.float64: 1e-13, torch.float32: 1e-6}
DTYPES = tuple(EXACT)


def machine(program: Program, dtype: torch.dtype, threads: int = 1) -> Machine:
    made = machine_for(program, dtype, threads)
    assert isinstance(made, Machine), made
    return made


def uniforms(ticks: int, batch: int) -> Tensor:
    generator = torch.Generator().manual_seed(7)
    return torch.rand(ticks, batch, 1, generator=generator, dtype=torch.float64)


def furthest(one: Tensor, other: Tensor) -> float:
    """The largest difference, in units of the largest number."""
    scale = other.double().abs().max().clamp_min(1.0)
    return float((one.double() - other.double()).abs().max() / scale)


def disagreement(program: Program, dtype: torch.dtype, ticks: int = 5) -> float:
    """How far the machine in `dtype` gets away from plain torch in float64."""
    worst = 0.0
    for threads in (1, 2):
        ours, plain = machine(program, dtype, threads), Player(program, torch.float64)
        generator = torch.Generator().manual_seed(1)
        for _ in range(ticks):
            shape = (program.batch, program.item.size)
            item = torch.randn(*shape, generator=generator, dtype=torch.float64)
            item = item.float().double()  # the same number in both
            got, wanted = ours.predict(item)[""], plain.predict(item)[""]
            assert got.dtype is dtype
            worst = max(worst, furthest(got, wanted))
    return worst


def affine(columns: int, outputs: int, *, gated: bool, activation: Activation = "id") -> Program:
    maker = Maker(batch=7)
    x, out, add = maker.vector(columns), maker.vector(outputs), maker.kept(outputs)
    rows = 2 * outputs if gated else outputs
    weight = maker.number(rows, columns, scale=columns**-0.5).float().double()
    op = Affine(
        weight=weight,
        bias=maker.number(rows),
        x=x,
        out=out,
        add=add,
        gated=gated,
        activation=activation,
    )
    return one_op(maker, op, x, out)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("gated", [False, True])
@pytest.mark.parametrize(("columns", "outputs"), list(product((1, 16, 37, 130), (1, 24, 64, 200))))
def test_a_product_of_any_size_is_that_of_torch(
    columns: int, outputs: int, gated: bool, dtype: torch.dtype
) -> None:
    assert disagreement(affine(columns, outputs, gated=gated), dtype, ticks=2) < EXACT[dtype]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("activation", get_args(Activation))
def test_activations_are_those_of_torch(activation: Activation, dtype: torch.dtype) -> None:
    assert disagreement(affine(9, 21, gated=False, activation=activation), dtype) < EXACT[dtype]
    maker = Maker()
    x, out = maker.vector(4001), maker.vector(4001)
    program = one_op(maker, Activate(activation=activation, x=x, out=out), x, out)
    numbers = torch.linspace(-30, 30, 4001).unsqueeze(0)
    given = machine(program, dtype).predict(numbers)[""]
    wanted = Player(program, torch.float64).predict(numbers)[""]
    near = wanted.abs().clamp_min(1.0)
    assert ((given - wanted).abs() / near).max() < EXACT[dtype] / 5


def elementwise(maker: Maker, x: Vector, out: Vector) -> dict[str, Op]:
    size = x.size
    other = maker.kept(size)
    return {
        "normalise": Normalise(x=x, out=out, epsilon=1e-5),
        "normalise all": Normalise(
            x=x,
            out=out,
            shift=maker.number(1),
            weight=maker.number(size),
            bias=maker.number(size),
            epsilon=1e-5,
        ),
        "add": Add(x=x, y=other, out=out, by=-0.7),
        "copy": Copy(x=x, out=out),
    }


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", list(elementwise(Maker(), Vector(0, 0, 1), Vector(0, 0, 1))))
@pytest.mark.parametrize("size", [2, 16, 29, 64])
def test_vectors_are_worked_on_as_by_torch(size: int, name: str, dtype: torch.dtype) -> None:
    maker = Maker(batch=3)
    x, out = maker.vector(size), maker.vector(size)
    op = elementwise(maker, x, out)[name]
    assert disagreement(one_op(maker, op, x, out), dtype) < EXACT[dtype]


@pytest.mark.parametrize("dtype", DTYPES)
def test_gates_tables_and_windows_are_those_of_torch(dtype: torch.dtype) -> None:
    maker = Maker(batch=2)
    x, out = maker.vector(2 * 19), maker.vector(19)
    assert disagreement(one_op(maker, Gate(x=x, out=out), x, out), dtype) < EXACT[dtype]
    maker = Maker(batch=2)
    x, window = maker.vector(5), maker.kept(4 * 5)
    assert disagreement(one_op(maker, Shift(x=x, window=window), x, window), dtype, 6) < 1e-7
    maker = Maker(batch=3)
    index, row = maker.vector(1), maker.vector(6)
    looked = one_op(maker, Gather(table=maker.number(9, 6), index=index, out=row), index, row)
    for item in (torch.tensor([[0.0], [4.0], [8.0]]), torch.tensor([[-3.0], [99.0], [torch.nan]])):
        kept = item.nan_to_num(0.0).clamp(0, 8)  # what is no row is read from no other memory
        got, wanted = machine(looked, dtype).predict(item), Player(looked, dtype).predict(kept)
        assert torch.equal(got[""], wanted[""])


def recurrences(maker: Maker, u: Vector, outputs: int) -> dict[str, Op]:
    size, modes = u.size, 5
    state, low = maker.kept(size * modes * 2), maker.kept(size * modes * 2)
    out, dense = maker.vector(outputs * size), maker.kept(size * 21)
    through = maker.number(outputs, size)
    readout = maker.number(outputs, size, modes, 2)
    return {
        "modes": evolve(maker.modes(u, modes, outputs), state=state, out=out, activation="tanh"),
        "low rank": LowRankModes(
            u=u,
            state=low,
            out=out,
            inlet=maker.number(size, modes, 2),
            push=maker.number(2, size, modes, 2, scale=0.1),
            pull=maker.number(2, size, modes, 2, scale=0.1),
            readout=readout,
            through=through,
            transition=maker.circle(size, modes),
        ),
        "recur": Recur(
            u=u,
            state=dense,
            out=out,
            matrix=maker.number(size, 21, 21, scale=0.15),
            inlet=maker.number(size, 21),
            readout=maker.number(outputs, size, 21, scale=0.2),
            through=through,
            activation="gelu",
        ),
    }


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", ["modes", "low rank", "recur"])
@pytest.mark.parametrize(("size", "outputs"), [(1, 1), (16, 1), (40, 2), (23, 3)])
def test_recurrences_are_those_of_torch(
    size: int, outputs: int, name: str, dtype: torch.dtype
) -> None:
    maker = Maker(batch=5)
    u = maker.vector(size)
    op = recurrences(maker, u, outputs)[name]
    assert disagreement(one_op(maker, op, u, getattr(op, "out")), dtype) < 3 * EXACT[dtype]  # noqa: B009  # of a union


@pytest.mark.parametrize("batch", [1, 2, 5, 13])
@pytest.mark.parametrize("dtype", DTYPES)
def test_a_network_is_that_of_torch(dtype: torch.dtype, batch: int) -> None:
    program = small_network(batch)
    ours, plain = machine(program, dtype), Player(program, torch.float64)
    for tick in range(20):
        item = torch.full((batch, 1), float(tick * 3 % 50))
        assert furthest(ours.predict(item)[""], plain.predict(item)[""]) < 10 * EXACT[dtype]


@pytest.mark.parametrize("dtype", DTYPES)
def test_threads_change_no_bit(dtype: torch.dtype) -> None:
    for batch in (1, 7):
        program, item = drawing(small_network(batch)), torch.zeros(batch, 1)
        one, two = (machine(program, dtype, threads) for threads in (1, 2))
        assert (one.threads, two.threads) == (1, 2)
        numbers = uniforms(60, batch)
        assert torch.equal(one.free_run(item, numbers), two.free_run(item, numbers))
        plain = machine(small_network(batch), dtype)
        assert torch.equal(*(m.predict(item)[""] for m in (one, two)))
        assert plain.threads == 1


@pytest.mark.parametrize("name", ["modes", "low rank", "recur"])
@pytest.mark.parametrize(("size", "outputs"), [(24, 1), (40, 2)])
def test_threads_tell_each_other_what_both_need(size: int, outputs: int, name: str) -> None:
    maker = Maker()
    item, u = maker.vector(1), maker.vector(size)
    look = Gather(table=maker.number(30, size), index=item, out=u)
    recurrence = recurrences(maker, u, outputs)[name]
    out = maker.vector(size * outputs)
    norm = Normalise(x=writes(recurrence)[-1], out=out)  # which reads all of it
    head = Affine(weight=maker.number(30, size * outputs), bias=None, x=out, out=maker.vector(30))
    program = drawing(maker.program((look, recurrence, norm, head), item=item, prediction=head.out))
    runs = (
        machine(program, torch.float64, t).free_run(torch.zeros(1, 1), uniforms(80, 1))
        for t in (1, 2)
    )
    plain = Player(program, torch.float64).free_run(torch.zeros(1, 1), uniforms(80, 1))
    assert all(torch.equal(run, plain) for run in runs)
    assert len(set(plain.flatten().tolist())) > 5


def test_sequences_side_by_side_change_no_bit() -> None:
    together = drawing(small_network(batch=11))
    numbers, item = uniforms(30, 11), torch.zeros(11, 1)
    drawn = machine(together, torch.float32).free_run(item, numbers)
    for number in range(11):
        registers = tuple(
            r if r.initial is None else evolve(r, initial=r.initial[number : number + 1])
            for r in together.registers
        )
        alone = machine(evolve(together, batch=1, registers=registers), torch.float32)
        apart = alone.free_run(item[:1], numbers[:, number : number + 1])
        assert torch.equal(apart, drawn[:, number : number + 1])


@pytest.mark.parametrize("threads", [1, 2])
def test_a_run_goes_on_where_it_stopped(threads: int) -> None:
    program, numbers, item = drawing(small_network(3)), uniforms(24, 3), torch.zeros(3, 1)
    whole = machine(program, torch.float32, threads).free_run(item, numbers)
    parts = machine(program, torch.float32, threads)
    drawn = [parts.free_run(item, numbers[:1])]
    for start, stop in ((1, 2), (2, 9), (9, 24)):
        drawn.append(parts.free_run(drawn[-1][-1], numbers[start:stop]))
    assert torch.equal(torch.cat(drawn), whole)


def test_ticks_follow_one_another_from_run_to_run() -> None:
    maker = Maker()
    item, total, out = maker.vector(1), maker.kept(1, scale=0.0), maker.vector(1)
    ticks = [
        (Add(x=item, y=total, out=out, by=by), Copy(x=out, out=total)) for by in (1.0, -2.0, 0.5)
    ]
    program = maker.program(*ticks, item=item, prediction=out)
    ours, plain = machine(program, torch.float64), Player(program, torch.float64)
    for number in range(8):
        given = torch.tensor([[float(number)]]).double()
        assert torch.equal(ours.predict(given)[""], plain.predict(given)[""])


def test_one_tick_at_a_time_is_a_run_with_two_threads() -> None:
    program, numbers, item = drawing(small_network()), uniforms(24, 1), torch.zeros(1, 1)
    whole = machine(program, torch.float32, 2).free_run(item, numbers)
    parts, drawn = machine(program, torch.float32, 2), [item[None]]
    for start, stop in ((0, 1), (1, 7), (7, 8), (8, 24)):
        drawn.append(parts.free_run(drawn[-1][-1], numbers[start:stop]))
    assert torch.equal(torch.cat(drawn[1:]), whole)


def scores_of(
    batch: int, scores: Tensor, sampling: Mapping[str, float]
) -> Callable[[Tensor, torch.dtype], tuple[Tensor, Tensor]]:
    """Draws from scores by the machine and by torch."""
    maker = Maker(batch)
    maker.vector(1)
    maker.vector(1)
    item, out, uniform = maker.vector(1), Vector(0, 0, 1), Vector(1, 0, 1)
    held = maker.vector(scores.shape[1])
    maker.registers[-1] = evolve(maker.registers[-1], initial=scores)
    op = DrawClass(scores=held, uniform=uniform, out=out, **sampling)  # type: ignore[arg-type]  # by name
    program = maker.program((op,), item=item, prediction=held)
    program = evolve(program, drawn=out, uniform=uniform)

    def draw(numbers: Tensor, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
        start = torch.zeros(batch, 1)
        plain = Player(program, torch.float64).free_run(start, numbers)
        return machine(program, dtype).free_run(start, numbers), plain

    return draw


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "sampling",
    [
        {},
        {"temperature": 0.5},
        {"temperature": 0.0},
        {"top_k": 1},
        {"top_k": 7},
        {"top_k": 1000},
        {"top_p": 0.3},
        {"top_p": 1e-9},
        {"top_k": 40, "top_p": 0.9, "temperature": 1.3},
    ],
)
def test_classes_are_drawn_as_by_torch(sampling: dict[str, float], dtype: torch.dtype) -> None:
    scores = Maker(seed=3).number(4, 211, scale=2.0).float().double()
    ours, plain = scores_of(4, scores, sampling)(uniforms(400, 4), dtype)
    assert (ours.double() != plain.double()).double().mean() < (
        1e-3 if dtype is torch.float32 else 1e-9
    )


def test_of_equally_likely_classes_the_first_are_kept() -> None:
    ours, plain = scores_of(1, torch.zeros(1, 10).double(), {"top_k": 3})(
        uniforms(200, 1), torch.float64
    )
    assert set(ours.flatten().tolist()) == {0.0, 1.0, 2.0}
    assert torch.equal(ours, plain)


def test_impossible_classes_are_never_drawn() -> None:
    scores = torch.full((1, 33), -torch.inf).double()
    scores[0, [4, 20]] = 0.0
    scores[0, 5:9] = -300.0  # e^-300 is none of the numbers of float32
    numbers = torch.tensor([0.0, 0.25, 0.5, 1 - 2**-53], dtype=torch.float64).view(-1, 1, 1)
    for dtype in DTYPES:
        ours, _ = scores_of(1, scores, {})(numbers, dtype)
        assert ours.flatten().tolist() == [4.0, 4.0, 20.0, 20.0], dtype


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_likeliest_class_is_found_at_every_place(dtype: torch.dtype) -> None:
    draw = scores_of(37, torch.eye(37).double(), {"temperature": 0.0})
    ours, _ = draw(uniforms(1, 37), dtype)
    assert ours.flatten().tolist() == list(range(37))


def test_the_last_numbers_draw_possible_classes() -> None:
    scores = Maker().number(200, 300, scale=3.0)
    scores[:, 200:] = -torch.inf
    numbers = torch.full((1, 200, 1), 1 - 2**-53, dtype=torch.float64)
    for dtype in DTYPES:
        ours, _ = scores_of(200, scores, {})(numbers, dtype)
        assert (ours < 200).all()
        assert (ours > 100).all()


@pytest.mark.parametrize(
    ("bad", "temperature"), [(torch.nan, 1.0), (torch.inf, 1.0), (torch.nan, 0.0)]
)
@pytest.mark.parametrize("place", [7, 19])
def test_a_draw_from_no_distribution_is_not_a_number(
    place: int, bad: float, temperature: float
) -> None:
    scores = torch.zeros(1, 20).double()
    scores[0, place] = bad
    maker = Maker()
    item, out, uniform = maker.vector(1), maker.vector(1), maker.vector(1)
    held = maker.vector(20)
    maker.registers[-1] = evolve(maker.registers[-1], initial=scores)
    op = DrawClass(scores=held, uniform=uniform, out=out, temperature=temperature)
    program = evolve(maker.program((op,), item=item, prediction=held), drawn=out, uniform=uniform)
    assert machine(program, torch.float32).free_run(torch.zeros(1, 1), uniforms(1, 1)).isnan().all()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("codes", [2, 256, 65536])
def test_codes_of_a_mixture_are_drawn_as_by_torch(codes: int, dtype: torch.dtype) -> None:
    maker = Maker(batch=3)
    item, out, uniform = maker.vector(1), maker.vector(1), maker.vector(1)
    fields = [maker.kept(5), maker.kept(5, scale=0.5), maker.kept(5)]
    op = DrawMixture(
        logits=fields[0],
        means=fields[1],
        log_scales=fields[2],
        uniform=uniform,
        out=out,
        n=codes,
        least_log_scale=-1.0,
    )
    program = maker.program((op,), item=item, prediction=fields[0])
    program = evolve(program, drawn=out, uniform=uniform)
    numbers, start = uniforms(300, 3), torch.zeros(3, 1)
    ours = machine(program, dtype).free_run(start, numbers).double()
    plain = Player(program, torch.float64).free_run(start, numbers)
    assert (ours - plain).abs().max() <= (0 if dtype is torch.float64 else 1)


def test_numbers_to_draw_with_keep_all_digits() -> None:
    scores = torch.tensor([[0.0, 0.0]]).double()
    numbers = torch.tensor([0.5 - 2**-54, 0.5], dtype=torch.float64)  # one number in float32
    ours, _ = scores_of(1, scores, {})(numbers.view(-1, 1, 1), torch.float32)
    assert ours.flatten().tolist() == [0.0, 1.0]


def test_what_cannot_run_says_why() -> None:
    wrong = machine_for(evolve(small_network(), ticks=()), torch.float32)
    assert wrong == Unavailable("the program is wrong: it has no sequence or no tick")
    half = machine_for(small_network(), torch.bfloat16)
    assert half == Unavailable("the machine computes in float32 or float64, not bfloat16")
    missing = machine_for(small_network(), torch.float32, environ={"CC": "no-such-compiler"})
    assert missing == Unavailable("no C compiler answers (no-such-compiler)")


def test_wrong_items_and_uniforms_are_refused() -> None:
    program = drawing(small_network(2))
    made = machine(program, torch.float32)
    with pytest.raises(ValueError, match="items"):
        made.free_run(torch.zeros(1, 1), uniforms(3, 2))
    with pytest.raises(ValueError, match="uniforms"):
        made.free_run(torch.zeros(2, 1), uniforms(3, 1))
    with pytest.raises(ValueError, match="items"):
        made.predict(torch.zeros(2, 3))
    with pytest.raises(ValueError, match="draws nothing"):
        machine(small_network(), torch.float32).free_run(torch.zeros(1, 1), uniforms(3, 1))


def test_a_machine_says_what_runs_it() -> None:
    made = machine(small_network(), torch.float64, 2)
    assert made.words.endswith(", float64, 2 threads")
    made.threads = 1  # as where the system has no more
    assert made.words.endswith(", float64, 1 thread")
    chosen = machine_for(drawing(small_network()), torch.float32)
    assert isinstance(chosen, Machine)
    assert chosen.words.endswith(f"float32, {chosen.threads} thread{'s' * (chosen.threads > 1)}")


def test_trials_leave_no_trace() -> None:
    program, numbers = drawing(small_network()), uniforms(20, 1)
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    chosen = machine_for(program, torch.float32)
    torch.set_num_threads(before)
    assert isinstance(chosen, Machine)
    told = machine(program, torch.float32, 1).free_run(torch.zeros(1, 1), numbers)
    assert torch.equal(chosen.free_run(torch.zeros(1, 1), numbers), told)


def test_numbers_too_small_to_be_normal_are_so_again_behind_a_run() -> None:
    small = torch.tensor([1e-40])
    machine(small_network(), torch.float32).predict(torch.zeros(1, 1))
    assert (small * 0.5).item() != 0.0


def test_a_run_ends_soon_after_ctrl_c() -> None:
    code = """
import _thread, threading, torch
from graphnet.build.machine.machine import machine_for
from tests.build.machine.programs import drawing, small_network
made = machine_for(drawing(small_network()), torch.float32, 2)
numbers = torch.full((5_000_000, 1, 1), 0.5, dtype=torch.float64)
threading.Timer(1.0, _thread.interrupt_main).start()
try:
    made.free_run(torch.zeros(1, 1), numbers)
except KeyboardInterrupt:
    print("stopped", threading.active_count())
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.startswith("stopped"), done.stderr
