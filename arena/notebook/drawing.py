"""`draw`: a figure of the course with the functions of this kernel."""

from __future__ import annotations

from collections.abc import Mapping

from arena.errors import ArenaError
from arena.notebook.collect import collect
from arena.notebook.history import Namespace
from arena.notebook.kernel_session import kernel_session
from arena.notebook.progress import canvas, drawer
from arena.notebook.stopping import caller, kindly
from arena.notebook.tensors import find_figure
from arena.notebook.views import Drawn
from arena.render.notebook import SET_NAME


@kindly
def draw(name: str) -> Drawn:
    """A figure of the course, drawn with your functions: ours where one is missing or not right.

    Args:
        name: of a figure, such as `"turning_mesh"`.
    """
    namespace = caller()
    session = kernel_session()
    exercise_set, figure = find_figure(session, name, namespace.get(SET_NAME))
    if not figure.exercises:
        what = f"The figure “{figure.name}” is drawn without any exercise."
        raise ArenaError(what, f'show("{figure.name}")')
    source = _source(figure.exercises, namespace)
    session.drawings.start(exercise_set, figure, source, "<notebook>")
    try:
        drawing = session.drawings.wait(exercise_set, figure, drawer(canvas()))
    except KeyboardInterrupt:
        session.drawings.stop(exercise_set, figure)
        raise
    if drawing.figure is None:
        step = f'show("{figure.name}") shows it drawn with ours.'
        raise ArenaError(f"Your code drew no picture. {drawing.failure}", step)
    return Drawn(figure.name, drawing.figure, drawing.caption)


def _source(exercises: tuple[str, ...], namespace: Namespace | Mapping[str, object]) -> str:
    """The text of those that the kernel has, as one file; what two of them use comes twice."""
    owners = dict.fromkeys(name.partition(".")[0] for name in exercises)
    held = [(owner, namespace[owner]) for owner in owners if owner in namespace]
    return "\n\n".join(collect(owner, what, namespace).source for owner, what in held)
