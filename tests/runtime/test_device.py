"""The device that is asked for is there, or it is said why not."""

from __future__ import annotations

import pytest
import torch

from graphnet.runtime.device import find_device, make_repeatable, use_threads


def test_the_processor_is_always_there() -> None:
    device, problems = find_device("cpu")
    assert device is not None
    assert device.torch.type == "cpu"
    assert problems == ()
    assert make_repeatable(device)["threads"] == str(torch.get_num_threads())


def test_auto_takes_a_gpu_where_one_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    device, _ = find_device("auto")
    assert device is not None
    assert device.torch.type == "cpu"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda _: "a GPU")
    device, _ = find_device("auto")
    assert device is not None
    assert (device.torch.type, device.name) == ("cuda", "a GPU")
    second, _ = find_device("cuda:1")
    assert second is not None
    assert second.torch.index == 1
    assert find_device("cuda:2")[1][0].rule.code == "GN1004"


@pytest.mark.parametrize("asked", ["cuda", "cuda:0", "gpu", "CPU", ""])
def test_a_device_that_is_not_there_is_refused_with_those_that_are(
    asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    device, (problem,) = find_device(asked)
    assert device is None
    assert problem.rule.code == "GN1004"
    assert "`cpu`" in problem.fixes[0].text


def test_a_machine_without_threads_is_no_machine() -> None:
    assert use_threads(None) == ()
    assert use_threads(torch.get_num_threads()) == ()
    assert [d.rule.code for d in use_threads(0)] == ["GN1001"]
