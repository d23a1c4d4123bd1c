"""A target that does not fit is answered with the one output that does."""

from __future__ import annotations

import pytest

from graphnet.cli.mend import mended
from graphnet.diagnostics import Diagnostic
from graphnet.graph import plan_spec
from graphnet.registry import find_plugins
from tests.toys import read

STEREO = """\
format   = 1
name     = "stereo"
requires = ["graphnet-audio"]

[sizes]
bits     = 8
channels = 2
d_model  = 4

[source]
use      = "audio.files"
contract = "-> int64 (B, L, channels) in [0, 2**bits)"

[stages.interleave]
use = "audio.interleave"

[stages.encoder]
use   = "embedding"
sizes = { H = "d_model" }

[stages.head]
use   = "categorical"
sizes = { C = "2**bits" }

[objective]
use     = "cross-entropy"
predict = "next"
"""
CLIPS = """\
format   = 1
name     = "clips"
requires = ["graphnet-audio"]

[sizes]
bits     = 8
n_labels = 10
d_model  = 4

[source]
use     = "audio.files"
options = { labels = "folder" }

[source.contract]
out.main    = "int64 (B, L, 1) in [0, 2**bits)"
out.label   = "int64 (B) in [0, n_labels)"
out.lengths = "int64 (B) in [1, L]"

[stages.encoder]
use   = "embedding"
sizes = { H = "d_model" }

[stages.head]
use   = "categorical"
sizes = { C = "n_labels" }

[stages.decoder]
use     = "sequence"
options = { mode = "last" }

[objective]
use     = "cross-entropy"
predict = "label"
"""
LABEL = CLIPS + 'target  = "source.label"\n'
METRIC = '\n[metrics]\nright = { use = "accuracy", target = "source" }\n'

MENDED = {
    "a target before the channels take turns": (STEREO, "GN301", "interleave"),
    "codes where labels are meant": (CLIPS, "GN304", "source.label"),
    "the codes, as they are written": (CLIPS + 'target  = "source"\n', "GN304", "source.label"),
    "a metric": (LABEL + METRIC, "GN304", "source.label"),
}


def found(text: str) -> list[Diagnostic]:
    spec, problems = read(text)
    return [*problems, *plan_spec(spec, find_plugins({}))[1]]


@pytest.mark.parametrize("case", MENDED)
def test_the_output_that_fits_can_be_applied_and_is_all_that_is_said(case: str) -> None:
    text, code, target = MENDED[case]
    (problem,) = found(text)
    assert problem.rule.code == code
    (fix,) = problem.fixes
    assert f'`target = "{target}"`' in fix.text
    assert found(mended(text, fix.edits)) == []


def test_an_output_with_other_values_does_not_fit() -> None:
    text = CLIPS.replace('C = "n_labels"', "C = 9")
    (problem,) = found(text)
    assert all("target =" not in fix.text for fix in problem.fixes)


def test_of_two_that_fit_none_is_chosen() -> None:
    twice = '[stages.again]\nuse = "audio.interleave"\ninput = "source"\n\n[stages.encoder]\n'
    text = STEREO.replace("[stages.encoder]\n", twice + 'input = "interleave"\n')
    texts = [fix.text for problem in found(text) for fix in problem.fixes]
    assert texts
    assert all("target =" not in each for each in texts)


def test_a_predicted_thing_of_another_kind_is_mended_where_only_one_will_do() -> None:
    text = LABEL.replace('predict = "label"', 'predict = "next"')
    (problem,) = found(text)
    assert problem.fixes[0].text.endswith('write `predict = "label"`')
    assert found(mended(text, problem.fixes[0].edits)) == []
    unlabelled = CLIPS.partition("[stages.decoder]")[0].replace(', labels = "folder"', "")
    several = unlabelled + '[objective]\nuse = "cross-entropy"\npredict = "label"\n'
    (problem,) = [p for p in found(several) if p.rule.code == "GN304"]
    assert all("predict =" not in fix.text for fix in problem.fixes)


def test_an_option_that_need_not_be_is_left_out_before_another_is_changed() -> None:
    text = LABEL.replace('mode = "last"', 'mode = "last", l_output = 1')
    (problem,) = found(text)
    assert problem.fixes[0].text == "`l_output = 1` of `decoder` makes it so: leave it out"
    assert found(mended(text, problem.fixes[0].edits)) == []


