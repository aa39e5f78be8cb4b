"""A learner at work beside an editor: saves and keys come in through one queue, screens go out."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import RenderableType
from rich.rule import Rule
from rich.text import Text

from arena.cli.after import after_parts
from arena.cli.arguments import notices_of
from arena.cli.hints import hint_text, solution_text
from arena.cli.inbox import HELP, KEYS, Happening, Inbox, Pressed, Saved, Trouble
from arena.cli.keys import Keyboard, ended_by_signals
from arena.cli.lists import set_list
from arena.cli.pages import markdown, task_page
from arena.cli.places import place_of
from arena.cli.questions import read_answer, reply_text
from arena.cli.saves import Saves
from arena.cli.screen import WRONG, bar, clean, count, notice_text, out, say, waiting, words
from arena.cli.verdicts import outcome_line, verdict_text
from arena.course.cells import split_cells
from arena.course.model import Exercise, ExerciseSet, Question, Task
from arena.errors import ArenaError, WorkspaceError
from arena.grading.verdict import Outcome, Verdict
from arena.journal.progress import Status
from arena.session import Session

# An editor that saves by delete-and-write leaves no file for a moment.
ABSENT_S = 0.1


@dataclass
class Tally:
    """What the last line says when the watching ends."""

    began: float = field(default_factory=time.monotonic)
    judged: int = 0
    right: set[str] = field(default_factory=set)

    def text(self) -> str:
        """One sentence."""
        minutes = (time.monotonic() - self.began) / 60
        spent = f"{minutes:.0f} min" if minutes >= 1 else "less than a minute"
        done = f"{len(self.right)} right" if self.right else "none right yet"
        return f"Watched for {spent}: judged {count(self.judged, 'time')}, {done}."


class Watch:
    """Judges what is saved, shows it, and moves on.

    Args:
        session: the learner's.
        task: where to begin.
        poll: for folders whose changes the system does not announce.
    """

    def __init__(self, session: Session, task: Task, *, poll: bool = False) -> None:
        self._session = session
        self._task = task
        self._poll = poll
        self._inbox = Inbox()
        self._sets = {
            session.workspace.file(s).resolve(): s for s in session.course.sets if s.exercises
        }
        self._seen = {path: self._digests(s) for path, s in self._sets.items()}
        self._verdict: Verdict | None = None
        self._asked_for_solution = False
        self._tally = Tally()
        self._keyboard = Keyboard(self._inbox.pressed)
        self._keys = self._keyboard.active

    def run(self) -> None:
        """Until `q`, Ctrl-C or a signal; the terminal is given back as it was found."""
        self._session.warm_up()
        saves = Saves(
            self._session.workspace.root,
            self._inbox.saved,
            self._inbox.trouble,
            poll=self._poll,
        )
        try:
            with ended_by_signals(), self._keyboard, saves:
                self._begin(self._task, *map(notice_text, notices_of(self._session)))
                while self._handle(self._inbox.next()):
                    pass
        except KeyboardInterrupt:
            pass
        finally:
            say(Text(), Text(self._tally.text(), "bright_black"))

    def _handle(self, happening: Happening) -> bool:
        """Act on one thing that happened; False when it is time to go."""
        try:
            match happening:
                case Saved():
                    self._judge_saved(happening.paths)
                case Pressed("q" | "Q" | "\x04"):
                    return False
                case Pressed():
                    self._press(happening.key)
                case Trouble():
                    self._show(_trouble(happening.says, "arena watch --poll"))
                    return False
        except ArenaError as error:
            self._show(_trouble(error.what, error.next_step))
        return True

    # ------------------------------------------------------------ saves

    def _judge_saved(self, paths: Iterable[Path]) -> None:
        exercises: dict[str, Exercise] = {}
        for path in sorted(p.resolve() for p in paths):
            exercise_set = self._sets.get(path)
            if exercise_set is not None:
                _await_file(path)
                exercises |= {e.key: e for e in self._changed(path, exercise_set)}
        if exercises:
            self._judge(list(exercises.values()))

    def _changed(self, path: Path, exercise_set: ExerciseSet) -> list[Exercise]:
        """The exercises whose text is another since the last save, the current one first.

        Where the change is in none of them (an import, a helper of the learner's own), the
        current one if it is in this file.
        """
        now = self._digests(exercise_set)
        before = self._seen.get(path) or now
        # A file that is gone for now has changed nothing: the check says that it is gone.
        if now:
            self._seen[path] = now
        names = {n for n in now if before.get(n) != now[n]}
        changed = [e for e in exercise_set.exercises if e.name in names]
        if not changed and isinstance(self._task, Exercise):
            changed = [self._task] if self._task.set_id == exercise_set.id else []
        return sorted(changed, key=lambda e: e.key != self._task.key)

    def _digests(self, exercise_set: ExerciseSet) -> dict[str, str]:
        """Exercise name → digest of its cell; nothing for a file that cannot be read.

        Nothing is parsed: half-written code is no hurdle.
        """
        try:
            source = self._session.workspace.source(exercise_set)
        except WorkspaceError:
            return {}
        return {n: cell.digest for cell in split_cells(source) for n in cell.exercises}

    def _judge(self, exercises: list[Exercise]) -> None:
        """Judge the first in full and the others in a line each."""
        shown: list[RenderableType] = []
        first, *others = exercises
        self._task, self._asked_for_solution = first, False
        verdict = self._verdict = self._check(first)
        shown = [
            verdict_text(verdict, keys=self._keys),
            *after_parts(self._session, first, verdict, keys=self._keys),
        ]
        self._show(*shown)
        if others:
            verdicts = [self._check(other) for other in others]
            tried = [v for v in verdicts if v.outcome is not Outcome.NOT_ATTEMPTED]
            shown += [Text(), *map(outcome_line, tried)]
            self._show(*shown)
        if verdict.outcome is Outcome.RIGHT:
            self._move_on(first, shown)

    def _check(self, exercise: Exercise) -> Verdict:
        loads = "" if self._tally.judged else " (the first check of the day loads PyTorch)"
        with waiting(f"judging {exercise.name}{loads}"):
            verdict = self._session.check(exercise)
        self._tally.judged += 1
        if verdict.outcome is Outcome.RIGHT:
            self._tally.right.add(exercise.key)
        return verdict

    def _move_on(self, done: Task, shown: list[RenderableType]) -> None:
        """The next open task becomes the current one; the screen keeps what was just said."""
        following = self._session.next_after(done) or self._session.current()
        if following is None:
            return
        self._task, self._verdict = following, None
        if isinstance(following, Question):
            self._show(*shown, Text(), task_page(following))
        else:
            self._show(*shown)

    # ------------------------------------------------------------ keys

    def _press(self, key: str) -> None:
        asked, self._asked_for_solution = self._asked_for_solution, False
        task = self._task
        if asked:
            if key in ("y", "Y") and isinstance(task, Exercise):
                self._show(solution_text(self._session.solution(task)))
            else:
                self._show(words("Not shown."))
            return
        match key.lower():
            case "n":
                self._begin(self._session.next_after(task) or self._session.current() or task)
            case "h":
                given = self._session.hint(task)
                shown = len(self._session.hints_shown(task))
                self._show(
                    *self._verdict_again(),
                    hint_text(task, given, shown, keys=self._keys),
                )
            case "s" if isinstance(task, Exercise):
                self._asked_for_solution = True
                self._show(words((f"Show the solution of {task.name}?", "bold"), "  y / n"))
            case "e":
                self._explain()
            case "p":
                self._show(task_page(task))
            case "l":
                here, progress = self._session.set_of(task), self._session.progress()
                self._show(set_list(here, progress, task, heading=False))
            case "a" if isinstance(task, Question):
                self._answer(task)
            case "\n" | "\r" if isinstance(task, Exercise):
                self._judge([task])
            case "?":
                self._show(Text(HELP))

    def _explain(self) -> None:
        diagnosis = self._verdict.diagnosis if self._verdict else None
        if diagnosis is None:
            self._show(
                *self._verdict_again(), words("No mistake has been named: try h for a hint.")
            )
        else:
            self._show(markdown(self._session.explain(diagnosis.code)))

    def _answer(self, question: Question) -> None:
        self._show(task_page(question))
        with self._keyboard.lines():
            given = out().input(Text("Your answer: ", "bold"))
        reply = self._session.answer(question, read_answer(question, given))
        shown: list[RenderableType] = [reply_text(self._session, question, reply, keys=self._keys)]
        self._show(*shown)
        if reply.right:
            self._tally.right.add(question.key)
            self._move_on(question, shown)

    def _verdict_again(self) -> list[RenderableType]:
        return [verdict_text(self._verdict, keys=self._keys), Text()] if self._verdict else []

    # ------------------------------------------------------------ the screen

    def _begin(self, task: Task, *notices: RenderableType) -> None:
        """Turn to a task: its page, and where to write."""
        self._task, self._verdict = task, None
        self._session.open_task(task)
        parts: list[RenderableType] = [*notices, task_page(task), Text()]
        if isinstance(task, Exercise):
            where = place_of(self._session, task)
            parts.append(words("  write it in ", (where, "cyan"), " and save"))
        else:
            parts.append(words("  press ", ("a", "bold cyan"), " to answer"))
        self._show(*parts)

    def _show(self, *body: RenderableType) -> None:
        console = out()
        if console.is_terminal:
            console.clear()
        say(self._header(), Rule(style="bright_black"), *body)
        if self._keys:
            say(Text(), self._footer())

    def _header(self) -> Text:
        exercise_set = self._session.set_of(self._task)
        progress = self._session.progress()
        right = sum(progress.state(t.key).status is Status.RIGHT for t in exercise_set.tasks)
        place = words(
            (f"{exercise_set.id} {exercise_set.title}", "bold"),
            (" › ", "bright_black"),
            (self._task.name, "bold cyan"),
            "   ",
        )
        return place.append_text(bar(right, len(exercise_set.tasks)))

    def _footer(self) -> Text:
        text = Text()
        unfit = "a" if isinstance(self._task, Exercise) else "se"
        for key, means in KEYS.items():
            if key not in unfit:
                text.append("  " if text else "")
                text.append(key, "bold cyan").append(f" {means}", "bright_black")
        return text


def _trouble(says: str, next_step: str) -> RenderableType:
    text = words((WRONG, "bold red"), " ", clean(says))
    return text.append(f"\n  next  {clean(next_step)}", "cyan") if next_step else text


def _await_file(path: Path) -> None:
    """Give an editor that replaces its file the moment it needs."""
    end = time.monotonic() + ABSENT_S
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.005)
