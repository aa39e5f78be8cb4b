"""What goes wrong on a learner's machine: one clear sentence each, nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_support import BROKEN, ENDLESS, EXERCISE, ONE_SIDED, RIGHT, ROOT, Arena

NOBODY = 65534


def fails_in_one_sentence(ran: subprocess.CompletedProcess[str]) -> str:
    """Exit status 2, one sentence and a next step on stderr, no traceback; the sentence."""
    assert ran.returncode == 2, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stdout + ran.stderr
    assert ran.stderr.startswith("✗ ")
    assert "\n  next  " in ran.stderr
    return " ".join(ran.stderr.split())


def test_a_syntax_error_is_shown_with_its_line(arena: Arena) -> None:
    arena.write(BROKEN)
    said = arena("check")
    assert said.returncode == 1
    assert f"✗ {EXERCISE} cannot be judged yet" in said.stdout
    assert "rays = torch.zeros((num_pixels, 2, 3)" in said.stdout
    assert "Traceback" not in said.stdout + said.stderr


def test_a_file_that_is_not_utf8_is_named_with_its_line(arena: Arena) -> None:
    text = arena.file.read_bytes()
    arena.file.write_bytes(text + b"# caf\xe9\n")
    said = fails_in_one_sentence(arena("check"))
    assert "is not UTF-8" in said
    assert f"line {text.count(bytes([10])) + 1}" in said
    assert arena.file.read_bytes() == text + b"# caf\xe9\n"


def test_a_deleted_file_is_missed_and_made_again(arena: Arena) -> None:
    arena.file.unlink()
    assert "does not exist" in fails_in_one_sentence(arena("check"))
    assert arena().returncode == 0
    assert arena("start").returncode == 0
    assert "not attempted" in arena("check").stdout


def test_a_damaged_journal_is_set_aside_and_said_so(arena: Arena) -> None:
    arena("skip")
    journal = arena.workspace / ".arena" / "journal.sqlite"
    for beside in journal.parent.glob("journal.sqlite-*"):
        beside.unlink()
    damage = b"not a database, not at all" * 400
    journal.write_bytes(damage)
    said = arena("status")
    assert said.returncode == 0, said.stderr
    assert "journal" in said.stderr
    assert damage in [p.read_bytes() for p in journal.parent.rglob("*") if p.is_file()]
    assert arena("status").stderr == "", "it is said once"


def test_an_endless_loop_ends_with_the_limit_that_fired(arena: Arena) -> None:
    arena.write(ENDLESS)
    said = arena("check")
    assert said.returncode == 1
    assert "stopped     CPU time" in said.stdout or "stopped     wall time" in said.stdout


def test_code_that_ends_its_process_is_told_so(arena: Arena) -> None:
    arena.write(RIGHT.replace("    return rays", "    import os\n    os._exit(0)"))
    said = arena("check")
    assert said.returncode == 1
    assert "stopped     exit: it ended the Python process" in said.stdout


def test_printed_escape_sequences_do_not_reach_the_terminal(arena: Arena) -> None:
    arena.write(
        RIGHT.replace("    rays[:, 1, 0]", '    print("\\x1b[2J\\x07all right")\n    rays[:, 1, 0]')
    )
    said = arena("check").stdout
    assert "all right" in said
    assert "\x1b" not in said
    assert "\x07" not in said


def test_a_fault_in_the_course_is_told_with_file_and_line(arena: Arena, tmp_path: Path) -> None:
    course = tmp_path / "curriculum"
    shutil.copytree(ROOT / "curriculum", course, ignore=shutil.ignore_patterns("__pycache__"))
    page = course / "ch0_fundamentals" / "s1_ray_tracing" / "page.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n:::{nonsense}\n:::\n", encoding="utf-8")
    said = fails_in_one_sentence(arena("list", ARENA_COURSE=str(course)))
    assert "page.md:" in said
    assert "nonsense" in said


def test_what_the_system_refuses_is_one_sentence_too(arena: Arena, tmp_path: Path) -> None:
    (tmp_path / "course.toml").mkdir()
    said = fails_in_one_sentence(arena("list", ARENA_COURSE=str(tmp_path)))
    assert "course.toml" in said


def test_a_reader_that_goes_away_is_no_error(arena: Arena) -> None:
    command = f'"{sys.executable}" -m arena show 0.1 | head -1'
    ran = subprocess.run(
        ["bash", "-c", command],
        cwd=arena.workspace,
        env=arena.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.stdout == "0.1 Ray tracing\n"
    assert ran.stderr == ""


@pytest.fixture
def as_a_user(environment: dict[str, str]) -> Iterator[tuple[Path, dict[str, str], list[str]]]:
    """A folder, an environment and a command prefix of somebody for whom permissions count.

    Root may write anywhere, so root becomes nobody; pytest's own folder is closed to nobody.
    """
    with tempfile.TemporaryDirectory(prefix="arena-ro-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "home").mkdir()
        own = environment | {"HOME": str(folder / "home")}
        for key in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "ARENA_COURSE"):  # not theirs to read
            del own[key]
        prefix: list[str] = []
        if os.geteuid() == 0:
            for path in (folder, folder / "home"):
                os.chown(path, NOBODY, NOBODY)
            prefix = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        yield folder, own, prefix
        subprocess.run(["chmod", "-R", "u+w", name], check=True)


def test_a_read_only_workspace_gets_one_sentence_from_every_verb(
    as_a_user: tuple[Path, dict[str, str], list[str]],
) -> None:
    folder, environment, prefix = as_a_user

    def arena(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*prefix, sys.executable, "-m", "arena", *arguments],
            cwd=work if work.exists() else folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    work = folder / "work"
    started = arena("start", "work")
    assert started.returncode == 0, started.stderr
    before = {p: p.read_bytes() for p in work.rglob("*") if p.is_file()}
    subprocess.run(["chmod", "-R", "a-w", str(work)], check=True)
    for verb in ([], ["check", EXERCISE], ["hint"], ["status"], ["reset", "-y"], ["start", "."]):
        said = fails_in_one_sentence(arena(*verb))
        assert "cannot be written" in said
        assert "right" in said, "the next step names the permission"
    doctor = arena("doctor")
    assert doctor.returncode == 1
    assert "✗  workspace" in doctor.stdout
    assert {p: p.read_bytes() for p in before} == before


def test_the_answer_survives_all_of_this(arena: Arena) -> None:
    arena.write(ONE_SIDED)
    before = arena.file.read_bytes()
    for verb in (["check"], ["hint"], ["start"], ["doctor"], ["skip"], ["list"]):
        arena(*verb)
    assert arena.file.read_bytes() == before
