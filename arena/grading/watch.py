"""Somebody looking at a long run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event


@dataclass(frozen=True)
class Watch:
    """Hears how a run gets on, and may end it.

    Args:
        on_progress: gets the numbers of every `arena.checks.report`; None where one was not finite.
        cancelled: set it to end the run.
    """

    on_progress: Callable[[dict[str, float | None]], None] | None = None
    cancelled: Event = field(default_factory=Event)
