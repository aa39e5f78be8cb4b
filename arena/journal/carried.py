"""Progress as a file that one can take along: written beside a notebook, merged at home.

The file holds every event. It is written whole after each event, by a rename, so it is complete
at any moment one downloads it. An event is known by its moment, kind, task and data; merging the
same file twice, or a later one that holds the same events, adds nothing twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from arena.errors import JournalError
from arena.files import put
from arena.journal.events import JSON, REQUIRED, Event, EventKind
from arena.journal.journal import Journal

FORMAT = "arena-progress-1"


class CarriedJournal(Journal):
    """A journal that also writes its events into a file to take along."""

    file: Path

    @classmethod
    def begin(cls, place: Path, file: Path) -> CarriedJournal:
        """Open a journal at `place`, with what the file holds already, if there is one.

        Raises:
            JournalError: the file is there and is not such a file, or cannot be written.
        """
        journal = cls.open(place)
        assert isinstance(journal, CarriedJournal)
        journal.file = file
        if file.exists():
            journal.absorb(read_carried(file))
        return journal

    def record(self, kind: EventKind, key: str = "", **data: JSON) -> Event:
        """Add an event, here and in the file."""
        event = super().record(kind, key, **data)
        write_carried(self.file, self.events())
        return event


def write_carried(path: Path, events: Iterable[Event]) -> None:
    """Write the file.

    Raises:
        JournalError: it cannot be written.
    """
    rows = [
        {"at": e.at.isoformat(), "kind": e.kind.value, "key": e.key, "data": dict(e.data)}
        for e in events
    ]
    text = json.dumps({"format": FORMAT, "events": rows}, indent=1, allow_nan=False) + "\n"
    try:
        put(path, text.encode(), durable=True)
    except OSError as error:
        what = f"{path} cannot be written: {error.strerror}."
        raise JournalError(
            what, "Free some space, or run the notebook in another folder."
        ) from None


def read_carried(path: Path) -> list[Event]:
    """The events in a file; kinds that this version does not know are left out.

    Raises:
        JournalError: it cannot be read, or is something else.
    """
    try:
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise JournalError(f"{path} cannot be read: {error.strerror}.", "") from None
    except ValueError:
        found = None
    if not is_carried(found):
        what = f"{path} is no progress file of this version of arena."
        raise JournalError(what, "Move it away, or update arena: pip install -U arena-course")
    return [event for row in found["events"] if (event := _event(row))]


def is_carried(found: object) -> bool:
    """Whether parsed JSON is a progress file."""
    return (
        isinstance(found, dict)
        and found.get("format") == FORMAT
        and isinstance(found.get("events"), list)
    )


def _event(row: Any) -> Event | None:
    try:
        kind = EventKind(row["kind"])
        at = datetime.fromisoformat(row["at"]).astimezone(UTC)
        data = dict(row["data"])
        if REQUIRED[kind] - data.keys():
            return None
        return Event(0, at, kind, str(row["key"]), data)
    except (KeyError, TypeError, ValueError):
        return None
