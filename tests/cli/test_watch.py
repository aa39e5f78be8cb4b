"""`arena watch` in a terminal of its own: saves, keys, and the terminal given back."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_support import (
    BROKEN,
    ENDLESS,
    EXERCISE,
    NEXT,
    ONE_SIDED,
    QUESTION,
    RIGHT,
    Arena,
    Terminal,
)

READY = r"q quit  \? help"


@pytest.fixture
def watching(arena: Arena) -> Terminal:
    """A watch that has drawn its first screen."""
    terminal = arena.terminal("watch")
    terminal.wait_for(READY)
    return terminal


def test_it_begins_with_the_page_of_the_current_exercise(arena: Arena) -> None:
    with arena.terminal("watch") as terminal:
        first = terminal.wait_for(READY)
        assert f"0.1 Ray tracing › {EXERCISE}" in first
        assert "A row of rays" in first
        assert "s1_ray_tracing.py:" in first


def test_a_save_is_judged_and_a_right_answer_moves_on(arena: Arena, watching: Terminal) -> None:
    with watching:
        arena.write(ONE_SIDED)
        wrong = watching.wait_for(READY)
        assert "looks like" in wrong
        assert "h hint · e explain" in wrong
        arena.write(RIGHT)
        assert f"{EXERCISE} is right" in watching.wait_for(READY)
        moved = watching.wait_for(rf"› {NEXT}.*help")
        assert f"next  {NEXT}" in moved
        watching.press("q")
        assert watching.ends() == 0
        assert "judged 2 times, 1 right" in watching.rest


def test_every_way_of_saving_is_seen(arena: Arena, watching: Terminal) -> None:
    with watching:
        text = arena.file.read_text(encoding="utf-8")
        arena.write(ONE_SIDED)  # replaced by another file
        watching.wait_for("looks like.*help")
        wrong = arena.file.read_text(encoding="utf-8")
        arena.file.write_text(text, encoding="utf-8")  # written in place
        watching.wait_for("is not attempted yet.*help")
        backup = arena.file.with_suffix(".py~")
        arena.file.rename(backup)  # moved away, then written anew, as Vim does
        arena.file.write_text(wrong, encoding="utf-8")
        watching.wait_for("looks like.*help")
        arena.file.unlink()
        time.sleep(0.02)
        arena.file.write_text(text, encoding="utf-8")  # deleted, then written
        watching.wait_for("is not attempted yet.*help")


def test_a_save_during_a_run_is_not_lost(arena: Arena, watching: Terminal) -> None:
    with watching:
        arena.write(ENDLESS)
        watching.wait_for("judging")
        arena.write(ONE_SIDED)
        arena.write(RIGHT)
        watching.wait_for("stopped .*help")
        assert f"{EXERCISE} is right" in watching.wait_for(rf"› {NEXT}.*help")


def test_an_endless_loop_is_stopped_and_named(arena: Arena, watching: Terminal) -> None:
    with watching:
        arena.write(ENDLESS)
        said = watching.wait_for("stopped .*help")
        assert "CPU time" in said or "wall time" in said


def test_the_exercise_that_was_changed_is_judged_not_the_current_one(
    arena: Arena, watching: Terminal
) -> None:
    with watching:
        other = "def intersect_ray_1d(ray: Tensor, segment: Tensor) -> bool:\n    return True\n"
        arena.write(other, "intersect_ray_1d")
        said = watching.wait_for("claims? held.*help")
        assert "0.1 Ray tracing › intersect_ray_1d" in said


def test_broken_files_get_one_sentence_and_the_watching_goes_on(
    arena: Arena, watching: Terminal
) -> None:
    with watching:
        good = arena.file.read_bytes()
        arena.write(BROKEN)
        assert "is not valid Python" in watching.wait_for("cannot be judged.*help")
        arena.file.write_bytes(good + b"# caf\xe9\n")
        assert "Save it as UTF-8" in watching.wait_for("is not UTF-8.*help")
        arena.file.unlink()
        assert "arena start" in watching.wait_for("does not exist.*help")
        arena.file.write_bytes(good)
        watching.wait_for("is not attempted yet.*help")
        arena.write(RIGHT)
        assert f"{EXERCISE} is right" in watching.wait_for(READY)


def test_keys_give_hints_pages_lists_and_the_solution_after_a_question(
    arena: Arena, watching: Terminal
) -> None:
    with watching:
        for key, seen in [
            ("h", "hint 1 "),
            ("h", "hint 2 "),
            ("p", "A row of rays"),
            ("l", "All rays at once"),
            ("e", "No mistake has been named"),
            ("?", "so does Ctrl-C"),
            ("s", "Show the solution"),
            ("n", "Not shown"),
            ("s", "Show the solution"),
            ("y", rf"def {EXERCISE}\("),
            ("n", f"› {NEXT}"),
        ]:
            watching.press(key)
            watching.wait_for(f"{seen}.*help")
        arena.write(ONE_SIDED)
        watching.wait_for("looks like.*help")
        watching.press("e")
        watching.wait_for("half of the screen.*help")


def test_a_question_is_answered_in_place(arena: Arena) -> None:
    with arena.terminal("watch", QUESTION) as terminal:
        terminal.wait_for("press a to answer.*help")
        terminal.press("a")
        terminal.wait_for("Which one: ")
        assert not terminal.raw
        terminal.press("z\n")
        terminal.wait_for("none of the choices.*help")
        assert terminal.raw
        right = {"a": "is right", "b": "is right", "c": "is right"}
        for letter in right:
            terminal.press("a")
            terminal.wait_for("Which one: ")
            terminal.press(f"{letter}\n")
            said = terminal.wait_for(f"{QUESTION} is (right|not right yet).*help")
            if "is right" in said:
                break
        else:
            raise AssertionError("none of the answers was right")


@pytest.mark.parametrize(
    ("how", "status"),
    [("q", 0), ("\x03", 0), (signal.SIGTERM, 143), (signal.SIGINT, 0), (signal.SIGHUP, 129)],
)
def test_the_terminal_is_given_back_however_it_ends(
    watching: Terminal, how: str | signal.Signals, status: int
) -> None:
    with watching:
        assert watching.raw
        if isinstance(how, str):
            watching.press(how)
        else:
            watching.signal(how)
        assert watching.ends() == status
        assert watching.settings == watching.before
        assert "Watched for less than a minute" in watching.rest
        assert "Traceback" not in watching.rest


def test_ctrl_c_during_a_run_gives_the_terminal_back_at_once(
    arena: Arena, watching: Terminal
) -> None:
    with watching:
        arena.write(ENDLESS)
        watching.wait_for("judging")
        watching.press("\x03")
        assert watching.ends() == 0
        assert watching.settings == watching.before
        assert "Traceback" not in watching.rest


def test_ctrl_z_gives_the_terminal_back_until_it_goes_on(watching: Terminal) -> None:
    with watching:
        watching.signal(signal.SIGTSTP)
        _until(lambda: not watching.raw)
        watching.signal(signal.SIGCONT)
        _until(lambda: watching.raw)
        watching.press("q")
        assert watching.ends() == 0
        assert watching.settings == watching.before


def test_without_a_terminal_verdicts_are_printed_one_after_the_other(arena: Arena) -> None:
    log = arena.workspace / "watch.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "arena", "watch", "--poll"],
            cwd=arena.workspace,
            env=arena.environment,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
        try:
            _until(lambda: "write it in" in log.read_text(encoding="utf-8"))
            arena.write(RIGHT)
            _until(lambda: f"✓ {EXERCISE} is right" in log.read_text(encoding="utf-8"))
            process.terminate()
            assert process.wait(20) == 143
        finally:
            process.kill()
    said = log.read_text(encoding="utf-8")
    assert "\x1b" not in said
    assert said.rstrip().endswith("judged 1 time, 1 right.")


def test_a_workspace_reached_through_a_link_is_watched(arena: Arena, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(arena.workspace, target_is_directory=True)
    environment = arena.environment | {"ARENA_WORKSPACE": str(link)}
    elsewhere = Arena(tmp_path, environment)
    with elsewhere.terminal("watch") as terminal:
        terminal.wait_for(READY)
        arena.write(ONE_SIDED)
        terminal.wait_for("looks like.*help")


def _until(holds: object, seconds: float = 60) -> None:
    assert callable(holds)
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never became so"
        time.sleep(0.02)
