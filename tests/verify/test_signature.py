"""`forward` is looked at before it is called: ports are its arguments, by name."""

from __future__ import annotations

from torch import Tensor, nn

from graphnet.verify.bench import Bench
from graphnet.verify.signature import check_signature
from tests.verify.proving import stage_text
from tests.verify.test_bench import bench
from tests.verify.test_names import subject


class Anything(nn.Module):
    def forward(self, **ports: Tensor) -> Tensor:
        return ports["main"]


class NeedsMore(nn.Module):
    def forward(self, main: Tensor, mask: Tensor) -> Tensor:
        return main * mask


class NoLengths(nn.Module):
    def forward(self, main: Tensor) -> Tensor:
        return main


def found(module: nn.Module, name: str = "reshapes") -> list[str]:
    probed = subject(stage_text(name), "probed")
    return [each.message for each in check_signature(Bench(probed, module))]


def test_ports_by_name_are_fine_and_so_is_a_module_that_takes_any() -> None:
    assert check_signature(bench("reshapes")) == ()
    assert found(Anything()) == []


def test_an_argument_that_no_port_gives_is_refused() -> None:
    assert len(found(NeedsMore())) == 1


def test_an_optional_port_must_be_an_argument_too() -> None:
    assert found(NoLengths()) == []
    assert len(found(NoLengths(), "pads-safe")) == 1


def test_another_name_is_refused_with_both_lists() -> None:
    (finding,) = check_signature(bench("flipped"))
    assert (finding.expected, finding.found) == ("arguments `main`", "`x`")
