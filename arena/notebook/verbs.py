"""check, hint, solution and explain for an object of the kernel.

Each is the session's verb of that name; what is different is where the text comes from and how
the answer is shown. Nothing is printed, and no state of the kernel is changed.
"""

from __future__ import annotations

from arena.checking import Draft
from arena.course.model import Exercise, Kind, Question
from arena.errors import ArenaError, MalformedAnswer
from arena.grading.verdict import Outcome, Verdict
from arena.notebook.collect import Collected, collect
from arena.notebook.history import Namespace
from arena.notebook.kernel_session import kernel_session
from arena.notebook.naming import exercise_of, task_of
from arena.notebook.progress import run_and_watch
from arena.notebook.stopping import caller, kindly, stop
from arena.notebook.views import Checked, Replied, Words
from arena.render.words import LETTERS
from arena.session import Session


@kindly
def check(what: object, answer: object = ...) -> Checked | Replied:
    """Judge an exercise as it is in this kernel, or an answer to a question.

    Args:
        what: the function, class or method that you wrote, or a name such as `"conv1d"`.
        answer: to a question: `"b"`, `"a,c"`, `0.25` or a short text.

    Returns:
        The verdict, shown if it is the last thing in the cell; true if it is right.
    """
    namespace = caller()
    session = kernel_session()
    task = task_of(session, what, namespace)
    if isinstance(task, Question):
        return _reply(session, task, answer)
    collected = _collected(task, what, namespace)
    verdict = _judge(session, task, collected)
    if verdict.outcome is Outcome.NOT_ATTEMPTED:
        said = f"· {task.name} is not attempted yet."
        stop(said, f"write it in its cell, run that, then this one · hint({task.name})")
    predicted: tuple[str, ...] = ()
    if task.type is Kind.EXPERIMENT:
        replies = session.questions.predictions_of(task)
        predicted = tuple(f"{q.title}. {reply.why}" for q, reply in replies)
    return Checked(collected.in_cells(verdict), task, predicted)


@kindly
def hint(what: object) -> Words:
    """The next hint: one about the mistake that was found comes first.

    Args:
        what: the function or class, or the name of an exercise or question.
    """
    session = kernel_session()
    task = task_of(session, what, caller())
    found = session.hint(task)
    if found is None:
        more = "" if isinstance(task, Question) else f" There is `solution({task.name})`."
        return Words(f"There is no further hint for `{task.name}`.{more}")
    number = len(session.hints_shown(task))
    return Words(f"**Hint {number}**\n\n{found.text}")


@kindly
def solution(what: object) -> Words:
    """The reference answer, and other right ones."""
    session = kernel_session()
    exercise = exercise_of(session, what, caller())
    found = session.solution(exercise)
    parts = [f"```python\n{found.source.strip()}\n```"]
    for about, source in found.alternatives:
        parts += [f"**{about}**", f"```python\n{source.strip()}\n```"]
    return Words("\n\n".join(parts))


@kindly
def explain(what: object) -> Words:
    """What a mistake is about.

    Args:
        what: a code such as `"conv1d.flipped"`, or the function or class, for the mistake that
            its last check found.
    """
    session = kernel_session()
    namespace = caller()
    if isinstance(what, str) and ("." in what or "__" in what):
        return Words(session.explain(what))
    exercise = exercise_of(session, what, namespace)
    verdict = session.last_verdict(exercise)
    if verdict is None or verdict.diagnosis is None:
        return Words(f"The last check of `{exercise.name}` named no mistake.")
    code = verdict.diagnosis.code
    here = f"{exercise.set_id}/{code}" if verdict.diagnosis.source == "mistake" else code
    return Words(session.explain(here))


def _reply(session: Session, question: Question, answer: object) -> Replied:
    if answer is ...:
        said = f"· {question.name} is not answered yet."
        stop(said, f'put your answer in place of the dots · hint("{question.name}")')
    reply = session.answer(question, _given(question, answer))
    return Replied(reply.right, reply.why, reply.head)


def _given(question: Question, answer: object) -> str | float | tuple[int, ...]:
    if question.answer_kind in ("choice", "choices"):
        letters = [c for c in str(answer).casefold() if c.isalnum()]
        return tuple(LETTERS.index(c) if c in LETTERS else -1 for c in letters)
    if question.answer_kind == "heads" and isinstance(answer, float):
        what = f"{answer} is a number: 5.1 and 5.10 would be the same head."
        raise MalformedAnswer(what, 'Write heads between quotes, as in "5.5, 6.9".')
    if isinstance(answer, int | float) and not isinstance(answer, bool):
        return float(answer) if question.finding is None else repr(answer)
    if isinstance(answer, set | frozenset | list | tuple):
        return ", ".join(map(str, answer))
    return str(answer)


def _collected(exercise: Exercise, what: object, namespace: Namespace) -> Collected:
    """The object's text. A name, a method or an instance stands for the definition it is of."""
    if isinstance(what, str):
        if exercise.owner not in namespace:
            step = "Run the cell that defines it, then this one."
            raise ArenaError(f"There is no `{exercise.owner}` in this kernel yet.", step)
        what = namespace[exercise.owner]
    elif "." in exercise.name and not isinstance(what, type):
        what = namespace.get(exercise.owner, what)
    elif not hasattr(what, "__qualname__") and exercise.owner == type(what).__name__:
        what = type(what)
    return collect(exercise.owner, what, namespace)


def _judge(session: Session, exercise: Exercise, collected: Collected) -> Verdict:
    if loads := session.judge.announcement(exercise.key):
        print(loads)
    draft = Draft(collected.source, "<notebook>")
    if exercise.type is not Kind.EXPERIMENT:
        return session.check(exercise, draft)
    return run_and_watch(session, exercise, draft)
