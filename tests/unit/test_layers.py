"""The arrows of docs/architecture.md hold, and what a module offers is what it says it offers.

Arrows between layers are contracts of import-linter in pyproject.toml; here stands what it cannot
say.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    p for folder in ("arena", "curriculum") for p in (ROOT / folder).rglob("*.py") if p.is_file()
)

# What the curriculum may import; views only where figures are drawn.
SURFACE = ("arena.checks", "arena.models", "arena.views")


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[tuple[str, int]]:
    """Every module a file imports, wherever in the file, with the line."""
    package = dotted(path) if path.name == "__init__.py" else dotted(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")
                kept = parents[: len(parents) - node.level + 1]
                base = ".".join([*kept, base] if base else kept)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                is_module = (ROOT / inner.replace(".", "/")).with_suffix(".py").exists()
                is_package = (ROOT / inner.replace(".", "/") / "__init__.py").exists()
                yield (inner if is_module or is_package else base), node.lineno


def test_the_contracts_in_pyproject_hold(capsys: pytest.CaptureFixture[str]) -> None:
    code = lint_imports(str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert code == 0, capsys.readouterr().out


def test_a_relative_import_is_read_as_what_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    package = tmp_path / "arena" / "course"
    package.mkdir(parents=True)
    for name in ("__init__", "model"):
        (package / f"{name}.py").write_text("")
    (package / "page.py").write_text("from . import model\nfrom .model import Course\n")
    assert [m for m, _ in imports_of(package / "page.py")] == ["arena.course.model"] * 2


def test_the_curriculum_sees_the_engine_through_its_small_surface_only() -> None:
    faults = [
        f"{path.relative_to(ROOT)}:{line}: {target}"
        for path in MODULES
        if dotted(path).startswith("curriculum")
        for target, line in imports_of(path)
        if (target.split(".")[0] == "arena" and target not in SURFACE)
        or (target == "arena.views" and "figures" not in (path.stem, path.parent.name))
    ]
    assert not faults, "\n".join(faults)


def test_checks_never_import_what_the_learner_must_not_see() -> None:
    hidden = {"solutions", "oracles", "mistakes", "alternatives", "drawings", "figures"}
    faults = [
        f"{path.relative_to(ROOT)}:{line}: {target}"
        for path in MODULES
        if dotted(path).startswith("curriculum")
        and {"checks", "drawings"} & {path.stem, path.parent.name}
        for target, line in imports_of(path)
        if target.startswith("curriculum") and hidden & set(target.split("."))
    ]
    assert not faults, "\n".join(faults)


def test_private_names_stay_in_their_module() -> None:
    faults = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("arena"):
                faults += [
                    f"{path.relative_to(ROOT)}:{node.lineno}: {alias.name} of {node.module}"
                    for alias in node.names
                    if alias.name.startswith("_") and not alias.name.startswith("__")
                ]
    assert not faults, "\n".join(faults)


def test_what_starts_with_every_command_loads_nothing_dear() -> None:
    dear = ("torch", "numpy", "plotly", "alembic", "libcst", "streamlit", "nbformat")
    look = (
        f"import arena.session, arena.cli.app, sys; print([m for m in {dear} if m in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert ran.stdout.strip() == "[]"


WITH_ALL = [
    dotted(p)
    for p in MODULES
    if dotted(p).startswith("arena")
    and any(
        isinstance(n, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id == "__all__" for t in n.targets)
        for n in ast.parse(p.read_text(encoding="utf-8")).body
    )
]


@pytest.mark.parametrize("name", WITH_ALL)
def test_all_is_sorted_and_exact(name: str) -> None:
    module = importlib.import_module(name)
    assert list(module.__all__) == sorted(set(module.__all__))
    for exported in module.__all__:
        assert hasattr(module, exported), f"{name} does not define {exported}"
    defined = {
        n
        for n, value in vars(module).items()
        if not n.startswith("_")
        and (inspect.isfunction(value) or inspect.isclass(value))
        and value.__module__ == name
    }
    assert defined <= set(module.__all__), f"{defined - set(module.__all__)} are not in __all__"


def test_the_public_surface_of_the_engine_says_what_it_is() -> None:
    assert "arena.checks" in WITH_ALL
