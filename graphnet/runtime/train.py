"""The training loop: every update a function of the seed and its number, so that it can resume."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import final

import torch
from attrs import field
from torch import Tensor
from torch.nn.utils import clip_grad_norm_
from torch.optim import AdamW

from graphnet.build.network import Network
from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.disk.checkpoint import State, checkpoints_in
from graphnet.disk.run import Run
from graphnet.graph.plan import Plan
from graphnet.runtime.batches import Batches
from graphnet.runtime.best import BEST, monitor_of
from graphnet.runtime.checkpoint import drop_old, save_checkpoint
from graphnet.runtime.curve import draw_curve
from graphnet.runtime.gauges import Figure
from graphnet.runtime.interrupts import Interrupts
from graphnet.runtime.ledger import Ledger, NotFinite
from graphnet.runtime.measure import Meter, measure
from graphnet.runtime.metrics import Figures, append_figures, curve_of, read_figures
from graphnet.runtime.optimizer import schedule_factor, set_learning_rates
from graphnet.runtime.plateau import due_figures, plateaus_in
from graphnet.runtime.ports import mean_of_real
from graphnet.runtime.progress import Task, Watcher
from graphnet.runtime.rules.loss_not_finite import loss_not_finite
from graphnet.runtime.run import unwritable
from graphnet.runtime.seeds import seed_update
from graphnet.runtime.unit import unit_of
from graphnet.runtime.weights import optimizer_tensors, weights_of
from graphnet.runtime.windows import Window
from graphnet.values import frozen

DRAW_EVERY = 20.0


@frozen(kw_only=True)
class Training:
    """Everything a run needs to train; `first` updates are done already."""

    run: Run
    plan: Plan
    network: Network = field(repr=False)
    optimizer: AdamW = field(repr=False)
    batches: Batches
    meter: Meter
    validation: Sequence[Window]
    first: int = 0


@frozen(kw_only=True)
class Outcome:
    """How training ended: updates done, the last figures, and whether somebody stopped it."""

    update: int
    bits: float | None
    valid_bits: float | None
    is_interrupted: bool
    checkpoint: Path | None
    diagnostics: Diagnostics


def train(training: Training, watcher: Watcher) -> Outcome:
    """Train to the last update, to the first request to stop, or to a loss that is no number."""
    with Interrupts() as interrupts:
        return _Loop(training, watcher, interrupts).run()


@final
class _Loop:
    """The updates done so far, and what is written about them."""

    def __init__(self, training: Training, watcher: Watcher, interrupts: Interrupts) -> None:
        self.training = training
        self.settings = training.plan.settings.train
        self.watcher = watcher
        self.interrupts = interrupts
        values = self.settings.batch * training.batches.items
        self.ledger = Ledger(training.run.metrics, training.first, values)
        self.unit = unit_of(training.plan)
        self.task = Task(
            title="train",
            total=self.settings.updates,
            done=training.first,
            values=values,
            unit=self.unit,
        )
        self.saved = training.first if checkpoints_in(training.run.checkpoints) else None
        self.valid_bits: float | None = None
        self.monitor = monitor_of(self.settings.monitor, training.meter.gauges)
        lines = read_figures(training.run.metrics)
        self.best = self.monitor.best_of(lines)
        self.due = due_figures(lines, self.monitor, self.settings.validate_every, training.first)
        self.plateaus = plateaus_in(self.due, self.monitor, self.settings.schedule)
        self.drawn = time.monotonic()

    def run(self) -> Outcome:
        self.watcher.started(self.task)
        folder = self.training.run.folder
        try:
            return self._outcome(self._updates())
        except OSError as problem:
            name = problem.filename
            if isinstance(name, str) and not Path(name).is_relative_to(folder):
                raise  # not the run's folder: a data file that has gone
            return self._outcome((unwritable(folder, problem),))
        finally:
            self.watcher.finished()

    def _updates(self) -> Diagnostics:
        self._make_up()
        while self.ledger.done < self.settings.updates and not self.interrupts.asked:
            broken = self.ledger.add(self._update(self.ledger.done))
            self.watcher.moved(self.ledger.done, self.ledger.bits)
            problems = self._refused(broken) or self._write_about_it(self.ledger.done)
            if problems:
                return problems
        return self._save(self.ledger.done)

    def _update(self, update: int) -> Tensor:
        """One update: all that it draws depends on the seed and its number alone."""
        training = self.training
        seed_update(self.settings.seed, update)
        set_learning_rates(training.optimizer, self._factor(update))
        batch = training.batches.batch(update, self.settings.batch)
        on_device = {port: values.to(training.meter.device) for port, values in batch.items()}
        nats = training.network(on_device)["objective"]
        loss = mean_of_real(nats, on_device, training.plan)
        training.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        if self.settings.clip_norm is not None:
            clip_grad_norm_(training.network.parameters(), self.settings.clip_norm)
        training.optimizer.step()
        return loss.detach()

    def _write_about_it(self, done: int) -> Diagnostics:
        """Log, validate and save, each where it is due after this update."""
        settings = self.settings
        is_last = done == settings.updates
        validates = is_last or done % settings.validate_every == 0
        saves = not is_last and done % settings.checkpoint_every == 0
        if not (validates or saves or done % settings.log_every == 0):
            return ()
        problems = self._log(done)
        self.ledger.pause()
        if validates and not problems:
            self._validate(done)
        if saves and not problems:
            problems = self._save(done)
        self.ledger.go_on()
        return problems

    def _make_up(self) -> None:
        """The validation that was due when the run was interrupted, if it was given up then."""
        done, settings = self.ledger.done, self.settings
        if done and (done % settings.validate_every == 0 or done == settings.updates):
            written = curve_of(read_figures(self.training.run.metrics), "valid")
            if done not in {point.update for point in written}:
                self._validate(done)

    def _log(self, done: int) -> Diagnostics:
        lr = self.settings.optimizer.lr * self._factor(done - 1)
        return self._refused(self.ledger.write(lr))

    def _validate(self, done: int) -> None:
        """What the valid split costs now; left out where somebody asks to stop meanwhile."""
        if not self.training.validation:
            return
        stopped = self.interrupts.is_asked
        reading = measure(self.training.meter, self.training.validation, stopped)
        if reading is None:
            return
        cost, figures = reading.cost, self.training.meter.figures(reading)
        self.valid_bits = cost.bits
        line: Figures = {
            "update": done, "split": "valid", "bits": cost.bits, f"{self.unit}s": cost.values
        }  # fmt: skip
        append_figures(self.training.run.metrics, {**line, **_named(figures)})
        said = "".join(f", {figure.name} {figure.value:.4g}" for figure in figures)
        self._say(f"update {done}: valid {cost.bits:.3f} bits per {self.unit}{said}")
        figure = self.monitor.of(cost.bits, figures)
        if done % self.settings.validate_every == 0:
            self.due.append(figure)
            self.plateaus = plateaus_in(self.due, self.monitor, self.settings.schedule)
        self._keep_best(done, figure)

    def _keep_best(self, done: int, figure: float) -> None:
        """The checkpoint `best`, where the figure that decides is better than ever."""
        if self.monitor.is_better(figure, self.best):
            self.best = figure
            self._write(done, BEST)

    def _save(self, done: int) -> Diagnostics:
        """A checkpoint of what the updates so far have made, unless it is no number."""
        problems = self._log(done) if done else ()
        if problems or self.saved == done:
            return problems
        weights = weights_of(self.training.network)
        if not all(bool(torch.isfinite(tensor).all()) for tensor in weights.values()):
            return (self._not_finite(NotFinite(done, float("nan"))),)
        self._write(done)
        drop_old(self.training.run.checkpoints, self.settings.keep_checkpoints)
        self.saved = done
        self._draw()
        return ()

    def _write(self, done: int, name: str = "") -> None:
        run, plan = self.training.run, self.training.plan
        state = State(
            update=done, seed=self.settings.seed, fingerprints=plan.fingerprints, checksums={}
        )
        weights = weights_of(self.training.network)
        optimizer = optimizer_tensors(self.training.optimizer)
        save_checkpoint(run.checkpoints, state, weights, optimizer, name)

    def _draw(self) -> None:
        """The loss curve, now and then: drawing takes as long as some updates do."""
        now = time.monotonic()
        is_last = self.ledger.done == self.settings.updates or self.interrupts.asked
        if is_last or now - self.drawn >= DRAW_EVERY:
            draw_curve(self.training.run.metrics, self.training.run.picture, self.unit)
            self.drawn = now

    def _say(self, text: str) -> None:
        """To whoever watches, and into the log."""
        self.watcher.said(text)
        self.training.run.say(text)

    def _factor(self, update: int) -> float:
        settings = self.settings
        return schedule_factor(settings.schedule, update, settings.updates, self.plateaus)

    def _refused(self, broken: NotFinite | None) -> Diagnostics:
        return () if broken is None else (self._not_finite(broken),)

    def _not_finite(self, broken: NotFinite) -> Diagnostic:
        kept = checkpoints_in(self.training.run.checkpoints)
        last = kept[-1] if kept else None
        return loss_not_finite(broken.update, broken.loss, last, self.settings.optimizer.lr)

    def _outcome(self, diagnostics: Diagnostics) -> Outcome:
        self.training.run.say(f"ends after update {self.ledger.done}")
        kept = checkpoints_in(self.training.run.checkpoints)
        return Outcome(
            update=self.ledger.done,
            bits=self.ledger.bits,
            valid_bits=self.valid_bits,
            is_interrupted=self.interrupts.asked and self.ledger.done < self.settings.updates,
            checkpoint=kept[-1] if kept else None,
            diagnostics=diagnostics,
        )


def _named(figures: Sequence[Figure]) -> Figures:
    """The figures of metrics by name, without those that are no numbers."""
    found = {figure.name: figure.value for figure in figures if math.isfinite(figure.value)}
    return {"metrics": found} if found else {}
