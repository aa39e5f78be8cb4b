"""Figures that are drawn with a learner's own functions: started, looked at, stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from arena.course.model import Course, ExerciseSet, Figure
from arena.errors import GraderError, UnknownName
from arena.grading.drawing import Drawing
from arena.grading.judges import Judges
from arena.grading.runlog import RunState, RunStatus, read_run
from arena.workspace.workspace import Workspace

_LOOK_S = 0.1  # between two looks at the log


@dataclass(frozen=True)
class DrawingDesk:
    """Where a learner's pictures are drawn. The last of each figure stays in the workspace."""

    course: Course
    workspace: Workspace
    judge: Judges

    def start(self, exercise_set: ExerciseSet, figure: Figure, source: str, filename: str) -> None:
        """Begin to draw with the functions of a file. A drawing that is going on goes on.

        Raises:
            GraderError: the judge service cannot be reached.
        """
        log = self._log(exercise_set, figure)
        self.judge.start_drawing(exercise_set.id, figure.name, source, filename, log)

    def start_with_file(self, exercise_set: ExerciseSet, figure: Figure) -> None:
        """Begin to draw with what the workspace's file holds now.

        Raises:
            WorkspaceError: the file cannot be read.
        """
        source = self.workspace.source(exercise_set)
        self.start(exercise_set, figure, source, str(self.workspace.file(exercise_set)))

    def stop(self, exercise_set: ExerciseSet, figure: Figure) -> None:
        """End a drawing; its picture will say that it was ended."""
        self.judge.stop_run(exercise_set.id, self._log(exercise_set, figure))

    def state(self, exercise_set: ExerciseSet, figure: Figure) -> RunState | None:
        """How the last drawing of a figure stands; None if there was none."""
        log = self._log(exercise_set, figure)
        state = read_run(log, is_alive=False)
        if state is None or state.drawing is not None:
            return state
        # The log is read after the question: one that ended in between has not been lost.
        return read_run(log, is_alive=self.judge.is_running(exercise_set.id, log))

    def wait(
        self,
        exercise_set: ExerciseSet,
        figure: Figure,
        show: Callable[[RunState], None] | None = None,
    ) -> Drawing:
        """Look at a drawing until it has ended.

        Args:
            exercise_set: the figure's.
            figure: what is drawn.
            show: gets every state on the way.

        Raises:
            GraderError: the judge service ended while it was at work.
        """
        while True:
            state = self.state(exercise_set, figure)
            if state is None or state.status is RunStatus.LOST:
                what = "The picture was lost: the judge service ended while it was drawn."
                raise GraderError(what, "Draw it again.")
            if state.drawing is not None:
                return state.drawing
            if show is not None:
                show(state)
            time.sleep(_LOOK_S)

    def find(self, name: str, here: str = "") -> tuple[ExerciseSet, Figure]:
        """A figure by its name, or by set and name as `0.1/turning_mesh`.

        Args:
            name: of the figure.
            here: the id of the set whose figure is meant where several have the name.

        Raises:
            UnknownName: there is none.
        """
        wanted, _, bare = name.rpartition("/")
        sets = sorted(self.course.sets, key=lambda s: s.id != here)
        for exercise_set in sets:
            for figure in exercise_set.figures:
                if figure.name == bare and wanted in ("", exercise_set.id):
                    return exercise_set, figure
        raise UnknownName(f"There is no figure `{name}`.", "arena show 0.1 lists those of a set.")

    def _log(self, exercise_set: ExerciseSet, figure: Figure) -> Path:
        name = f"{exercise_set.id}__{figure.name}.jsonl"
        return self.workspace.root / ".arena" / "drawings" / name
