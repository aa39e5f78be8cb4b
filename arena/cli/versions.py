"""Versions of packages: needed, proven, and whether one lies in a range. Standard library only."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from pathlib import Path

DISTRIBUTION = "arena-course"
CONSTRAINTS = Path(__file__).parents[1] / "constraints.txt"


def required() -> list[tuple[str, str]]:
    """Name and version range of every package that is needed, without extras.

    From the installed distribution, else from the `pyproject.toml` of a clone.
    """
    try:
        lines = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        file = Path(__file__).parents[2] / "pyproject.toml"
        if not file.is_file():
            return []
        lines = tomllib.loads(file.read_text(encoding="utf-8"))["project"]["dependencies"]
    found = []
    for line in lines:
        requirement, _, marker = line.partition(";")
        match = re.match(r"\s*([\w.-]+)(?:\[[^]]*\])?\s*([^\s].*)?$", requirement)
        if match and "extra ==" not in marker:
            found.append((match[1], (match[2] or "").replace(" ", "")))
    return found


def satisfies(version: str, specifier: str) -> bool:
    """Whether `2.13.0+cpu` lies in `>=2.8,<2.14`; only the release numbers are compared."""
    have = _numbers(version)
    for part in filter(None, specifier.split(",")):
        match = re.match(r"(>=|<=|==|!=|~=|<|>)\s*([\w.*+!-]+)", part)
        if not match:
            continue
        bound = _numbers(match[2])
        width = max(len(have), len(bound))
        a, b = (n + (0,) * (width - len(n)) for n in (have, bound))
        holds = {
            ">=": a >= b,
            "<=": a <= b,
            "<": a < b,
            ">": a > b,
            "!=": a != b,
            "==": a[: len(bound)] == bound,
            "~=": a >= b and a[: len(bound) - 1] == bound[:-1],
        }
        if not holds[match[1]]:
            return False
    return True


def _numbers(version: str) -> tuple[int, ...]:
    match = re.match(r"[vV]?(\d+(?:\.\d+)*)", version)
    return tuple(int(n) for n in match[1].split(".")) if match else (0,)


def proven() -> dict[str, str]:
    """Name → version of each package with which the course was proven."""
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines() if CONSTRAINTS.exists() else []
    pairs = (line.partition("==") for line in lines if "==" in line)
    return {name.lower(): version for name, _, version in pairs}
