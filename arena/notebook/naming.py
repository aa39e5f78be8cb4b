"""Which task a learner means by an object of the kernel, or by a name."""

from __future__ import annotations

from typing import Any

from arena.course.model import Exercise, Task
from arena.errors import UnknownName
from arena.notebook.history import Namespace
from arena.render.notebook import SET_NAME
from arena.session import Session


def task_of(session: Session, what: object, namespace: Namespace) -> Task:
    """The task.

    Args:
        session: where names are looked up.
        what: a function, class, method or instance, or a name such as `"0.2/conv1d"`.
        namespace: the kernel's; it says of which set the notebook is.

    Raises:
        UnknownName: it is no exercise; with what to do.
    """
    if isinstance(what, str):
        return session.find(_in_set(what, namespace))
    names = names_of(what, namespace)
    for name in names:
        try:
            found = session.find(_in_set(name, namespace))
        except UnknownName:
            continue
        return found
    said = names[0] if names else f"an object of the type {type(what).__name__}"
    try:
        session.find(_in_set(said, namespace))
    except UnknownName as error:
        nearest = error.next_step
    what_is_wrong = f"{said} is no exercise of this set."
    raise UnknownName(what_is_wrong, f'{nearest} You can also say it: check("…").')


def exercise_of(session: Session, what: object, namespace: Namespace) -> Exercise:
    """The same where only code will do.

    Raises:
        UnknownName: it is a question.
    """
    task = task_of(session, what, namespace)
    if isinstance(task, Exercise):
        return task
    step = f'check("{task.name}", your_answer)'
    raise UnknownName(f"{task.name} is a question: it has no code.", step)


def names_of(what: object, namespace: Namespace) -> list[str]:
    """What an object may be called: the names it is bound to, then what it calls itself."""
    bound = [n for n, value in namespace.items() if value is what and not n.startswith("_")]
    own: Any = what
    if not hasattr(own, "__qualname__"):
        own = type(what)
    qualified = str(getattr(own, "__qualname__", ""))
    plain = [part for part in (qualified, qualified.rpartition(".")[2]) if part.isidentifier()]
    dotted = [qualified] if "." in qualified and "<" not in qualified else []
    return list(dict.fromkeys([*bound, *dotted, *plain]))


def _in_set(name: str, namespace: Namespace) -> str:
    here = namespace.get(SET_NAME)
    return f"{here}/{name}" if isinstance(here, str) and "/" not in name else name
