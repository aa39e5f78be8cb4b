"""The files of a curriculum → one `Course` value, from text and syntax trees, importing nothing."""

from __future__ import annotations

import importlib.util
import tomllib
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from arena.course.kept import keep_course, kept_course
from arena.course.model import Chapter, Course, ExerciseSet, Kind, Value
from arena.errors import CourseError


class CourseFile(Value):
    """`course.toml`."""

    title: str
    install: str
    chapters: tuple[str, ...]


class ChapterFile(Value):
    """The front matter of `chapter.md`."""

    id: str
    title: str
    sets: tuple[str, ...]


def course_folder() -> Path:
    """Where the installed curriculum lies."""
    spec = importlib.util.find_spec("curriculum")
    if spec is None or not spec.submodule_search_locations:
        raise CourseError("the package `curriculum` is not installed", "pip install arena-course")
    return Path(next(iter(spec.submodule_search_locations)))


def load_course(folder: Path | None = None) -> Course:
    """Read a whole course: its pages, and from memory if none has changed since the last time.

    Args:
        folder: the one with `course.toml`; the installed curriculum if None.

    Raises:
        CourseError: the first fault found, with file, line and what to do.
    """
    folder = (folder or course_folder()).resolve()
    course = kept_course(folder)
    if course is None:
        course = read_course(folder)
        keep_course(course, [folder / "course.toml", *_pages_of(course)])
    return course


def read_course(folder: Path) -> Course:
    """Read a whole course from its files.

    Raises:
        CourseError: the first fault found, with file, line and what to do.
    """
    path = folder / "course.toml"
    try:
        file = CourseFile.model_validate(tomllib.loads(_read(path)))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise CourseError(f"{error}", "Correct the file.", path, 1) from None
    chapters = tuple(load_chapter(folder / slug) for slug in file.chapters)
    course = Course(title=file.title, folder=folder, install_line=file.install, chapters=chapters)
    ids = [s.id for s in course.sets]
    if twice := {i for i in ids if ids.count(i) > 1}:
        raise CourseError(f"two sets have the id {min(twice)}", "Change one `id:`.", path, 1)
    return course


def _pages_of(course: Course) -> Iterator[Path]:
    for chapter in course.chapters:
        yield course.folder / chapter.slug / "chapter.md"
        yield from (exercise_set.folder / "page.md" for exercise_set in chapter.sets)


def load_chapter(folder: Path) -> Chapter:
    """Read one chapter and its sets."""
    import yaml

    path = folder / "chapter.md"
    text = _read(path)
    head, _, intro = text.removeprefix("---\n").partition("\n---\n")
    try:
        front = ChapterFile.model_validate(yaml.safe_load(head))
    except (yaml.YAMLError, ValidationError) as error:
        raise CourseError(f"{error}", "It needs `id`, `title` and `sets`.", path, 1) from None
    sets = tuple(load_set(folder / slug) for slug in front.sets)
    return Chapter(id=front.id, slug=folder.name, title=front.title, intro=intro.strip(), sets=sets)


def load_set(folder: Path) -> ExerciseSet:
    """Read one set from its page; whether its modules define what it names, the compiler asks."""
    from arena.course.page import parse_page  # the Markdown parser, which a kept course spares

    path = folder / "page.md"
    page = parse_page(_read(path), path)
    front = page.front
    chapter = folder.parent
    exercise_set = ExerciseSet(
        slug=folder.name,
        folder=folder,
        package=f"{chapter.parent.name}.{chapter.name}.{folder.name}",
        chapter=chapter.name,
        sections=page.sections,
        **front.model_dump(),
    )
    _check_names(exercise_set, path)
    _check_needs(exercise_set, path)
    _check_runs(exercise_set, path)
    return exercise_set


def _check_names(exercise_set: ExerciseSet, path: Path) -> None:
    seen: set[str] = set()
    for task in exercise_set.tasks:
        if task.name in seen:
            raise CourseError(f"two tasks are called `{task.name}`", "Rename one.", path, task.line)
        seen.add(task.name)


def _check_runs(exercise_set: ExerciseSet, path: Path) -> None:
    """What is predicted is an experiment of the same set."""
    runs = [e.name for e in exercise_set.exercises if e.type is Kind.EXPERIMENT]
    for question in exercise_set.questions:
        if question.finding and question.finding.run not in ("", *runs):
            run = question.finding.run
            what = f"`{question.name}` predicts the run `{run}`, which is no experiment here"
            raise CourseError(what, "Correct the name.", path, question.line)


def _check_needs(exercise_set: ExerciseSet, path: Path) -> None:
    by_name = {e.name: e for e in exercise_set.exercises}
    for exercise in exercise_set.exercises:
        for need in exercise.needs:
            if need not in by_name:
                what = f"`{exercise.name}` needs `{need}`, which this set does not have"
                raise CourseError(what, "Correct the name.", path, exercise.line)
    for figure in exercise_set.figures:
        for name in figure.exercises:
            if name not in by_name:
                what = f"`{figure.name}` is drawn with `{name}`, which this set does not have"
                raise CourseError(what, "Correct the name.", path, figure.line)
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            cycle = " → ".join((*trail[trail.index(name) :], name))
            what = f"exercises need each other in a circle: {cycle}"
            raise CourseError(what, "Take one `needs` out.", path, by_name[name].line)
        if name not in done:
            for need in by_name[name].needs:
                visit(need, (*trail, name))
            done.add(name)

    for name in by_name:
        visit(name, ())


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError(
            "there is no such file", "Write it, or take its name out.", path
        ) from None
    except UnicodeDecodeError:
        raise CourseError("the file is not UTF-8", "Save it as UTF-8.", path, 1) from None
