"""`arena doctor`: on a sound machine, and where packages are missing."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from cli_support import ROOT, Arena

from arena.cli import machine, versions
from arena.cli.machine import pip
from arena.cli.versions import proven, required, satisfies


def test_a_sound_machine_has_nothing_to_mend(arena: Arena) -> None:
    said = arena("doctor")
    assert said.returncode == 0, said.stdout
    for subject in ("Python", "packages", "torch", "sandbox", "workspace", "disk", "terminal"):
        assert f"✓  {subject}" in said.stdout
    assert str(arena.workspace) in said.stdout
    assert said.stdout.rstrip().endswith("Nothing that is needed is missing.")


def test_it_runs_without_a_single_package_and_names_each_with_its_command(tmp_path: Path) -> None:
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv = ['arena', *sys.argv[1:]]"
    run = f"{program}; from arena.cli import main; main()"

    def bare(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", "-S", "-c", run, *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    doctor = bare("doctor")
    assert doctor.returncode == 1
    assert "Traceback" not in doctor.stderr
    for name, specifier in required():
        assert f"✗  {name}" in doctor.stdout
        assert pip(f'"{name}{specifier}"') in doctor.stdout
    other = bare("check")
    assert other.returncode == 2
    assert "arena cannot start: the package `typer` is missing." in other.stderr


def test_a_taken_port_is_a_note_and_no_fault(arena: Arena) -> None:
    with socket.socket() as taken:
        try:
            taken.bind(("127.0.0.1", 8501))
        except OSError:
            pass  # somebody else has taken it, which is as good
        else:
            taken.listen()
        said = arena("doctor")
    assert said.returncode == 0
    assert "·  port          8501 is taken" in said.stdout


def test_without_a_workspace_it_says_how_to_make_one(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    lost = Arena(tmp_path, environment | {"XDG_STATE_HOME": str(tmp_path / "state")})
    said = lost("doctor")
    assert said.returncode == 0
    assert "·  workspace" in said.stdout
    assert "arena start" in said.stdout


@pytest.mark.parametrize(
    ("version", "specifier", "holds"),
    [
        ("2.13.0+cpu", ">=2.8,<2.14", True),
        ("2.14.0", ">=2.8,<2.14", False),
        ("2.7.1", ">=2.8,<2.14", False),
        ("6", ">=6", True),
        ("6.0.1", "<6", False),
        ("2.0.40", ">=2.0.40", True),
        ("2.0.4", ">=2.0.40", False),
        ("1.5.3", "~=1.5", True),
        ("2.0", "~=1.5", False),
        ("1.4.9", "!=1.4.9", False),
        ("3.1rc1", "", True),
    ],
)
def test_versions_are_compared_as_numbers(version: str, specifier: str, holds: bool) -> None:
    assert satisfies(version, specifier) is holds


def test_what_is_required_is_what_the_project_says() -> None:
    names = {name for name, _ in required()}
    assert {"torch", "streamlit", "typer", "rich"} <= names
    assert not {"pytest", "scikit-learn"} & names, "extras are not required"


def test_a_version_beyond_those_that_were_proven_is_a_note_with_the_way_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert {"torch", "numpy", "typer"} <= proven().keys()
    bounds = tmp_path / "constraints.txt"
    bounds.write_text("typer==0.0.1\nnumpy==999.0\n", "utf-8")
    monkeypatch.setattr(versions, "CONSTRAINTS", bounds)
    (note,) = (f for f in machine.examine() if f.what == "versions")
    assert note.state is machine.State.NOTE
    assert note.says.startswith("newer than what the course was proven with: typer ")
    assert note.says.endswith(" (0.0.1)")
    assert f'-c "{bounds}"' in note.fix
