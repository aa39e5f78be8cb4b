"""What the editor asks for beside Streamlit: cells of the learner's file, read and written.

Kept apart from Streamlit's own messages so that saving draws nothing anew, works while a check
runs, and still works as the tab is being closed. The guard has seen the key before a route runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from arena.course.cells import Cell
from arena.course.model import Exercise, ExerciseSet
from arena.errors import ArenaError, UnknownName
from arena.journal.events import EventKind
from arena.session import Session
from arena.web.marks import mark_of
from arena.web.state import Desk
from arena.workspace.backups import Backups
from arena.workspace.workspace import Conflict

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

_SAVED_EVERY_S = 30.0  # typing is one event in the journal now and then, not one a pause
_LARGEST = 2_000_000  # characters; a cell beyond this is no answer to an exercise

Answer = tuple[int, dict[str, Any]]


class Cells:
    """The routes' work, without HTTP: each method takes plain values and gives a status and data.

    Args:
        desk: where the session is.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._noted: dict[str, float] = {}
        self._places: dict[str, tuple[object, dict[str, Any]]] = {}

    def overview(self, set_id: str) -> Answer:
        """Digest and line of every cell of a set, and how far each task has come."""
        session = self.desk.session()
        exercise_set = session.find_set(set_id)
        progress = session.progress()
        marks = {t.key: mark_of(progress.state(t.key)).data for t in exercise_set.tasks}
        totals = progress.totals(exercise_set.tasks)
        done = {"right": totals.right, "skipped": totals.skipped, "tasks": totals.tasks}
        path = session.workspace.file(exercise_set)
        try:
            found = path.stat()
        except OSError:
            return 200, {"cells": {}, "marks": marks, "done": done}
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        kept = self._places.get(set_id)
        if kept is None or kept[0] != stamp:  # read again only when the file has changed
            cells = {e.key: session.workspace.read(exercise_set, e) for e in exercise_set.exercises}
            places = {k: {"digest": c.digest, "line": max(c.line, 1)} for k, c in cells.items()}
            kept = self._places[set_id] = (stamp, places)
        return 200, {"cells": kept[1], "marks": marks, "done": done}

    def read(self, key: str) -> Answer:
        """One cell as it is on disk."""
        session, exercise_set, exercise = self._find(key)
        return 200, _data(session.workspace.read(exercise_set, exercise))

    def write(self, key: str, text: str, base: str) -> Answer:
        """Write a cell; 409 and the other text if it changed on disk since it was read."""
        session, exercise_set, exercise = self._find(key)
        outcome = session.workspace.write(exercise_set, exercise, text, base)
        if isinstance(outcome, Conflict):
            return 409, _data(outcome.theirs)
        self._note(session, exercise)
        return 200, _data(session.workspace.read(exercise_set, exercise)) | {
            "digest": outcome.digest
        }

    def settle(self, key: str, mine: str, theirs: str, keep: str) -> Answer:
        """End a conflict: keep one of two texts, the other goes to the backups.

        Args:
            key: the exercise.
            mine: the text in the page.
            theirs: digest of the text in the file, as it was shown beside it.
            keep: `mine` or `theirs`.
        """
        session, exercise_set, exercise = self._find(key)
        now = session.workspace.read(exercise_set, exercise)
        if now.digest != theirs:
            return 409, _data(now)
        lost, name = (now.text, "theirs") if keep == "mine" else (mine, "yours")
        path = session.workspace.file(exercise_set).with_suffix("")
        Backups(session.workspace.root).keep(
            path / f"{exercise.symbol}.{name}.py", lost.encode("utf-8", "replace")
        )
        if keep == "mine":
            return self.write(key, mine, theirs)
        return 200, _data(now)

    def _find(self, key: str) -> tuple[Session, ExerciseSet, Exercise]:
        session = self.desk.session()
        task = session.find(key)
        if not isinstance(task, Exercise):
            raise UnknownName(f"{key} is a question; it has no cell.", "Answer it on its card.")
        return session, session.set_of(task), task

    def _note(self, session: Session, exercise: Exercise) -> None:
        now = time.monotonic()
        if now - self._noted.get(exercise.key, -_SAVED_EVERY_S) >= _SAVED_EVERY_S:
            self._noted[exercise.key] = now
            session.journal.record(EventKind.SAVED, exercise.key)


def routes(desk: Desk, bundle: bytes) -> list[BaseRoute]:
    """The routes to mount beside Streamlit's."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    cells = Cells(desk)

    async def answer(work: Callable[[], Answer]) -> Response:
        try:
            status, data = await run_in_threadpool(work)
        except UnknownName as error:
            status, data = 404, {"error": error.what, "next": error.next_step}
        except ArenaError as error:
            status, data = 503, {"error": error.what, "next": error.next_step}
        return JSONResponse(data, status, headers={"Cache-Control": "no-store"})

    async def overview(request: Request) -> Response:
        set_id = request.query_params.get("id", "")
        return await answer(lambda: cells.overview(set_id))

    async def read(request: Request) -> Response:
        key = request.query_params.get("exercise", "")
        return await answer(lambda: cells.read(key))

    async def write(request: Request) -> Response:
        sent = await _sent(request, "exercise", "text", "base")
        if sent is None:
            return JSONResponse({"error": "That is no cell.", "next": ""}, 400)
        return await answer(lambda: cells.write(*sent))

    async def settle(request: Request) -> Response:
        sent = await _sent(request, "exercise", "mine", "theirs", "keep")
        if sent is None or sent[3] not in ("mine", "theirs"):
            return JSONResponse({"error": "That settles nothing.", "next": ""}, 400)
        return await answer(lambda: cells.settle(*sent))

    async def code(_: Request) -> Response:
        # Its address changes with its content, so it may be kept for ever.
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(bundle, media_type="text/javascript", headers=headers)

    return [
        Route("/arena/set", overview),
        Route("/arena/cell", read, methods=["GET"]),
        Route("/arena/cell", write, methods=["PUT"]),
        Route("/arena/settle", settle, methods=["POST"]),
        Route("/arena/bundle.js", code),
    ]


async def _sent(request: Request, *names: str) -> list[str] | None:
    """The named strings of a JSON body; None if it is anything else."""
    try:
        body = await request.json()
    except ValueError:
        return None
    values = [body.get(n) for n in names] if isinstance(body, dict) else []
    strings = [v for v in values if isinstance(v, str) and len(v) <= _LARGEST]
    return strings if len(strings) == len(names) else None


def _data(cell: Cell) -> dict[str, Any]:
    return {"text": cell.text, "digest": cell.digest, "line": max(cell.line, 1)}
