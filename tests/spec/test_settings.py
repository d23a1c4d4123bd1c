"""Settings begin with values a run can use, and take no number a run could not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve

from graphnet.spec.byte_count import Bytes
from graphnet.spec.settings import (
    BudgetSettings,
    EvaluateSettings,
    GenerateSettings,
    OptimizerSettings,
    ScheduleSettings,
    Settings,
    TrainSettings,
)

GOOD: dict[str, Callable[[], object]] = {
    "no update": lambda: TrainSettings(updates=0),
    "largest seed": lambda: TrainSettings(seed=2**63 - 1),
    "no clipping": lambda: TrainSettings(clip_norm=None),
    "no decay": lambda: OptimizerSettings(weight_decay=0.0),
    "no momentum": lambda: OptimizerSettings(betas=(0.0, 0.0)),
    "cosine to its top": lambda: ScheduleSettings(final=1.0),
    "whole distribution": lambda: GenerateSettings(top_p=1.0),
    "no budget": lambda: BudgetSettings(memory=None),
}
BAD: dict[str, Callable[[], object]] = {
    "no batch": lambda: TrainSettings(batch=0),
    "seed beyond torch": lambda: TrainSettings(seed=2**63),
    "clipping to nothing": lambda: TrainSettings(clip_norm=0.0),
    "no length": lambda: EvaluateSettings(length={"L": 64, "T": 0}),
    "never logged": lambda: TrainSettings(log_every=0),
    "no checkpoint kept": lambda: TrainSettings(keep_checkpoints=0),
    "no rate": lambda: OptimizerSettings(lr=0.0),
    "rate that is no number": lambda: OptimizerSettings(lr=float("nan")),
    "momentum for ever": lambda: OptimizerSettings(betas=(0.9, 1.0)),
    "rate that grows": lambda: ScheduleSettings(final=1.1),
    "colder than the likeliest": lambda: GenerateSettings(temperature=-0.1),
    "infinitely hot": lambda: GenerateSettings(temperature=float("inf")),
    "nothing to draw from": lambda: GenerateSettings(top_p=0.0),
    "no value to draw": lambda: GenerateSettings(top_k=0),
    "budget of nothing": lambda: BudgetSettings(memory=Bytes(0)),
}


@pytest.mark.parametrize("name", GOOD)
def test_the_ends_of_what_is_possible_are_taken(name: str) -> None:
    GOOD[name]()


@pytest.mark.parametrize("name", BAD)
def test_what_no_run_could_use_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"is not (at least|above)"):
        BAD[name]()


def test_what_is_not_written_is_plain() -> None:
    settings = Settings()
    assert settings.train.schedule == ScheduleSettings(use="constant", warmup=0)
    assert settings.train.clip_norm is None
    assert (settings.generate.temperature, settings.generate.top_p) == (1.0, 1.0)
    assert settings.budget.memory is None


def test_one_spec_never_changes_the_settings_of_another() -> None:
    one, two = TrainSettings(), TrainSettings()
    assert one.length is not two.length
    assert evolve(one, batch=2) != one == two
