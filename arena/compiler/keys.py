"""A hash of all that can change what a set's proof says, and of nothing else.

That is the judge, the compiler, the model of the course, the set itself, and what sets share. How a
verdict is drawn (`cli`, `web`, `render`) and where progress is kept change no proof.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
from collections.abc import Iterator
from pathlib import Path

import arena
from arena.compiler.sources import Sources
from arena.course.parts import SHELF

ENGINE = (
    *("__init__.py", "errors.py", "files.py", "views.py"),
    *("checks", "course", "models", "grading", "compiler"),
)
"""What of the engine a proof rests on; a test follows the imports and finds nothing else."""

PROOF = "proof.toml"
ABSENT = "absent"


def content_key(sources: Sources) -> str:
    """A hash of the files; the same on every machine."""
    digest = hashlib.sha256()
    for name, path in sorted(_files(sources)):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{name}={content}\0".encode())
    return digest.hexdigest()


def versions(sources: Sources) -> dict[str, str]:
    """Minor versions of Python, of torch and of the packages that the set names."""
    packages = ("torch", *sources.exercise_set.packages)
    found = {"python": ".".join(platform.python_version_tuple()[:2])}
    return found | {package: ".".join(version_of(package).split(".")[:2]) for package in packages}


def version_of(package: str) -> str:
    """The version of an installed distribution, or `absent`."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ABSENT


def _files(sources: Sources) -> Iterator[tuple[str, Path]]:
    engine = Path(arena.__file__).parent
    for entry in ENGINE:
        yield from _below(engine / entry, engine)
    course = sources.course.folder
    for path in (course / "__init__.py", course / SHELF, sources.folder.parent / "__init__.py"):
        yield from _below(path, course)
    for name, path in _below(sources.folder, course):
        if path != sources.folder / PROOF:
            yield name, path


def _below(path: Path, root: Path) -> Iterator[tuple[str, Path]]:
    """A file, or all files of a folder, with their names below `root`."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        if file.is_file() and "__pycache__" not in file.parts:
            yield file.relative_to(root).as_posix(), file
