"""What stands around the middle of a screen while watching: header, footer, the last line."""

from __future__ import annotations

import time
from collections.abc import Container
from dataclasses import dataclass, field

from rich.console import RenderableType
from rich.text import Text

from arena.cli.text.screen import WRONG, bar, clean, words
from arena.cli.watch.inbox import KEYS
from arena.course.model import ExerciseSet, Task
from arena.journal.progress import Progress, Status
from arena.render.amounts import count


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


def header(exercise_set: ExerciseSet, task: Task, progress: Progress) -> Text:
    """`0.1 Ray tracing › make_rays_1d   ███░░ 3/8`."""
    right = sum(progress.state(t.key).status is Status.RIGHT for t in exercise_set.tasks)
    place = words(
        (f"{exercise_set.id} {exercise_set.title}", "bold"),
        (" › ", "bright_black"),
        (task.name, "bold cyan"),
        "   ",
    )
    return place.append_text(bar(right, len(exercise_set.tasks)))


def footer(unfit: Container[str]) -> Text:
    """The keys and what they mean, without those that do nothing now."""
    text = Text()
    for key, means in KEYS.items():
        if key not in unfit:
            text.append("  " if text else "")
            text.append(key, "bold cyan").append(f" {means}", "bright_black")
    return text


def trouble_text(says: str, next_step: str) -> RenderableType:
    """What went wrong, and what to do now."""
    text = words((WRONG, "bold red"), " ", clean(says))
    return text.append(f"\n  next  {clean(next_step)}", "cyan") if next_step else text
