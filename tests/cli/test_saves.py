"""A save is announced whenever it is made, also while the watching begins."""

from __future__ import annotations

import queue
import time
from pathlib import Path

import pytest
from patience import PATIENCE_S

from arena.cli.watch.saves import Saves


@pytest.mark.parametrize("poll", [False, True], ids=["told", "polling"])
@pytest.mark.parametrize("wait_s", [0.0, 0.001, 0.01, 0.1])
def test_a_save_right_after_the_start_is_announced(
    tmp_path: Path, poll: bool, wait_s: float
) -> None:
    answer = tmp_path / "s1.py"
    answer.write_text("a = 1\n")
    (tmp_path / ".arena").mkdir()
    heard: queue.Queue[frozenset[Path]] = queue.Queue()
    with Saves(tmp_path, heard.put, pytest.fail, poll=poll):
        time.sleep(wait_s)
        (tmp_path / ".arena" / "state.py").write_text("")
        answer.write_text("a = 2\n")
        assert heard.get(timeout=PATIENCE_S) == {answer}
        answer.write_text("a = 3\n")
        assert heard.get(timeout=PATIENCE_S) == {answer}


def test_each_of_several_saves_in_one_second_is_announced_when_polling(tmp_path: Path) -> None:
    answer = tmp_path / "s1.py"
    answer.write_text("a = 0\n")
    heard: queue.Queue[frozenset[Path]] = queue.Queue()
    with Saves(tmp_path, heard.put, pytest.fail, poll=True):
        for number in range(1, 7):  # looks are 0.3 s apart, so that some share a second
            answer.write_text(f"a = {number}\n")
            assert heard.get(timeout=PATIENCE_S) == {answer}


@pytest.mark.parametrize("poll", [False, True], ids=["told", "polling"])
def test_nothing_is_announced_where_nothing_was_saved(tmp_path: Path, poll: bool) -> None:
    (tmp_path / "s1.py").write_text("a = 1\n")
    heard: queue.Queue[frozenset[Path]] = queue.Queue()
    with Saves(tmp_path, heard.put, pytest.fail, poll=poll):
        time.sleep(1.2)  # two looks
    assert heard.empty()
