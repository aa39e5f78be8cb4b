"""A notebook that was written from an older version of its set gets the newer words.

Only cells that stand as they were written are touched. Answers, notes and whatever else the
learner has typed stay, in their order; what the learner has deleted does not come back. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from arena.render.notebook import NoteCell, Role, short_digest

Json = dict[str, Any]


def written_record(cells: Sequence[NoteCell]) -> dict[str, str]:
    """What a notebook remembers of the cells it was written with: a digest by role and name."""
    return {
        _key(c.role, c.name): "" if c.role is Role.ANSWER else short_digest(c.text) for c in cells
    }


def is_current(found: Json, cells: Sequence[NoteCell]) -> bool:
    """Whether a notebook was written with these words, or does not know with which."""
    record = _record(found)
    return not record or record == written_record(cells)


def is_for_colab(found: Json) -> bool:
    """Whether it was written to install the course by itself. Opened there is not written for."""
    return any(key.startswith(Role.INSTALL) for key in _record(found))


def renewed(found: Json, fresh: Json) -> tuple[Json, int]:
    """The notebook with the words of a fresh one.

    Args:
        found: the learner's notebook.
        fresh: the same set as it would be written now.

    Returns:
        The new notebook, and how many cells are other ones than before.
    """
    record, now = _record(found), {_key_of(cell): cell for cell in fresh["cells"]}
    cells: list[Json] = []
    replaced = gone = added = 0
    for cell in found["cells"]:
        key, text = _key_of(cell), _source(cell)
        if not record.get(key) or record[key] != short_digest(text):
            cells.append(cell)  # the learner's
            continue
        successor = now.get(key)
        if successor is None:
            gone += 1
        elif _source(successor) == text:
            cells.append(cell)
        else:
            cells.append(successor)
            replaced += 1
    keys, at = [_key_of(cell) for cell in cells], 0
    for cell in fresh["cells"]:
        key = _key_of(cell)
        if key in keys:
            at = keys.index(key) + 1
        elif key not in record:
            cells.insert(at, cell)
            keys.insert(at, key)
            at, added = at + 1, added + 1
    about = found["metadata"]["arena"] | {"written": _record(fresh)}
    new = found | {"cells": cells, "metadata": found["metadata"] | {"arena": about}}
    return new, replaced + max(gone, added)  # a passage with other words is one that went and came


def _record(notebook: Json) -> Mapping[str, str]:
    about = notebook.get("metadata", {}).get("arena", {})
    record = about.get("written", {}) if isinstance(about, dict) else {}
    return record if isinstance(record, dict) else {}


def _key(role: str, name: str) -> str:
    return f"{role} {name}".strip()


def _key_of(cell: Json) -> str:
    about = cell.get("metadata", {}).get("arena", {})
    return _key(about.get("role", ""), about.get("name", "")) if isinstance(about, dict) else ""


def _source(cell: Json) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)
