"""A learner at work beside an editor: saves and keys come in through one queue, screens go out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rich.console import RenderableType
from rich.rule import Rule
from rich.text import Text

from arena.cli.arguments import notices_of
from arena.cli.text.after import after_parts
from arena.cli.text.hints import hint_text, solution_text
from arena.cli.text.lists import set_list
from arena.cli.text.locations import place_of
from arena.cli.text.pages import markdown, task_page
from arena.cli.text.questions import prompt_of, read_answer, reply_text
from arena.cli.text.runs import LOOK_S, at_hand_text, curves_text, goes_on_text
from arena.cli.text.screen import notice_text, out, say, waiting, words
from arena.cli.text.verdicts import outcome_line, verdict_text
from arena.cli.watch.changes import Changes
from arena.cli.watch.inbox import HELP, Happening, Inbox, Pressed, Saved, Trouble, Waited
from arena.cli.watch.keys import Keyboard, ended_by_signals
from arena.cli.watch.run import WatchedRun
from arena.cli.watch.saves import Saves
from arena.cli.watch.text import Tally, footer, header, trouble_text
from arena.course.model import Exercise, Kind, Question, Task
from arena.errors import ArenaError
from arena.grading.runlog import RunState
from arena.grading.verdict import Outcome, Verdict
from arena.session import Session


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
        self._changes = Changes(session)
        self._verdict: Verdict | None = None
        self._asked_for_solution = False
        self._tally = Tally()
        self._keyboard = Keyboard(self._inbox.pressed)
        self._keys = self._keyboard.active
        self._run = WatchedRun(session, self._footer)

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
                while self._handle(self._inbox.next(LOOK_S if self._run.goes_on else None)):
                    pass
        except KeyboardInterrupt:
            pass
        finally:
            self._run.hide()
            say(Text(), Text(self._tally.text(), "bright_black"))
            if self._run.exercise and self._run.goes_on:
                say(goes_on_text(self._run.exercise))

    def _handle(self, happening: Happening) -> bool:
        """Act on one thing that happened; False when it is time to go."""
        try:
            match happening:
                case Saved():
                    self._judge_saved(happening.paths)
                case Pressed("q" | "Q" | "\x04"):
                    return False
                case Waited():
                    self._look_at_run()
                case Pressed():
                    self._press(happening.key)
                case Trouble():
                    self._show(trouble_text(happening.says, "arena watch --poll"))
                    return False
        except ArenaError as error:
            self._show(trouble_text(error.what, error.next_step))
        return True

    # ------------------------------------------------------------ saves

    def _judge_saved(self, paths: Iterable[Path]) -> None:
        exercises = self._changes.in_files(paths, self._task)
        experiments = [e for e in exercises if e.type is Kind.EXPERIMENT]
        others = [e for e in exercises if e.type is not Kind.EXPERIMENT]
        if others:
            self._judge(others)
        elif experiments:
            self._offer_run(experiments[0])

    def _judge(self, exercises: list[Exercise]) -> None:
        """Judge the first in full and the others in a line each."""
        first, *others = exercises
        self._task, self._asked_for_solution = first, False
        verdict = self._verdict = self._check(first)
        shown = self._verdict_parts(first, verdict)
        self._show(*shown)
        if others:
            verdicts = [self._check(other) for other in others]
            tried = [v for v in verdicts if v.outcome is not Outcome.NOT_ATTEMPTED]
            shown += [Text(), *map(outcome_line, tried)]
            self._show(*shown)
        if verdict.outcome is Outcome.RIGHT:
            self._move_on(first, shown)

    def _check(self, exercise: Exercise) -> Verdict:
        loads = self._session.judge.announcement(exercise.key)
        if not (loads or self._tally.judged):
            loads = "the first check of the day loads PyTorch"
        with waiting(f"judging {exercise.name}" + (f" ({loads})" if loads else "")):
            verdict = self._session.check(exercise)
        self._count(exercise, verdict)
        return verdict

    def _count(self, exercise: Exercise, verdict: Verdict) -> None:
        self._tally.judged += 1
        if verdict.outcome is Outcome.RIGHT:
            self._tally.right.add(exercise.key)

    def _verdict_parts(self, exercise: Exercise, verdict: Verdict) -> list[RenderableType]:
        return [
            verdict_text(verdict, keys=self._keys),
            *after_parts(self._session, exercise, verdict, keys=self._keys),
        ]

    # ------------------------------------------------------------ experiments

    def _offer_run(self, exercise: Exercise) -> None:
        """A run takes a while, so a save starts none."""
        self._task, self._verdict, self._asked_for_solution = exercise, None, False
        if self._run.goes_on and self._run.exercise == exercise:
            said = "saved; the run goes on with the text it began with"
            self._show(words(said), words("  press ", ("r", "bold cyan"), " to look at it"))
        elif self._keys:
            self._show(words("saved; press ", ("r", "bold cyan"), " to run"))
        else:
            self._show(words("saved; to run it: ", (f"arena check {exercise.name}", "cyan")))

    def _start_run(self, exercise: Exercise) -> None:
        """Start it, or look at the one that goes on or has ended unseen."""
        self._task, self._verdict = exercise, None
        ended = self._run.start(exercise)
        if ended is not None:
            self._show_end(exercise, ended)
            return
        self._show_head()
        self._run.show()

    def _look_at_run(self) -> None:
        was_on_screen = self._run.is_on_screen
        exercise, state = self._run.exercise, self._run.look()
        if state is None or exercise is None:
            return
        if was_on_screen:
            self._run.forget()
            self._show_end(exercise, state)
        else:
            say(Text(), at_hand_text(exercise.name, state, keys=True))

    def _show_end(self, exercise: Exercise, state: RunState) -> None:
        verdict = state.verdict
        if verdict is None:
            return
        self._task, self._verdict = exercise, verdict
        self._count(exercise, verdict)
        shown: list[RenderableType] = [curves_text(state), Text()] if state.points else []
        shown += self._verdict_parts(exercise, verdict)
        self._show(*shown)
        if verdict.outcome is Outcome.RIGHT:
            self._move_on(exercise, shown)

    # ------------------------------------------------------------ going on

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
                runs = self._session.runs_at_hand()
                self._show(set_list(here, progress, task, runs, heading=False))
            case "a" if isinstance(task, Question):
                self._answer(task)
            case "r" | "\n" | "\r" if experiment := self._experiment(key):
                self._start_run(experiment)
            case "x" if self._run.goes_on:
                self._run.stop()
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
            given = out().input(Text(prompt_of(question), "bold"))
        reply = self._session.answer(question, read_answer(question, given))
        shown: list[RenderableType] = [reply_text(self._session, question, reply, keys=self._keys)]
        self._show(*shown)
        if reply.right:
            self._tally.right.add(question.key)
            self._move_on(question, shown)

    def _experiment(self, key: str) -> Exercise | None:
        """The one that `r` means: the current task, else the one that is followed."""
        if isinstance(self._task, Exercise) and self._task.type is Kind.EXPERIMENT:
            return self._task
        return self._run.exercise if key in "rR" else None

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
            then = ", then press r" if task.type is Kind.EXPERIMENT and self._keys else ""
            parts.append(words("  write it in ", (where, "cyan"), f" and save{then}"))
            run = self._run.join(task) if task.type is Kind.EXPERIMENT else None
            if run:
                parts.append(at_hand_text(task.name, run, keys=self._keys))
        else:
            parts.append(words("  press ", ("a", "bold cyan"), " to answer"))
        self._show(*parts)

    def _show_head(self) -> None:
        self._run.hide()
        console = out()
        if console.is_terminal:
            console.clear()
        here, progress = self._session.set_of(self._task), self._session.progress()
        say(header(here, self._task, progress), Rule(style="bright_black"))

    def _show(self, *body: RenderableType) -> None:
        self._show_head()
        say(*body)
        if self._keys:
            say(Text(), self._footer())

    def _footer(self) -> Text:
        unfit = "a" if isinstance(self._task, Exercise) else "se"
        unfit += "" if self._experiment("r") else "r"
        return footer(unfit + ("" if self._run.goes_on else "x"))
