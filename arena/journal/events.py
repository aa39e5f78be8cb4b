"""What a learner did, one event at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

JSON = None | bool | int | float | str | list["JSON"] | tuple["JSON", ...] | dict[str, "JSON"]


class EventKind(StrEnum):
    """What can happen to a task; the data each kind must carry is in `REQUIRED`."""

    OPENED = "opened"
    SAVED = "saved"
    CHECKED = "checked"
    ANSWERED = "answered"
    HINTED = "hinted"
    SOLUTION_SHOWN = "solution shown"
    SKIPPED = "skipped"
    NOTED = "noted"
    RESET = "reset"
    REVIEWED = "reviewed"


REQUIRED: Mapping[EventKind, frozenset[str]] = MappingProxyType(
    {
        EventKind.OPENED: frozenset(),
        EventKind.SAVED: frozenset(),
        EventKind.CHECKED: frozenset({"outcome", "diagnosis", "milliseconds"}),
        EventKind.ANSWERED: frozenset({"given", "right"}),
        EventKind.HINTED: frozenset({"index", "mistake"}),
        EventKind.SOLUTION_SHOWN: frozenset(),
        EventKind.SKIPPED: frozenset({"why"}),
        EventKind.NOTED: frozenset({"text"}),
        EventKind.RESET: frozenset({"kept"}),
        EventKind.REVIEWED: frozenset(),
    }
)


@dataclass(frozen=True)
class Event:
    """One line of the journal.

    Args:
        id: its place in the order of events; grows, also where the clock was set back.
        at: when, in UTC.
        kind: what happened.
        key: the task, `0.1/conv1d`; empty if it is about none.
        data: what there is to say about it; at least the names in `REQUIRED`.
    """

    id: int
    at: datetime
    kind: EventKind
    key: str
    data: Mapping[str, JSON]
