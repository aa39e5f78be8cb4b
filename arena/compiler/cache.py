"""What running a set has shown, kept while nothing it depends on has changed.

The key holds the bytes of the set and of the engine, and the versions of Python and of the packages
that compute. In continuous integration nothing is read: a stale success is worse than a slow one.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
from pathlib import Path

import platformdirs
from pydantic import ValidationError

import arena
from arena.compiler.report import Graded
from arena.compiler.sources import Sources

_PACKAGES = ("torch", "numpy", "einops", "jaxtyping", "plotly", "libcst")


def cache_key(sources: Sources, choices: str) -> str:
    """A hash of everything a graded result depends on.

    Args:
        sources: the set.
        choices: what was asked to be run.
    """
    engine = Path(arena.__file__).parent
    machine = f"{platform.platform()} {platform.python_version()}"
    digest = hashlib.sha256(f"{choices}\0{machine}\0".encode())
    for package in (*_PACKAGES, *sources.exercise_set.packages):
        try:
            version = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            version = "absent"
        digest.update(f"{package}={version}\0".encode())
    digest.update(sources.exercise_set.model_dump_json().encode())
    for root, pattern in ((sources.folder, "*"), (engine, "*.py")):
        for path in sorted(root.rglob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                digest.update(f"{path.relative_to(root).as_posix()}={content}\0".encode())
    return digest.hexdigest()


def read_cache(key: str) -> Graded | None:
    """What is kept under a key; nothing in continuous integration."""
    if os.environ.get("CI"):
        return None
    try:
        return Graded.model_validate_json(_path(key).read_bytes())
    except (OSError, ValidationError):
        return None


def write_cache(key: str, graded: Graded) -> None:
    """Keep a result; a cache that cannot be written is no reason to stop."""
    path = _path(key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.write_text(graded.model_dump_json(), encoding="utf-8")
        temporary.replace(path)
    except OSError:
        return


def _path(key: str) -> Path:
    return Path(platformdirs.user_cache_dir("arena")) / "verify" / f"{key}.json"
