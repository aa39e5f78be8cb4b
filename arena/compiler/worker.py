"""`python -m arena.compiler.worker`: verifies the set that standard input names; see `crew`."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

from arena.compiler.choices import Progress
from arena.compiler.crew import Begun, Done, Failed, Message, Order, Stepped
from arena.compiler.verify import verify_set
from arena.course.load import load_course
from arena.errors import ArenaError
from arena.grading.profile import Profile

if TYPE_CHECKING:
    from arena.compiler.running import JudgePair


class _Told(Progress):
    """Progress as lines of JSON on a file that nothing else writes to."""

    def __init__(self, descriptor: int) -> None:
        self._file = os.fdopen(descriptor, "w", encoding="utf-8", buffering=1)
        self._lock = threading.Lock()

    def begin(self, what: str, steps: int) -> None:
        """A stage of so many steps begins."""
        self.tell(Begun(what=what, steps=steps))

    def step(self) -> None:
        """One of them is done."""
        self.tell(Stepped())

    def tell(self, message: Message) -> None:
        """One line."""
        with self._lock:
            self._file.write(message.model_dump_json() + "\n")


def main() -> None:
    """Verify one set and print its report."""
    order = Order.model_validate_json(sys.stdin.buffer.read())
    told = _Told(os.dup(1))
    os.dup2(2, 1)  # what an author's module prints is no message
    course = load_course(order.course)
    exercise_set = next(s for s in course.sets if s.id == order.set_id)
    with ExitStack() as stack:

        def judges() -> JudgePair:
            from arena.compiler.running import JudgePair  # imports torch: seconds

            return stack.enter_context(JudgePair.open(course, Profile.of(exercise_set)))

        try:
            report = verify_set(course, exercise_set, judges, order.choices, told)
        except ArenaError as error:
            told.tell(Failed(what=error.what, next_step=error.next_step))
        else:
            told.tell(Done(report=report))


if __name__ == "__main__":
    main()
