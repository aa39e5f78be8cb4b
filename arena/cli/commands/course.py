"""`arena course`: what authors need. New exercises, a preview, and the course compiler."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, Optional

import typer

from arena.cli.arguments import AsJson
from arena.errors import CourseError, UnknownName

if TYPE_CHECKING:
    from arena.compiler.report import SetReport
    from arena.course.model import Course, ExerciseSet

app = typer.Typer(help="Write exercises, look at them, and prove that their checks are not blind.")

Set = Annotated[
    Optional[str],  # noqa: UP045
    typer.Argument(metavar="[SET]", help="`0.1` or `s1_ray_tracing`; all if left out."),
]
Folder = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--course", help="The folder with course.toml, if it is not the installed one."),
]


@app.command()
def verify(
    set_name: Set = None,
    exercise: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--exercise", "-e", help="Run only this exercise; texts are read all the same."
        ),
    ] = None,
    as_json: AsJson = False,
    mutants: Annotated[bool, typer.Option("--mutants/--no-mutants", help="Run mutants.")] = True,
    cap: Annotated[
        int, typer.Option(min=0, help="Mutants an exercise at most; 0 for all there are.")
    ] = 120,
    jobs: Annotated[int, typer.Option(min=1, help="Sets at a time, or mutants of one.")] = 2,
    shard: Annotated[
        str, typer.Option(metavar="I/N", help="Part I of N of the sets; all parts are all.")
    ] = "1/1",
    fresh: Annotated[bool, typer.Option("--fresh", help="Run again what has not changed.")] = False,
    kept: Annotated[
        bool,
        typer.Option("--kept", help="Leave out mutants that proof.toml covers, a tenth apart."),
    ] = False,
    record: Annotated[
        bool, typer.Option("--record", help="Write proof.toml after a whole run without a fault.")
    ] = False,
    matrix: Annotated[
        bool, typer.Option("--matrix", help="Show which check fails for which mistake.")
    ] = False,
    folder: Folder = None,
) -> None:
    """Check that a set is sound: words, files, stubs, solutions, mistakes, mutants.

    Exit status 0 without a fault, 1 with one. With --json the last line is one JSON object.

    \b
      arena course verify 0.1
      arena course verify 0.1 -e make_rays_1d --matrix
      arena course verify --no-mutants --shard 1/3
    """
    from arena.cli.text.course_report import (
        VerifyBars,
        print_matrix,
        print_report,
        print_summary,
    )
    from arena.compiler.choices import Choices
    from arena.compiler.crew import share, verify_sets
    from arena.compiler.mutants import DEFAULT_CAP

    try:
        course = _open_course(folder)
    except CourseError as error:
        _stop(error, as_json)
    chosen = _sets(course, set_name)
    if exercise is not None:
        chosen = [s for s in chosen if exercise in {e.name for e in s.exercises}]
        if not chosen:
            raise UnknownName(f"there is no exercise `{exercise}`", "Names: arena list.")
    if record and (exercise is not None or not mutants or kept or 0 < cap < DEFAULT_CAP):
        raise typer.BadParameter("--record needs a whole run: no -e, --no-mutants, --kept or --cap")
    turn = _commits(course.folder) if kept else 0
    choices = Choices(exercise, mutants, cap or None, jobs, fresh or record, kept, turn, record)
    reports = []
    with VerifyBars() as bars:
        for report in verify_sets(course, share(chosen, _shard(shard)), choices, bars.of):
            print_report(report)
            if matrix:
                print_matrix(report)
            reports.append(report)
    print_summary(reports)
    if as_json:
        _print_json(reports)
    if any(report.faults for report in reports):
        raise typer.Exit(1)


@app.command()
def new(
    set_name: Annotated[str, typer.Argument(metavar="SET", help="Id or folder of the set.")],
    name: Annotated[
        str, typer.Argument(metavar="EXERCISE", help="`conv1d`, `Linear`, `Attention.forward`.")
    ],
    folder: Folder = None,
) -> None:
    """Add an exercise to a set; what is left to do is marked, and verify lists it.

    \b
      arena course new 0.1 intersect_plane
    """
    from arena.cli.text.locations import short_path
    from arena.cli.text.screen import say, words
    from arena.compiler.scaffold import add_exercise

    exercise_set = _sets(_open_course(folder), set_name)[0]
    for added in add_exercise(exercise_set, name):
        say(words(f"{short_path(added.path)}:{added.line}"))
    command = f"arena course verify {exercise_set.id} -e {name} --no-mutants"
    say(words("  next  ", (command, "cyan"), "   says what is left to do"))


@app.command()
def show(
    name: Annotated[
        str, typer.Argument(metavar="EXERCISE", help="`conv1d`, `0.2/conv1d`, `Attention.forward`.")
    ],
    folder: Folder = None,
) -> None:
    """Show all that belongs to one exercise, with places an editor can open.

    \b
      arena course show conv1d
    """
    from arena.cli.text.course_report import print_belongings
    from arena.compiler.belongings import belongings_of
    from arena.compiler.sources import Sources
    from arena.course.catalogue import Catalogue
    from arena.course.model import Exercise

    catalogue = Catalogue(_open_course(folder))
    exercise = catalogue.task(name)
    if not isinstance(exercise, Exercise):
        raise UnknownName(f"`{name}` is a question", "It stands in page.md and nowhere else.")
    exercise_set = catalogue.set_of(exercise)
    print_belongings(belongings_of(Sources(catalogue.course, exercise_set), exercise))


@app.command()
def preview(
    set_name: Set = None,
    port: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--port", min=1, max=65535, help="8501, or the next free one, if left out."),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in your browser.")
    ] = True,
    folder: Folder = None,
) -> None:
    """Open the pages as a learner sees them, in a workspace that is thrown away; Ctrl-C ends it.

    \b
      arena course preview 0.1
    """
    from arena.cli.preview import run_preview

    course = _open_course(folder)
    exercise_set = _sets(course, set_name)[0]
    run_preview(course, exercise_set, port, browser)


def _open_course(folder: Path | None) -> Course:
    from arena.course.load import load_course
    from arena.session import chosen_course

    return load_course(folder.resolve()) if folder else chosen_course()


def _sets(course: Course, name: str | None) -> list[ExerciseSet]:
    if name is None:
        return list(course.sets)
    found = [s for s in course.sets if name in (s.id, s.slug, s.title) or s.slug.endswith(name)]
    if not found:
        known = ", ".join(s.id for s in course.sets)
        raise UnknownName(f"there is no set `{name}`", f"Sets: {known}.")
    return found[:1]


def _commits(folder: Path) -> int:
    """How many commits lie behind; 0 where that cannot be known."""
    import subprocess

    command = ["git", "rev-list", "--count", "HEAD"]
    try:
        found = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except OSError:
        return 0
    return int(found.stdout) if found.returncode == 0 else 0


def _shard(text: str) -> tuple[int, int]:
    """`2/3` → (2, 3)."""
    first, _, last = text.partition("/")
    if not (first.isdigit() and last.isdigit() and 1 <= int(first) <= int(last)):
        raise typer.BadParameter(f"{text} is no part such as 1/3, 2/3 or 3/3")
    return int(first), int(last)


def _stop(error: CourseError, as_json: bool) -> NoReturn:
    """A course that cannot be read has one fault."""
    from arena.cli.text.screen import clean, say, words

    say(words(clean(error.what)), words("  next  ", (clean(error.next_step), "cyan")))
    if as_json:
        typer.echo('{"sets": {}, "ok": false}')
    raise typer.Exit(1)


def _print_json(reports: list[SetReport]) -> None:
    import json

    sets = {r.set_id: r.counts() for r in reports}
    typer.echo(json.dumps({"sets": sets, "ok": not any(r.faults for r in reports)}))
