"""Colab without Colab: a fresh environment, the package as a wheel, no checkout, no workspace.

The environment sees the libraries that are installed here, as Colab has torch already; nothing of
this checkout is in it. pip takes the wheel from a folder, by the very line of the course.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from notebook_support import ONE_SIDED, RIGHT, ROOT, arena, execute, home_of

from arena.course.load import load_course
from arena.render.notebook import Contents, notebook_cells
from arena.render.notebook_files import Target, notebook_text

COURSE = load_course()
RAYS = next(s for s in COURSE.sets if s.id == "0.1")
OURS = ("__editable__", "arena_course", "arena-course")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, built from what a clone holds."""
    source = tmp_path_factory.mktemp("source")
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info", "node_modules")
    for name in ("arena", "curriculum"):
        shutil.copytree(ROOT / name, source / name, ignore=ignore)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    done = subprocess.run(
        [*command, "-w", str(out), str(source)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def runtime(
    tmp_path_factory: pytest.TempPathFactory, wheel: Path, environment: dict[str, str]
) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder and an environment in which a Python of its own is the first."""
    home = Path(environment["HOME"]) / "colab"
    libraries = home / "libraries" / "site-packages"
    libraries.parent.mkdir(parents=True)
    _copy_libraries(libraries)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home / "venv")], check=True)
    (site,) = (home / "venv").glob("lib/python*/site-packages")
    (site / "libraries.pth").write_text(f"{libraries}\n")
    python = home / "venv" / "bin" / "python"
    spec = {
        "argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Colab",
        "language": "python",
    }
    kernels = home / "share" / "jupyter" / "kernels" / "colab"
    kernels.mkdir(parents=True)
    (kernels / "kernel.json").write_text(json.dumps(spec))
    clean = home_of(Path(environment["HOME"]), home / "nowhere")
    for name in ("ARENA_COURSE", "PYTHONPATH"):
        del clean[name]
    clean |= {
        "XDG_STATE_HOME": str(home / "state"),
        "JUPYTER_PATH": str(home / "share" / "jupyter"),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheel.parent),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "VIRTUAL_ENV": str(home / "venv"),
        "PATH": f"{home / 'venv' / 'bin'}:{clean['PATH']}",
    }
    yield home, clean
    end = (
        "from arena.session import chosen_course as c;"
        "from arena.grading.client import JudgeClient; JudgeClient(c().folder).end()"
    )
    subprocess.run([str(python), "-c", end], env=clean, cwd=home, timeout=60, check=False)


def _copy_libraries(target: Path) -> None:
    """By hard links: two seconds instead of two gigabytes. Links the sandbox would not follow."""
    installed = sysconfig.get_paths()["purelib"]
    if subprocess.run(["cp", "-al", installed, str(target)], check=False).returncode:
        shutil.rmtree(target, ignore_errors=True)
        subprocess.run(["cp", "-a", installed, str(target)], check=True)
    for path in target.iterdir():
        if path.name.startswith(OURS) or path.suffix == ".pth":
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_the_wheel_holds_everything_that_the_course_needs(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "arena", "curriculum"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\n")  # fmt: skip
    left_out = ("design.md", "/editor/src/", "package.json", "package-lock.json", "build.mjs")
    wanted = {
        name
        for name in tracked
        if name and (ROOT / name).exists() and not any(part in name for part in left_out)
    }
    missing = sorted(n for n in wanted - names if not n.endswith(("LICENSE", ".gitignore")))
    assert not missing, f"give their ending to package-data in pyproject.toml: {missing}"


def test_a_colab_notebook_installs_checks_and_takes_progress_home(
    runtime: tuple[Path, dict[str, str]],
    workspace: Path,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home, clean = runtime
    monkeypatch.setenv("JUPYTER_PATH", clean["JUPYTER_PATH"])
    content = home / "content"
    content.mkdir()
    cells = notebook_cells(COURSE, RAYS, Contents(install=COURSE.install_line))
    path = content / "rays.ipynb"
    path.write_text(notebook_text(RAYS, cells, Target.COLAB), encoding="utf-8")
    _answer(path, ONE_SIDED)
    _run_to(path, content, clean, "· rays_by_hand is not answered yet.", "half of the screen")
    _answer(path, RIGHT)
    notebook = _run_to(
        path, content, clean, "· rays_by_hand is not answered yet.", "make_rays_1d is right"
    )
    _add_cell(path, 'import arena, torch; print(arena.__file__, torch.__file__, sep="\\n")')
    seen, _ = execute(path, content, clean, "colab")
    where = next(o.text for c in seen.cells for o in c.get("outputs", ()) if "text" in o)
    arena_file, torch_file = where.splitlines()
    assert arena_file.startswith(str(home / "venv"))
    assert torch_file.startswith(str(home / "libraries"))
    assert notebook.cells[0].source.count("%pip install") == 1
    _at_home(content, workspace, environment)


def _at_home(content: Path, workspace: Path, environment: dict[str, str]) -> None:
    progress = content / "arena_progress.json"
    first = arena("import", str(progress), cwd=workspace, env=environment)
    assert first.returncode == 0, first.stderr
    assert "right by now: 0.1/make_rays_1d" in first.stdout
    again = arena("import", str(progress), cwd=workspace, env=environment)
    assert again.stdout.startswith("✓ 0 events")
    answers = arena("import", str(content / "rays.ipynb"), "--keep", cwd=workspace, env=environment)
    assert "1 of 1 right" in answers.stdout, answers.stdout + answers.stderr
    checked = arena("check", "0.1/make_rays_1d", cwd=workspace, env=environment)
    assert checked.returncode == 0


def _answer(path: Path, text: str) -> None:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("arena", {}).get("exercises") == ["0.1/make_rays_1d"]:
            cell.source = text
    nbformat.write(notebook, path)


def _add_cell(path: Path, source: str) -> None:
    """Right after the first cell."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(1, nbformat.v4.new_code_cell(source, id="where"))
    nbformat.write(notebook, path)


def _run_to(path: Path, folder: Path, env: dict[str, str], stop: str, verdict: str) -> Any:
    notebook, stopped = execute(path, folder, env, "colab")
    assert stop in stopped, f"{notebook.cells[0].outputs}\n{stopped[-600:]}"
    said = [
        o.data["text/plain"]
        for c in notebook.cells
        for o in c.get("outputs", ())
        if "data" in o and c.source == "check(make_rays_1d)"
    ]
    assert any(verdict in text for text in said), said
    return notebook
