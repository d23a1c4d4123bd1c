"""On values: finite, inside the declared domain, whatever the layout and the neighbours."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from graphnet.verify.bench import Bench, build
from graphnet.verify.values import check_values, finite, swapped
from tests.verify.proving import reordering_text
from tests.verify.test_bench import bench
from tests.verify.test_names import subject


class AddsOne(nn.Module):
    """Leaves `[0, n)` by one."""

    def forward(self, main: Tensor) -> Tensor:
        return main.reshape(main.shape[0], -1, 1) + 1


def test_a_value_outside_the_declared_domain_is_found() -> None:
    probed = subject(reordering_text("interleave"), "probed")
    (finding,) = check_values(Bench(probed, AddsOne())).findings
    assert (finding.expected, finding.found) == ("in [0, 8)", "8")
    built, _ = build(probed)
    assert built is not None
    assert check_values(built).findings == ()


def test_two_axes_swapped_in_memory_are_the_same_tensor() -> None:
    values = torch.rand(2, 3, 4)
    turned = swapped(values, 0, -1)
    assert torch.equal(values, turned)
    assert not turned.is_contiguous()
    assert swapped(values[0, 0], 0, -1) is not None


def test_a_view_that_needs_contiguous_memory_is_found_with_its_mend() -> None:
    (finding,) = check_values(bench("views")).findings
    assert "transposed" in finding.message
    assert "`.reshape` does not" in finding.notes[0]


def test_ends_that_are_none_do_not_count() -> None:
    assert finite(float("inf"), 3.0) == (0.0, 3.0)
