"""Writes `arena/constraints.txt`: the versions with which everything was proven.

`make constraints` runs it in an environment in which `make test` has passed.
"""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
FILE = ROOT / "arena" / "constraints.txt"
HEAD = "# The versions with which the course was proven. Written by `make constraints`.\n"


def main() -> None:
    """Write the file anew."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    lines = [*project["dependencies"], *(line for extra in extras for line in extra)]
    versions = installed(lines)
    text = "".join(f"{name}=={version}\n" for name, version in sorted(versions.items()))
    FILE.write_text(HEAD + text, encoding="utf-8")
    print(f"{FILE.relative_to(ROOT)}: {len(versions)} versions")


def installed(lines: list[str]) -> dict[str, str]:
    """Name and public version of each package that is here of these and of what they need."""
    found: dict[str, str] = {}
    waiting = [Requirement(line) for line in lines]
    seen: set[tuple[str, str]] = set()
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        for extra in ("", *sorted(wanted.extras)):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            try:
                here = distribution(name)
            except PackageNotFoundError:
                continue  # another system's, or an extra that nobody here has
            found[name] = Version(here.version).public  # a build such as +cpu is the machine's
            needs = [Requirement(line) for line in here.requires or []]
            waiting += [n for n in needs if n.marker is None or n.marker.evaluate({"extra": extra})]
    return found


if __name__ == "__main__":
    main()
