"""Kill processes with SIGKILL while they write the workspace or the journal, and count what was
lost.

    python tests/unit/killing.py workspace 1000
    python tests/unit/killing.py journal 1000

The last line is a JSON object: `{"what": …, "kills": …, "acknowledged": …, "lost": […],
"seconds": …}`. Children are forked from this process, which has imported everything, so a kill
costs milliseconds. A child says on a pipe what has returned to it; the parent kills it after a
random time and looks at what is on the disk.
"""

from __future__ import annotations

import ast
import functools
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from workspace_course import NAMES, SOLUTIONS, make_course, make_set

from arena.course.model import Course, Exercise, ExerciseSet
from arena.journal.journal import EventKind, Journal
from arena.workspace.workspace import Saved, Workspace

LONGEST = 0.08  # seconds before the kill; several writes take place in it
SCRATCH = "# %% scratch\nprint('a line of the learner')\n"
CHANGED = SOLUTIONS.replace("Volume of a cube", "Volume of a cube in m³").replace(
    "def volume", "def edge() -> float:\n    return 1.0\n\n\ndef volume"
)


def killed(work: Callable[[Callable[[int], None]], None], delay: float, *, warm: bool) -> list[int]:
    """Fork, work, kill; the numbers that were acknowledged by then.

    Args:
        work: runs in the child until it dies; calls its argument with each number that is done.
        delay: seconds before the kill.
        warm: count them from the first number on, so that a slow disk gives as many writes.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            work(lambda n: _say(writing, n))
        finally:
            os._exit(3)
    os.close(writing)
    said = os.read(reading, 64) if warm else b""
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        said += pipe.read()
    assert os.WIFSIGNALED(status), f"the child ended by itself: {said!r}"
    return [int(line) for line in said.split()]


def _say(pipe: int, n: int) -> None:
    os.write(pipe, b"%d\n" % n)


# ---------------------------------------------------------------- workspace


def answer(n: int) -> str:
    """An answer of many pages, so that half of it would be seen."""
    filler = "".join(f"    x{i} = {n}\n" for i in range(400))
    return f"def area(radius: float) -> float:\n{filler}    return {n}"


def kill_workspace(folder: Path, kills: int, seed: int) -> tuple[int, list[str]]:
    """Kill writers and syncers; how many writes returned, and one sentence for each loss."""
    rng = random.Random(seed)
    lost: list[str] = []
    old = make_course(folder / "old", make_set(folder / "old"))
    new = make_course(folder / "new", make_set(folder / "new", CHANGED, (*NAMES, "edge")))
    exercise_set = new.sets[0]
    area = next(e for e in exercise_set.exercises if e.name == "area")
    root = folder / "w"
    Workspace.create(root, old)
    path = root / "ch0_basics" / "s1_shapes.py"
    path.write_text(path.read_text() + "\n\n" + SCRATCH)
    written = 0
    for turn in range(kills):
        acknowledged = killed(
            functools.partial(_write_for_ever, root, (old, new), area, written),
            rng.uniform(0, LONGEST),
            warm=turn % 2 == 1,
        )
        last = acknowledged[-1] if acknowledged else written
        lost += [f"kill {turn}: {what}" for what in _workspace_losses(root, exercise_set, last)]
        written = max(last, _number(path.read_text()))
    return written, lost


def _write_for_ever(
    root: Path, courses: tuple[Course, Course], area: Exercise, n: int, say: Callable[[int], None]
) -> None:
    workspace = Workspace.open(root)
    exercise_set = courses[1].sets[0]
    while True:
        base = workspace.read(exercise_set, area).digest
        n += 1
        assert isinstance(workspace.write(exercise_set, area, answer(n), base), Saved)
        say(n)
        if n % 3 == 0:
            workspace.sync(courses[n % 2])


def _workspace_losses(root: Path, exercise_set: ExerciseSet, last: int) -> Iterator[str]:
    source = (root / "ch0_basics" / "s1_shapes.py").read_text()
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        yield f"the file no longer parses: {error}"
        return
    names = [n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    if len(names) != len(set(names)) or not {"area", "Box", "unit_box", "volume"} <= set(names):
        yield f"definitions are {names}"
    if SCRATCH not in source:
        yield "a line of the learner is gone"
    n = _number(source)
    if n < last:
        yield f"answer {last} was saved, {n} is there"
    if n and answer(n) not in source:
        yield f"answer {n} is not whole"
    if Workspace.open(root).notices:
        yield "workspace.json is damaged"


def _number(source: str) -> int:
    tree = ast.parse(source)
    area = next(n for n in tree.body if getattr(n, "name", "") == "area")
    assert isinstance(area, ast.FunctionDef)
    last = area.body[-1]
    return int(ast.literal_eval(last.value)) if isinstance(last, ast.Return) and last.value else 0


# ---------------------------------------------------------------- journal


def kill_journal(folder: Path, kills: int, seed: int) -> tuple[int, list[str]]:
    """Kill recorders, every fifth while it begins a journal; returned records and losses."""
    rng = random.Random(seed)
    lost: list[str] = []
    acknowledged = 0
    for turn in range(kills):
        if turn % 5 == 0:
            path, expected = folder / f"journal{turn}.sqlite", 0
        start = expected
        said = killed(
            functools.partial(_record_for_ever, path, start),
            rng.uniform(0, LONGEST),
            warm=turn % 2 == 1,
        )
        acknowledged += len(said)
        with Journal.open(path) as journal:
            found = [e.data["n"] for e in journal.events(kinds=[EventKind.SAVED])]
            lost += [f"kill {turn}: {notice}" for notice in journal.notices]
        if found != list(range(1, len(found) + 1)) or len(found) < (said[-1] if said else start):
            lost.append(f"kill {turn}: {said[-1:]} was recorded, {len(found)} are there")
        expected = len(found)
    return acknowledged, lost


def _record_for_ever(path: Path, n: int, say: Callable[[int], None]) -> None:
    journal = Journal.open(path)
    while True:
        n += 1
        journal.record(EventKind.SAVED, "0.1/area", n=n, filler="x" * 500)
        say(n)


def kill_repair(folder: Path, kills: int, seed: int) -> tuple[int, list[str]]:
    """Kill processes while they set a damaged journal aside; finished repairs and losses."""
    rng = random.Random(seed)
    whole = folder / "whole.sqlite"
    with Journal.open(whole) as journal:
        for n in range(60):
            journal.record(EventKind.SAVED, "0.1/area", n=n, filler="x" * 500)
    data = bytearray(whole.read_bytes())
    at = data.index(b'"n": 30,') // 4096 * 4096
    data[at : at + 4096] = os.urandom(4096)
    lost: list[str] = []
    carried_over = ended = 0
    for turn in range(kills):
        path = folder / f"damaged{turn}.sqlite"
        path.write_bytes(data)
        ended += len(killed(functools.partial(_repair, path), rng.uniform(0, 0.2), warm=False))
        with Journal.open(path) as journal:
            found = len(journal.events())
        kept = [p.read_bytes() for p in folder.glob(f"{path.stem}.damaged-*.sqlite")]
        carried_over = carried_over or found
        if found != carried_over or not 40 < found < 60:
            lost.append(f"kill {turn}: {found} events were carried over, not {carried_over}")
        if data not in kept:
            lost.append(f"kill {turn}: the damaged file is gone")
    return ended, lost


def _repair(path: Path, say: Callable[[int], None]) -> None:
    Journal.open(path)
    say(1)
    time.sleep(60)


def main(what: str, kills: int, seed: int = 0) -> None:
    """Do it in a temporary folder and print what came of it."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = folder
        kill = {"workspace": kill_workspace, "journal": kill_journal, "repair": kill_repair}[what]
        acknowledged, lost = kill(Path(folder), kills, seed)
    seconds = round(time.monotonic() - begun, 1)
    for loss in lost[:10]:
        print(loss)
    report = {"what": what, "kills": kills, "acknowledged": acknowledged, "lost": lost}
    print(json.dumps(report | {"seconds": seconds}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *map(int, sys.argv[3:4]))
