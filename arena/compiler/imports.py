"""Who may import what: checks travel without the answers, solutions only use what a learner has."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from arena.compiler.report import Fault
from arena.compiler.sources import ABSENT_FROM_LEARNERS, Sources

ALWAYS_THERE = frozenset({"torch", "numpy", "einops", "jaxtyping", "plotly"})
PUBLIC_ENGINE = ("arena", "arena.checks")
_IMPORT_NAMES = {"scikit-learn": "sklearn", "pillow": "PIL", "pyyaml": "yaml"}


def check_imports(sources: Sources) -> Iterator[Fault]:
    """Imports that fail on a learner's machine or show a submission the answers."""
    hidden = {"solutions", *ABSENT_FROM_LEARNERS}
    yield from _forbid(sources, "checks", hidden - {"checks"}, "the child that runs checks has not")
    yield from _forbid(sources, "solutions", set(ABSENT_FROM_LEARNERS), "a learner has not")
    for module in sources.given:
        yield from _forbid(sources, module, hidden, "a learner has not")
    for module in ("solutions", "checks", *sources.given):
        allowed = _allowed(sources, engine=module != "solutions")
        for line, name in _imports(sources.trees[module]):
            own = name.startswith((".", f"{sources.exercise_set.package}."))
            root = name.partition(".")[0]
            if not own and (name if root == "arena" else root) not in allowed:
                what = f"{module}.py imports `{name}`, which not every learner has"
                advice = "Do without it, or add it to `packages` at the head of page.md."
                yield sources.fault(f"{module}.py", line, "imports", what, advice)
    yield from _check_independence(sources)


def _forbid(sources: Sources, module: str, names: set[str], who: str) -> Iterator[Fault]:
    package = sources.exercise_set.package
    for line, name in _imports(sources.trees[module]):
        if name.startswith((".", f"{package}.")):
            last = name.removeprefix(package).lstrip(".").partition(".")[0]
            if last in names:
                what = f"{module}.py imports {last}.py, which {who}"
                advice = "Move what both need to a module of its own, which is then given."
                yield sources.fault(f"{module}.py", line, "imports", what, advice)


def _check_independence(sources: Sources) -> Iterator[Fault]:
    """An oracle that calls the solution it is the oracle of agrees with every fault in it."""
    borrowed = {
        alias.asname or alias.name: alias.name
        for node in sources.trees["oracles"].body
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
            yield sources.fault("oracles.py", line, "oracle", what, advice, exercise.name)


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
