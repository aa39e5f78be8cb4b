"""The queue of `arena watch`: what a signal asks for is done even while nothing comes in."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType

import pytest

from arena.cli.watch.inbox import Inbox, Pressed, Waited


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent to threads on POSIX only")
def test_a_signal_that_does_not_interrupt_the_wait_is_handled_all_the_same() -> None:
    inbox = Inbox()

    def handler(number: int, frame: FrameType | None) -> None:
        inbox.pressed("handled")

    def send() -> None:  # to this thread, so that the main thread is not woken by it
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)

    before = signal.signal(signal.SIGUSR1, handler)
    sender = threading.Timer(0.1, send)
    giving_up = threading.Timer(20, inbox.pressed, ["nothing"])
    sender.start()
    giving_up.start()
    try:
        assert inbox.next() == Pressed("handled")
    finally:
        giving_up.cancel()
        sender.join()
        signal.signal(signal.SIGUSR1, before)


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.7])
def test_waiting_ends_when_its_time_is_over(seconds: float) -> None:
    assert Inbox().next(seconds) == Waited()
