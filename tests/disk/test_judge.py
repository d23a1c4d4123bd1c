"""What keeps a checkpoint from being imported is told once, by its cause."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from graphnet.diagnostics import Diagnostics
from graphnet.diagnostics.render_text import render_text
from graphnet.disk.compare import Shape, declared_shapes
from graphnet.disk.edits import Question
from graphnet.disk.judge import judge
from graphnet.disk.matching import Allowed, Importer, match_with
from graphnet.plugin.imports import ForeignWeights, ImportModel, Match
from tests.disk.importers import SHAPES, TOY, TYPE, Toy, weights_of
from tests.disk.models import only, planned
from tests.disk.test_choose import checkpoint

PLANNED = planned()


def judged(
    shapes: Mapping[str, Shape], importer: Importer = TOY, n_layers: int | None = None
) -> Diagnostics:
    weights = weights_of(shapes, n_layers=n_layers)
    question = Question(importer, weights, Allowed())
    matching, problems = match_with(importer, weights, PLANNED.plan, Allowed())
    assert matching is not None, problems
    foreign = evolve(checkpoint("foreign:"), strange={"odd": "torch._utils._rebuild_qtensor"})
    return judge(PLANNED, foreign, question, matching)


def test_a_checkpoint_that_fits_is_not_spoken_of() -> None:
    assert judged(SHAPES) == ()


def test_a_layer_more_is_one_message_with_the_edit() -> None:
    shapes = declared_shapes(planned("stages.backbone.options.n_layers=3").plan)
    problem = only(judged(shapes, n_layers=3))
    assert render_text((problem,)) == MORE_LAYERS
    assert [(e.span.text, e.replacement) for e in problem.fixes[0].edits] == [("2", "3")]


MORE_LAYERS = """\
error[GN925]: `w.pt` is of another model: `stages.backbone.options.n_layers` is 2 in the spec, \
3 in the checkpoint
  --> spec.toml:22:24
   |
22 | options = { n_layers = 2, pool = [4], d_state = 4 }
   |                        ^ 2 here
  ::: w.pt
note: only in the checkpoint: 32 tensors, such as `foreign:backbone.center.4.norm.m`
help: write `n_layers = 3`, and every tensor has its place   (can be applied)
graphnet explain GN925
"""


def test_what_no_key_explains_is_told_by_kind_each_once() -> None:
    shapes = {**SHAPES, "head.weight": (1, 1), "other.weight": (1,)}
    del shapes["encoder.weight"]
    found = judged(shapes)
    assert [problem.rule.code for problem in found] == ["GN926", "GN924", "GN927"]
    reshaped, missing, unused = found
    assert reshaped.notes[0].startswith("`head.weight` is (")
    assert reshaped.notes[0].endswith(", (1, 1) from `foreign:head.weight`")
    assert missing.notes[0] == "`encoder.weight`"
    assert "`odd` of the file is of a kind that is not read" in missing.notes[1]
    assert missing.fixes[-1].text.endswith("`--allow-missing encoder`")
    assert unused.notes == ("`foreign:other.weight`",)


def test_nothing_that_fits_is_no_importer() -> None:
    assert only(judged({"x": (1,)})).rule.code == "GN923"


class Refusing(Toy):
    """Fills everything, and knows that it means something else."""

    def match(self, weights: ForeignWeights, model: ImportModel) -> Match:
        return evolve(super().match(weights, model), refusals=("its clock runs backwards",))


def test_what_the_importer_refuses_is_said_in_its_words() -> None:
    problem = only(judged(SHAPES, Importer(TYPE, Refusing())))
    assert problem.rule.code == "GN929"
    assert problem.message.endswith("by `toy.foreign`: its clock runs backwards")
