"""Every verb of the learner, as a program in a real workspace."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli_support import BROKEN, EXERCISE, NEXT, ONE_SIDED, QUESTION, RAISES, RIGHT, Arena


def test_without_a_workspace_it_says_how_to_make_one(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    lost = Arena(tmp_path, environment | {"XDG_STATE_HOME": str(tmp_path / "state")})
    bare = lost()
    assert bare.returncode == 0
    assert "arena start" in bare.stdout
    check = lost("check")
    assert check.returncode == 2
    assert check.stderr.startswith("✗ There is no arena workspace in ")
    assert "arena start" in check.stderr.splitlines()[-1]


def test_start_makes_a_workspace_and_says_where_to_go_on(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    made = Arena(tmp_path, environment)("start", "here")
    assert made.returncode == 0
    assert made.stdout.startswith("✓ here is ready: ")
    assert "cd here && arena watch" in made.stdout
    assert (tmp_path / "here" / "ch0_fundamentals" / "s1_ray_tracing.py").is_file()


def test_start_again_changes_no_line_of_the_learner(arena: Arena) -> None:
    arena.write(ONE_SIDED)
    before = arena.file.read_bytes()
    again = arena("start")
    assert again.returncode == 0
    assert "is up to date" in again.stdout
    assert arena.file.read_bytes() == before


def test_bare_arena_says_where_you_are_and_what_to_do_next(arena: Arena) -> None:
    said = arena().stdout
    assert said.startswith("0.1 Ray tracing   ░")
    assert f"▌ {EXERCISE}  A row of rays" in said
    assert "ch0_fundamentals/s1_ray_tracing.py:" in said
    assert "arena watch" in said


def test_an_untouched_stub_is_not_attempted_and_no_error(arena: Arena) -> None:
    check = arena("check")
    assert check.returncode == 1
    assert check.stdout.startswith(f"· {EXERCISE} is not attempted yet")
    assert check.stderr == ""


def test_a_wrong_answer_gets_the_five_lines_then_a_right_one_opens_what_comes_after(
    arena: Arena,
) -> None:
    arena.write(ONE_SIDED)
    wrong = arena("check")
    assert wrong.returncode == 1
    _, claim, message = wrong.stdout.partition("\n✗ Directions run from -y_limit to y_limit")
    assert claim
    labels = [line[2:14].strip() for line in message.splitlines()[1:] if line[2:14].strip()]
    assert labels[:3] == ["with", "found", "looks like"]
    assert "num_pixels=2  y_limit=1" in message
    assert "got 0, expected -1" in message
    assert f"arena explain {EXERCISE}.one_sided" in wrong.stdout
    arena.write(RIGHT)
    right = arena("check")
    assert right.returncode == 0
    assert right.stdout.startswith(f"✓ {EXERCISE} is right: ")
    assert f"next  {NEXT}" in right.stdout
    assert "1/" in arena().stdout.splitlines()[0]


def test_what_is_raised_is_shown_with_the_learners_line_only(arena: Arena) -> None:
    arena.write(RAISES)
    said = arena("check").stdout
    assert "raised      IndexError" in said
    assert "return rays[num_pixels + 5]" in said
    assert "Traceback" not in said
    assert "site-packages" not in said


def test_explain_repro_and_hint_follow_the_last_check(arena: Arena) -> None:
    arena.write(ONE_SIDED)
    arena("check")
    explained = arena("explain")
    assert explained.returncode == 0
    assert explained.stdout == arena("explain", f"{EXERCISE}.one_sided").stdout
    assert explained.stdout == arena("explain", EXERCISE).stdout
    snippet = arena("repro").stdout
    ran = subprocess.run([sys.executable, "-c", snippet], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr  # it takes the function from the learner's file
    assert f"{EXERCISE}(" in snippet
    assert arena("hint").stdout.startswith("hint 1")
    assert "arena explain" in arena().stdout


def test_hints_come_one_at_a_time_and_end(arena: Arena) -> None:
    said = [arena("hint").stdout for _ in range(6)]
    assert said[0].startswith("hint 1  ")
    assert said[1].startswith("hint 2  ")
    assert said[-1].startswith(f"There is no further hint for {EXERCISE}.")
    again = arena("hint", "--again").stdout
    assert again.count("hint ") == len({s for s in said if s.startswith("hint")})


def test_the_solution_is_shown_and_remembered(arena: Arena) -> None:
    shown = arena("solution", EXERCISE)
    assert shown.returncode == 0
    assert f"def {EXERCISE}(" in shown.stdout
    assert "solution seen" in arena("list").stdout


def test_a_question_is_answered_by_an_option_and_not_guessed_without_a_terminal(
    arena: Arena,
) -> None:
    unasked = arena("check", QUESTION)
    assert unasked.returncode == 2
    assert f"arena check {QUESTION} --answer" in unasked.stderr
    replies = [arena("check", QUESTION, "--answer", letter) for letter in "abc"]
    assert sorted({r.returncode for r in replies}) == [0, 1]
    nonsense = arena("check", QUESTION, "-a", "z")
    assert nonsense.returncode == 2
    assert "none of the choices" in nonsense.stderr


def test_skip_note_status_and_list_tell_the_same_story(arena: Arena) -> None:
    assert arena("skip", "--why", "known").returncode == 0
    assert arena("note", "ask", "about", "views").returncode == 0
    assert "skipped: known" in arena("list", "0.1").stdout
    status = json.loads(arena("status", "--json").stdout)
    assert status["sets"][0]["skipped"] == 1
    assert status["current"] == f"0.1/{NEXT}"
    listed = json.loads(arena("list", "--json").stdout)
    assert listed[0]["tasks"][0]["status"] == "skipped"
    assert "1 skipped" in arena("status").stdout


def test_json_of_a_check_is_the_verdict(arena: Arena) -> None:
    arena.write(ONE_SIDED)
    check = arena("check", EXERCISE, "--json")
    assert check.returncode == 1
    (verdict,) = json.loads(check.stdout)
    assert verdict["outcome"] == "wrong"
    failing = next(c for c in verdict["checks"] if c["outcome"] == "wrong")
    assert failing["diagnosis"]["code"] == f"{EXERCISE}__one_sided"


def test_reset_keeps_the_old_answer_and_says_where(arena: Arena) -> None:
    arena.write(ONE_SIDED)
    said = arena("reset", EXERCISE)
    assert said.returncode == 0
    kept = arena.workspace / said.stdout.split("your old answer is kept:")[1].strip()
    assert "torch.linspace(0, y_limit" in kept.read_text(encoding="utf-8")
    assert "is not attempted yet" in arena("check", EXERCISE).stdout


def test_show_prints_a_task_and_a_whole_set(arena: Arena) -> None:
    task, page = arena("show").stdout, arena("show", "0.1").stdout
    assert task.startswith(f"▌ {EXERCISE}")
    assert task.strip() in page
    assert page.startswith("0.1 Ray tracing")
    assert arena("next").stdout.startswith(task.rstrip())


def test_an_unknown_name_offers_the_nearest(arena: Arena) -> None:
    for verb in ("check", "hint", "show", "watch", "reset"):
        said = arena(verb, "make_rays")
        assert said.returncode == 2
        assert "There is no exercise called “make_rays”." in said.stderr
        assert EXERCISE in said.stderr
        assert "Traceback" not in said.stderr


def test_an_unknown_command_offers_the_nearest_and_exits_with_2(arena: Arena) -> None:
    said = arena("chekc")
    assert said.returncode == 2
    assert "check" in said.stderr


@pytest.mark.parametrize("verb", [["--help"], ["list"], ["status"], ["show"], ["check", "-h"]])
def test_a_verb_that_does_not_judge_loads_no_torch(arena: Arena, verb: list[str]) -> None:
    program = (
        "import sys; from arena.cli import main; sys.argv = ['arena', *sys.argv[1:]]\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "sys.exit('torch' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *verb],
        cwd=arena.workspace,
        env=arena.environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()


def test_marks_survive_a_terminal_that_knows_only_ascii(arena: Arena) -> None:
    arena.write(BROKEN)
    said = arena("check", PYTHONIOENCODING="ascii", PYTHONUTF8="0").stdout
    assert said.isascii()
    assert said.startswith(f"x {EXERCISE} cannot be judged yet")


def test_colours_are_for_terminals_that_want_them(arena: Arena) -> None:
    assert "\x1b[" not in arena("list").stdout
    with arena.terminal("list") as coloured, arena.terminal("list", NO_COLOR="1") as plain:
        assert coloured.ends() == plain.ends() == 0
        assert "\x1b[36m" in coloured.printed or "\x1b[1;36m" in coloured.printed
        assert "36m" not in plain.printed


def test_a_narrow_terminal_wraps_and_loses_nothing(arena: Arena) -> None:
    arena.write(ONE_SIDED)
    with arena.terminal("check", EXERCISE, columns=40) as narrow:
        assert narrow.ends(90) == 1
        assert "looks like" in narrow.rest
        assert max(len(line) for line in narrow.rest.splitlines()) <= 40
