"""A stage applied to every field: what the fields share, and what each has for itself."""

from __future__ import annotations

from attrs import evolve

from graphnet.contract.polynomial import render
from graphnet.contract.syntax import Contract, Tensor, Variadic
from graphnet.graph.declare import declare
from graphnet.graph.mapped import mapped
from graphnet.graph.names import names_of_contract
from graphnet.plugin.types import NoOptions
from tests.record_toys import RECORDS, record_plan, record_registry, said

UNEVEN = RECORDS.replace('use   = "mix"\nsizes = { K = 3 }', 'use = "uneven"')
UNEVEN = UNEVEN[: UNEVEN.index("[objective]")]


def test_fields_may_differ_in_what_is_neither_batch_nor_time() -> None:
    decoder = record_plan(UNEVEN).by_path["decoder"]
    shapes = {
        port: [render(axis.size) for axis in given.axes] for port, given in decoder.gives.items()
    }
    assert shapes == {"main.weights": ["B", "L", "4"], "main.means": ["B", "L", "8"]}
    assert decoder.mapped


def test_a_size_is_handed_over_where_all_fields_agree() -> None:
    assert record_plan(UNEVEN).by_path["decoder"].sizes == {}
    assert record_plan().by_path["decoder"].sizes == {"C": 3}


def test_a_role_is_carried_field_by_field() -> None:
    takes = record_plan().by_path["decoder"].gives["main.means"]
    assert [axis.role for axis in takes.axes] == ["batch", "time", "mixture"]


def test_a_size_stated_for_the_stage_is_every_fields() -> None:
    right = RECORDS.replace('use = "smooth"', 'use = "smooth"\nsizes = { C = 3 }')
    assert said(right) == []
    wrong = said(right.replace("C = 3", "C = 5"))
    assert [code for code, _ in wrong] == ["GN301", "GN301"]
    assert wrong[0][1] == (
        "`decoder.weights` takes `5` on axis 2 (mixture), but gets `3` from `head.weights`"
    )


def test_a_contract_written_for_one_tensor_is_proved_for_every_field() -> None:
    text = RECORDS.replace('use = "smooth"', 'use = "smooth"\ncontract = "(B, L, 3) -> (B, L, 3)"')
    assert said(text) == []
    codes = [code for code, _ in said(text.replace("-> (B, L, 3)", "-> (B, L, 4)"))]
    assert codes == ["GN303", "GN303"]


def test_the_cost_is_that_of_all_fields() -> None:
    text = RECORDS.replace('use = "smooth"', 'use = "scale"').replace("mixture:", "feature:")
    record = "{ weights: float (*S, feature:K), means: float (*S, feature:K) }"
    text = text.replace(
        "sizes = { K = 3 }", f'sizes = {{ K = 3 }}\noptions = {{ record = "{record}" }}'
    )
    text = text[: text.index("[objective]")]
    assert render(record_plan(text).by_path["decoder"].flops) == "6*B*L"


def test_names_on_batch_and_time_axes_are_the_fields_together() -> None:
    declared, problems = declare(record_registry().stages["rec.smooth"], NoOptions())
    assert declared is not None, problems
    names = {n.text for n in names_of_contract(mapped(declared, ("a", "b")).contract)}
    assert names == {"B", "L", "a.C", "b.C"}


def variadics(contract: Contract) -> list[str | None]:
    nodes = [node for _, node in contract.inputs if isinstance(node, Tensor)]
    return [item.name for node in nodes for item in node.shape if isinstance(item, Variadic)]


def test_variadic_axes_are_each_fields_own() -> None:
    declared, _ = declare(record_registry().stages["toy.join"], NoOptions())
    assert declared is not None
    assert variadics(mapped(declared, ("a",)).contract) == ["S", "S"]  # shared with `skip`
    alone = evolve(declared.contract, inputs=declared.contract.inputs[:1])
    assert variadics(mapped(evolve(declared, contract=alone), ("a",)).contract) == ["a.S"]
