"""What running a set has shown, kept while nothing it depends on has changed.

The key holds the bytes of the set and of what judges it, and the versions of Python and of the
packages that compute. In continuous integration nothing is read: what stands there is recorded in
`proof.toml`, for all to see.
"""

from __future__ import annotations

import hashlib
import os
import platform
from pathlib import Path

import platformdirs
from pydantic import ValidationError

from arena.compiler.keys import content_key, version_of
from arena.compiler.report import Graded
from arena.compiler.sources import Sources
from arena.files import keep

_PACKAGES = ("torch", "numpy", "einops", "jaxtyping", "plotly", "libcst")


def cache_key(sources: Sources, choices: str) -> str:
    """A hash of everything a graded result depends on.

    Args:
        sources: the set.
        choices: what was asked to be run.
    """
    machine = f"{platform.platform()} {platform.python_version()}"
    packages = (*_PACKAGES, *sources.exercise_set.packages)
    exact = " ".join(f"{package}={version_of(package)}" for package in packages)
    text = f"{choices}\0{machine}\0{exact}\0{sources.folder}\0{content_key(sources)}"
    return hashlib.sha256(text.encode()).hexdigest()


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
    keep(_path(key), graded.model_dump_json().encode())


def _path(key: str) -> Path:
    return Path(platformdirs.user_cache_dir("arena")) / "verify" / f"{key}.json"
