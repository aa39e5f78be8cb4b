"""What the page shows of its questions; nothing is measured. `findings` does that."""

from __future__ import annotations

from collections.abc import Iterator

from arena.compiler.report import Fault
from arena.compiler.sources import Sources
from arena.course.answers import check_answer
from arena.errors import MalformedAnswer


def check_questions(sources: Sources) -> Iterator[Fault]:
    """What the page shows: measurements that are there, wrong answers that can be given."""
    for question in sources.exercise_set.questions:
        if question.finding and question.finding.measure not in sources.top_level("oracles"):
            what = (
                f"`{question.name}` is measured by `{question.finding.measure}`, which is missing"
            )
            yield sources.fault(
                "page.md", question.line, "measure", what, "Write it in oracles.py."
            )
        for common, _ in question.common:
            try:
                check_answer(question, common)
            except MalformedAnswer as error:
                what = f"nobody can answer `{common}` to `{question.name}`: {error.what}"
                yield sources.fault(
                    "page.md", question.line, "common", what, "Correct the key of `common`."
                )
