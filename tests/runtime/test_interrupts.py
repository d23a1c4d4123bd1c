"""The first request to stop waits for the work at hand; the second one does not."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from threading import Thread

import pytest

from graphnet.runtime.interrupts import Interrupts


@pytest.fixture(autouse=True)
def _ctrl_c_is_heard() -> Iterator[None]:
    """Shells start what they put in the background with Ctrl-C ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_request_is_only_noted(number: signal.Signals) -> None:
    with Interrupts() as interrupts:
        assert not interrupts.is_asked()
        os.kill(os.getpid(), number)
        assert interrupts.is_asked()


def test_the_second_ctrl_c_stops_at_once() -> None:
    with Interrupts() as interrupts:
        os.kill(os.getpid(), signal.SIGINT)
        assert interrupts.asked
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_whoever_listened_before_listens_again_even_after_a_fault() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    try:
        with pytest.raises(RuntimeError, match="planted"), Interrupts():
            raise RuntimeError("planted")
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert heard == [signal.SIGTERM]


def test_work_in_another_thread_leaves_signals_to_the_main_one() -> None:
    asked: list[bool] = []

    def work() -> None:
        with Interrupts() as interrupts:
            asked.append(interrupts.is_asked())

    handler = signal.getsignal(signal.SIGINT)
    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert asked == [False]
    assert signal.getsignal(signal.SIGINT) is handler
