"""Who may import what: checks travel without the answers, solutions only use what a learner has."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

from arena.compiler.report import Fault
from arena.compiler.sources import Sources
from arena.course.parts import COMMON, SHELF, Role

ALWAYS_THERE = frozenset({"torch", "numpy", "einops", "jaxtyping", "plotly"})
PUBLIC_ENGINE = ("arena", "arena.checks")
_IMPORT_NAMES = {"scikit-learn": "sklearn", "pillow": "PIL", "pyyaml": "yaml"}


def check_imports(sources: Sources) -> Iterator[Fault]:
    """Imports that fail on a learner's machine or show a submission the answers."""
    hidden = set(Role)
    for role in (Role.CHECKS, Role.DRAWINGS):
        for file in sources.files[role]:
            yield from _forbid(sources, file, hidden, f"the child that runs {role} has not")
            yield from _check_siblings(sources, file)
    for file in sources.files["solutions"]:
        yield from _forbid(sources, file, hidden - {Role.SOLUTIONS}, "a learner has not")
    for module in sources.given:
        yield from _forbid(sources, f"{module}.py", hidden, "a learner has not")
    for module in ("solutions", "checks", "drawings", *sources.given):
        for file in sources.files[module]:
            yield from _check_packages(sources, file, engine=module != "solutions")
    yield from _check_independence(sources)


def _check_packages(sources: Sources, file: str, engine: bool) -> Iterator[Fault]:
    allowed = _allowed(sources, engine)
    course = sources.exercise_set.package.partition(".")[0]
    ours = (".", f"{sources.exercise_set.package}.", f"{course}.{SHELF}.")
    for line, name in _imports(sources.trees[file]):
        root = name.partition(".")[0]
        if not name.startswith(ours) and (name if root == "arena" else root) not in allowed:
            what = f"{file} imports `{name}`, which not every learner has"
            advice = "Do without it, or add it to `packages` at the head of page.md."
            yield sources.fault(file, line, "imports", what, advice)


def _forbid(sources: Sources, file: str, roles: set[Role], who: str) -> Iterator[Fault]:
    package = sources.exercise_set.package
    here = "." * (1 + file.count("/"))  # what the folder of the set is called in a relative import
    for line, name in _imports(sources.trees[file]):
        if name.startswith(f"{package}."):
            imported = name.removeprefix(f"{package}.")
        elif name.startswith(here):
            imported = name.removeprefix(here)
        else:
            continue
        if (role := imported.partition(".")[0]) in roles:
            what = f"{file} imports the {role}, which {who}"
            advice = "Move what both need to a module of its own, which is then given."
            yield sources.fault(file, line, "imports", what, advice)


def _check_siblings(sources: Sources, file: str) -> Iterator[Fault]:
    """A file of checks travels alone with `common.py`."""
    for line, name in _imports(sources.trees[file]):
        is_sibling = "/" in file and re.match(r"\.\w", name)
        if is_sibling and (file in sources.common or name != f".{COMMON}"):
            what = f"{file} imports `{name}`, which does not travel with it to the child"
            advice = f"Move what both need to checks/{COMMON}.py, or to a given module."
            yield sources.fault(file, line, "imports", what, advice)


def _check_independence(sources: Sources) -> Iterator[Fault]:
    """An oracle that calls the solution it is the oracle of agrees with every fault in it."""
    borrowed = {
        alias.asname or alias.name: alias.name
        for file in sources.files["oracles"]
        for node in sources.trees[file].body
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("solutions")
        for alias in node.names
    }
    for exercise in sources.exercise_set.exercises:
        oracle = sources.definitions["oracles"].get(exercise.symbol)
        if oracle is None:
            continue
        used = {n.id for n in ast.walk(oracle.node) if isinstance(n, ast.Name)}
        if any(borrowed.get(name) == exercise.owner for name in used):
            what = f"the oracle of `{exercise.name}` calls the solution"
            advice = "Write a slow loop or use the framework, or give a reason in design.md: "
            advice += f"- `{exercise.name}` oracle: why."
            line = oracle.node.lineno
            yield sources.fault(oracle.path, line, "oracle", what, advice, exercise.name)


def _allowed(sources: Sources, engine: bool) -> set[str]:
    packages = {_IMPORT_NAMES.get(p, p.replace("-", "_")) for p in sources.exercise_set.packages}
    allowed = {*sys.stdlib_module_names, *ALWAYS_THERE, *packages}
    return allowed | {*PUBLIC_ENGINE} if engine else allowed


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every import; a relative one begins with its dots."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            dots = "." * node.level
            if node.module:
                yield node.lineno, f"{dots}{node.module}"
            else:
                yield from ((node.lineno, f"{dots}{alias.name}") for alias in node.names)