def test_a_port_that_is_not_there_is_told_once_and_the_option_that_gives_it() -> None:
    text = LABEL.replace('labels = "folder"', "sample_rate = 8000")
    (problem,) = found(text)
    assert problem.rule.code == "GN303"
    assert "`out.label` and `out.lengths`" in problem.message
    assert 'write `labels = "folder"`' in problem.fixes[0].text
    (typo,) = found(LABEL.replace("out.lengths", "out.length"))
    assert [fix.text for fix in typo.fixes] == ["did you mean `out.lengths`?"]


def test_a_rank_that_does_not_fit_says_nothing_of_padding() -> None:
    assert [problem.rule.code for problem in found(CLIPS)] == ["GN304"]


def test_what_a_model_without_an_encoder_takes_is_refused_once() -> None:
    text = STEREO.replace('[stages.encoder]\nuse   = "embedding"\nsizes = { H = "d_model" }\n', "")
    model = '[stages.model]\nuse = "sashimi"\n\n[stages.head]'
    text = text.replace("[stages.head]", model) + 'target = "interleave"\n'
    (problem,) = found(text)
    assert problem.rule.code == "GN401"
    assert "from `interleave`" in problem.message


def test_floats_are_no_codes_and_nothing_is_said_of_what_is_drawn() -> None:
    text = STEREO.replace('contract = "-> int64 (B, L, channels) in [0, 2**bits)"',
                          'sizes = { C = 2 }\noptions = { quantization = "none" }')  # fmt: skip
    codes = [problem.rule.code for problem in found(text + 'target = "interleave"\n')]
    assert codes == ["GN401", "GN401"]


def test_a_size_that_two_stages_share_is_asked_of_the_first_by_its_own_name() -> None:
    (problem,) = found(STEREO.replace('sizes = { H = "d_model" }\n', "") + 'target="interleave"\n')
    assert "size `H` of `encoder`" in problem.message
    labels = LABEL.replace('out.label   = "int64 (B) in [0, n_labels)"\n', "")
    (problem,) = found(labels)
    assert 'sizes = { n_labels = "n_labels" }' in problem.fixes[0].text


def test_a_size_written_as_an_option_is_told_where_it_belongs() -> None:
    text = LABEL.replace('sizes = { C = "n_labels" }', "options = { C = 10 }")
    (problem,) = found(text)
    assert "write `sizes = { C = ... }`" in problem.fixes[0].text


def test_a_size_that_was_refused_is_free_for_nobody() -> None:
    for size in ("4.0", '"2 / 1"'):
        codes = [p.rule.code for p in found(LABEL.replace("d_model  = 4", f"d_model  = {size}"))]
        assert codes in (["GN104"], ["GN112"])
    unknown = LABEL.replace("L, 1)", "T, 1)").replace("[1, L]", "[1, T]")
    (problem,) = found(unknown + "\n[train]\nlength = { T = 64 }\n")
    assert problem.rule.code == "GN302"
    assert problem.primary is not None
    assert problem.primary.span.position[0] == 15


def test_a_misnamed_port_stands_for_the_one_that_is_not_fed() -> None:
    sums = '[stages.sum]\nuse = "add"\ninput = { main = "encoder", other = "encoder" }\n\n'
    text = LABEL.replace("[stages.head]", f"{sums}[stages.head]")
    (problem,) = found(text)
    assert problem.rule.code == "GN502"
    assert found(mended(text, problem.fixes[0].edits)) == []


def test_a_size_written_on_both_sides_is_mended_on_both() -> None:
    norm = '[stages.norm]\nuse = "layer-norm"\ncontract = "(B, L, 8) -> (B, L, 8)"\n\n'
    text = LABEL.replace("[stages.head]", f"{norm}[stages.head]")
    (problem,) = found(text)
    assert len(problem.fixes[0].edits) == 2
    assert found(mended(text, problem.fixes[0].edits)) == []
    block = text.replace("layer-norm", "s4d").replace("(B, L, 8)", "(B, 1, L, 8)")
    (problem,) = found(block)
    assert problem.rule.code == "GN303"
