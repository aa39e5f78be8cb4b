"""The files of a curriculum → one `Course` value, from text and syntax trees, importing nothing."""

from __future__ import annotations

import importlib.util
import tomllib
from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import ValidationError

from arena.course.definitions import Definition, owner_of
from arena.course.model import Chapter, Course, Exercise, ExerciseSet, Figure, Value
from arena.course.page import parse_page
from arena.course.parts import Role, definitions_in
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
    """Read a whole course.

    Args:
        folder: the one with `course.toml`; the installed curriculum if None.

    Raises:
        CourseError: the first fault found, with file, line and what to do.
    """
    folder = folder or course_folder()
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


def load_chapter(folder: Path) -> Chapter:
    """Read one chapter and its sets."""
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
    """Read one set: its page, checked against what its modules define."""
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
    return exercise_set


def _check_names(exercise_set: ExerciseSet, path: Path) -> None:
    solutions = definitions_in(exercise_set, Role.SOLUTIONS)
    mistakes = definitions_in(exercise_set, Role.MISTAKES)
    checks = definitions_in(exercise_set, Role.CHECKS)
    seen: set[str] = set()
    for task in exercise_set.tasks:
        if task.name in seen:
            raise CourseError(f"two tasks are called `{task.name}`", "Rename one.", path, task.line)
        seen.add(task.name)
        if isinstance(task, Exercise):
            _check_exercise(task, solutions, checks, mistakes, path)
    figures = definitions_in(exercise_set, Role.FIGURES)
    for section in exercise_set.sections:
        for block in section.blocks:
            if isinstance(block, Figure) and block.name not in figures:
                what = f"the figure `{block.name}` is not among the figures"
                raise CourseError(
                    what, "Write the function, or correct the name.", path, block.line
                )


def _check_exercise(
    task: Exercise,
    solutions: Mapping[str, Definition],
    checks: Mapping[str, Definition],
    mistakes: Mapping[str, Definition],
    path: Path,
) -> None:
    if task.name not in solutions:
        what = f"`{task.name}` is not defined in solutions.py"
        raise CourseError(what, "Write its solution, or correct the name.", path, task.line)
    if not any(c.startswith(task.symbol + "__") for c in checks):
        what = f"`{task.name}` has no check"
        raise CourseError(what, f"Write `def {task.symbol}__claim(…)`.", path, task.line)
    for hint in task.hints:
        if hint.mistake and hint.mistake not in mistakes:
            what = f"the hint is tied to `{hint.mistake}`, which is no mistake"
            raise CourseError(what, "Correct the name.", path, hint.line)
        if hint.mistake and owner_of(hint.mistake, [task.name]) is None:
            what = f"the hint is tied to a mistake of another exercise than `{task.name}`"
            raise CourseError(what, "Move the hint.", path, hint.line)


def _check_needs(exercise_set: ExerciseSet, path: Path) -> None:
    by_name = {e.name: e for e in exercise_set.exercises}
    for exercise in exercise_set.exercises:
        for need in exercise.needs:
            if need not in by_name:
                what = f"`{exercise.name}` needs `{need}`, which this set does not have"
                raise CourseError(what, "Correct the name.", path, exercise.line)
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
