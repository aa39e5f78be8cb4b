"""The learner's files: whatever happens to them, no line of the learner's is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from workspace_course import NAMES, SOLUTIONS, make_course, make_set

from arena.course.cells import region_of, split_cells
from arena.course.model import Course, Exercise, ExerciseSet
from arena.course.stubs import stub_file
from arena.errors import WorkspaceError
from arena.files import TEMPORARY
from arena.workspace import files
from arena.workspace.workspace import Conflict, Saved, SyncReport, Workspace

HERE = Path(__file__).parent
ANSWER = "def area(radius: float) -> float:\n    return 3 * radius**2"
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX; un-skip when run on POSIX")


class Place:
    """A workspace of one set, with its course."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.course: Course = make_course(folder / "course")
        self.set: ExerciseSet = self.course.sets[0]
        self.workspace = Workspace.create(folder / "work", self.course)
        self.path = self.workspace.file(self.set)

    def exercise(self, name: str) -> Exercise:
        return next(e for e in self.set.exercises if e.name == name)

    def change(
        self, solutions: str, names: tuple[str, ...] = NAMES, slug: str = "s1_shapes"
    ) -> SyncReport:
        """Lay a changed course over the workspace."""
        changed = make_set(self.folder / "changed", solutions, names, slug)
        self.course, self.set = make_course(self.folder / "changed", changed), changed
        self.path = self.workspace.file(changed)
        return self.workspace.sync(self.course)

    def write(self, name: str, text: str) -> Saved | Conflict:
        exercise = self.exercise(name)
        base = self.workspace.read(self.set, exercise).digest
        return self.workspace.write(self.set, exercise, text, base)

    @property
    def kept(self) -> list[Path]:
        return sorted(p for p in (self.workspace.root / ".arena/backups").rglob("*") if p.is_file())


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("ARENA_WORKSPACE", raising=False)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


# ---------------------------------------------------------------- finding


def test_a_new_workspace_holds_the_stub_of_every_set(place: Place) -> None:
    assert place.workspace.source(place.set) == stub_file(SOLUTIONS, NAMES)
    assert place.path == place.workspace.root / "ch0_basics" / "s1_shapes.py"
    known = json.loads((place.workspace.root / ".arena/workspace.json").read_text())
    assert known["format"] == 1
    assert set(known["sets"]["0.1"]["cells"]) == {
        c.name for c in split_cells(place.path.read_text())
    }


def test_creating_twice_changes_nothing(place: Place) -> None:
    place.path.write_text("# mine\n")
    assert Workspace.create(place.workspace.root, place.course) == place.workspace
    assert place.path.read_text() == "# mine\n"


def test_a_workspace_is_found_from_below_then_by_name_then_from_memory(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert Workspace.find(place.path.parent) == place.workspace
    assert Workspace.find(place.path) == place.workspace
    assert Workspace.find(elsewhere) == place.workspace, "the one last used"
    other = Workspace.create(tmp_path / "other", place.course)
    assert Workspace.find(elsewhere) == other
    monkeypatch.setenv("ARENA_WORKSPACE", str(place.workspace.root))
    assert Workspace.find(elsewhere) == place.workspace
    monkeypatch.chdir(other.root / "ch0_basics")
    assert Workspace.find() == other


def test_where_there_is_none_the_next_step_is_arena_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(WorkspaceError) as caught:
        Workspace.find(tmp_path)
    assert "arena start" in caught.value.next_step
    monkeypatch.setenv("ARENA_WORKSPACE", str(tmp_path / "gone"))
    with pytest.raises(WorkspaceError, match="gone is not an arena workspace"):
        Workspace.find(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceError, match="a file is where a folder should be"):
        Workspace.create(tmp_path / "file", make_course(tmp_path / "course"))


def test_a_remembered_workspace_that_is_gone_is_none(place: Place, tmp_path: Path) -> None:
    place.workspace.root.rename(tmp_path / "moved")
    with pytest.raises(WorkspaceError, match="There is no arena workspace"):
        Workspace.find(tmp_path)


# ---------------------------------------------------------------- reading


def test_reading_gives_the_text_its_line_and_its_digest(place: Place) -> None:
    cell = place.workspace.read(place.set, place.exercise("area"))
    assert cell.text.startswith("def area(")
    assert cell.line == 10
    assert cell.exercises == ("area",)
    assert cell.digest == cell.digest.lower()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda p: p.unlink(), "does not exist"),
        (lambda p: (p.unlink(), p.mkdir()), "is a folder"),
        (lambda p: p.write_bytes(b"x = 1\n# caf\xe9\n"), "not UTF-8: line 2"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence_and_what_to_do(
    place: Place, spoil: object, sentence: str
) -> None:
    assert callable(spoil)
    spoil(place.path)
    with pytest.raises(WorkspaceError, match=sentence) as caught:
        place.workspace.source(place.set)
    assert caught.value.next_step


def test_a_deleted_answer_reads_as_empty_and_writing_puts_it_back_in_its_place(
    place: Place,
) -> None:
    cells = split_cells(place.path.read_text())
    place.path.write_text("".join(c.source for c in cells if "area" not in c.exercises))
    cell = place.workspace.read(place.set, place.exercise("area"))
    assert (cell.text, cell.line) == ("", 0)
    assert isinstance(place.write("area", ANSWER), Saved)
    order = [c.exercises for c in split_cells(place.path.read_text()) if c.exercises]
    assert order == [("area",), ("Box.__init__", "Box.diagonal"), ("volume",)]
    assert place.workspace.read(place.set, place.exercise("area")).text == ANSWER


# ---------------------------------------------------------------- writing


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_writing_keeps_every_byte_outside_the_answer(
    place: Place, newline: str, mark: bytes
) -> None:
    around = (place.path.read_text() + "\n\nprint('é')  # no newline at the end").encode()
    data = mark + around.replace(b"\n", newline.encode())
    place.path.write_bytes(data)
    place.path.chmod(0o640)
    region = region_of(data.decode("utf-8-sig"), "area")
    assert region is not None
    assert isinstance(place.write("area", ANSWER + "\n\n"), Saved)
    expected = data.replace(region.text.encode(), ANSWER.replace("\n", newline).encode())
    assert place.path.read_bytes() == expected
    assert os.name != "posix" or place.path.stat().st_mode & 0o777 == 0o640


def test_a_write_on_an_old_text_is_a_conflict_and_loses_neither_side(place: Place) -> None:
    exercise = place.exercise("area")
    base = place.workspace.read(place.set, exercise).digest
    place.path.write_text(place.path.read_text().replace("# your code here", "# theirs", 1))
    before = place.path.read_bytes()
    outcome = place.workspace.write(place.set, exercise, ANSWER, base)
    assert isinstance(outcome, Conflict)
    assert "# theirs" in outcome.theirs.text
    assert outcome.kept.read_text() == ANSWER
    assert place.path.read_bytes() == before
    again = place.workspace.write(place.set, exercise, ANSWER, outcome.theirs.digest)
    assert isinstance(again, Saved)
    assert place.workspace.read(place.set, exercise).digest == again.digest


def test_a_change_elsewhere_in_the_file_is_no_conflict(place: Place) -> None:
    exercise = place.exercise("area")
    base = place.workspace.read(place.set, exercise).digest
    place.path.write_text(place.path.read_text().replace("SCALE = 2.0", "SCALE = 3.0"))
    assert isinstance(place.workspace.write(place.set, exercise, ANSWER, base), Saved)
    assert "SCALE = 3.0" in place.path.read_text()


def test_the_same_text_from_two_editors_is_no_conflict(place: Place) -> None:
    exercise = place.exercise("area")
    base = place.workspace.read(place.set, exercise).digest
    first = place.workspace.write(place.set, exercise, ANSWER, base)
    assert place.workspace.write(place.set, exercise, ANSWER + "\r\n", base) == first


def test_an_editor_that_saves_while_we_write_is_not_overwritten(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync
    seen: list[int] = []

    def save_in_another_editor(handle: int) -> None:
        sync(handle)
        if not seen:
            seen.append(place.path.write_text(place.path.read_text() + "# from the editor\n"))

    monkeypatch.setattr(os, "fsync", save_in_another_editor)
    assert isinstance(place.write("area", ANSWER), Saved)
    assert ANSWER in place.path.read_text()
    assert place.path.read_text().endswith("# from the editor\n")


def test_a_deleted_file_is_made_again_with_what_was_typed(place: Place) -> None:
    exercise = place.exercise("area")
    base = place.workspace.read(place.set, exercise).digest
    place.path.unlink()
    assert isinstance(place.workspace.write(place.set, exercise, ANSWER, base), Saved)
    assert ANSWER in place.path.read_text()
    assert "def volume" in place.path.read_text()


def test_a_symbolic_link_stays_one(place: Place, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles" / "shapes.py"
    target.parent.mkdir()
    place.path.rename(target)
    place.path.symlink_to(target)
    assert isinstance(place.write("area", ANSWER), Saved)
    assert place.path.is_symlink()
    assert ANSWER in target.read_text()


def test_half_a_character_is_refused_with_a_sentence(place: Place) -> None:
    before = place.path.read_bytes()
    with pytest.raises(WorkspaceError, match="cannot be saved"):
        place.write("area", "x = '\ud83d'")
    assert place.path.read_bytes() == before


def test_typing_for_an_hour_does_not_fill_the_disk_with_copies(place: Place) -> None:
    for n in range(20):
        assert isinstance(place.write("area", f"{ANSWER} + {n}"), Saved)
    assert len(place.kept) == 1


def test_writers_that_meet_write_one_after_the_other(place: Place) -> None:
    """Threads on different answers all arrive; none takes another's with it."""
    names = ("area", "volume", "Box.diagonal")
    failed: list[object] = []

    def work(name: str) -> None:
        for n in range(15):
            text = place.workspace.read(place.set, place.exercise(name)).text
            outcome = place.write(
                name, text.replace("# your code", f"# {name} {n}\n    # your code")
            )
            if not isinstance(outcome, Saved):
                failed.append(outcome)

    threads = [threading.Thread(target=work, args=(n,)) for n in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    source = place.path.read_text()
    assert failed == []
    assert all(source.count(f"# {n} {i}\n") for n in ("area", "volume") for i in range(15))


# ---------------------------------------------------------------- reset


def test_reset_puts_the_stub_back_and_keeps_the_old_answer(place: Place) -> None:
    place.write("area", ANSWER)
    kept = place.workspace.reset(place.set, place.exercise("area"))
    assert kept.read_text() == ANSWER
    assert kept.is_relative_to(place.workspace.root / ".arena" / "backups")
    assert place.path.read_text() == stub_file(SOLUTIONS, NAMES)


def test_reset_of_a_method_leaves_the_other_methods_alone(place: Place) -> None:
    stub = place.path.read_text()
    solved = stub.replace(
        "# your code here\n        raise NotImplementedError\n\n    def diagonal",
        "self.width, self.height = width, height\n\n    def diagonal",
    ).replace(
        "# your code here\n        raise NotImplementedError\n\n    def doubled",
        "return 1.0\n\n    def doubled",
    )
    place.path.write_text(solved)
    kept = place.workspace.reset(place.set, place.exercise("Box.diagonal"))
    source = place.path.read_text()
    assert "self.width, self.height = width, height" in source
    assert "return 1.0" not in source
    assert "return 1.0" in kept.read_text()
    place.workspace.reset(place.set, place.exercise("Box.__init__"))
    assert place.path.read_text() == stub


def test_reset_brings_back_a_method_that_was_taken_out(place: Place) -> None:
    stub = place.path.read_text()
    start, end = stub.index("    def diagonal"), stub.index("    def doubled")
    place.path.write_text(stub[:start] + stub[end:].replace("SCALE * self.width", "self.width"))
    place.workspace.reset(place.set, place.exercise("Box.diagonal"))
    assert "    def diagonal(self) -> float:" in place.path.read_text()
    assert "Box(self.width" in place.path.read_text()


def test_reset_repairs_an_answer_that_does_not_parse_and_a_file_that_is_gone(place: Place) -> None:
    stub = place.path.read_text()
    place.path.write_text(stub.replace("def diagonal(self)", "def diagonal(self"))
    assert (
        "def diagonal(self ->"
        in place.workspace.reset(place.set, place.exercise("Box.diagonal")).read_text()
    )
    assert place.path.read_text() == stub
    place.path.unlink()
    place.workspace.reset(place.set, place.exercise("area"))
    assert place.path.read_text() == stub


# ---------------------------------------------------------------- a changed course


def test_syncing_with_the_same_course_changes_nothing(place: Place) -> None:
    before = place.path.stat().st_mtime_ns
    report = place.workspace.sync(place.course)
    assert len(report.unchanged) == 5
    assert report == SyncReport(unchanged=report.unchanged)
    assert place.path.stat().st_mtime_ns == before
    assert place.kept == []


def test_a_deleted_file_is_made_again(place: Place) -> None:
    place.path.unlink()
    assert place.workspace.sync(place.course).created == (place.path,)
    assert place.path.read_text() == stub_file(SOLUTIONS, NAMES)


EXTRA = "def edge(volume: float) -> float:\n    return volume ** (1 / 3)\n\n\n"
WITH_EXTRA = SOLUTIONS.replace("def volume", EXTRA + "def volume")


def test_a_new_exercise_is_put_in_its_place_between_the_learners_cells(place: Place) -> None:
    place.write("area", ANSWER)
    mine = "\n\n# %% scratch\nprint(1)\n"
    place.path.write_text(place.path.read_text() + mine)
    before = place.path.read_text()
    report = place.change(WITH_EXTRA, ("area", "Box.__init__", "Box.diagonal", "edge", "volume"))
    assert report.added == ("0.1/exercise: edge",)
    source = place.path.read_text()
    cells = [c.name for c in split_cells(source)]
    assert cells.index("exercise: edge") == cells.index("exercise: volume") - 1
    assert source.replace(split_cells(source)[cells.index("exercise: edge")].source, "") == before
    assert place.kept[-1].read_text() == before


def test_an_untouched_stub_is_renewed_and_an_answer_is_not(place: Place) -> None:
    place.write("area", ANSWER)
    changed = SOLUTIONS.replace("of a cube", "of a cube, in m³").replace(
        "Area of a disc", "Area of a round disc"
    )
    report = place.change(changed)
    assert report.updated == ("0.1/exercise: volume",)
    assert [p.name for p in report.offered] == ["exercise_area.py"]
    assert "round disc" in report.offered[0].read_text()
    source = place.path.read_text()
    assert "in m³" in source
    assert ANSWER in source
    assert "round disc" not in source
    assert place.workspace.sync(place.course).offered == (), "an offer is made once"


def test_an_import_that_is_new_reaches_an_untouched_setup_cell_only(place: Place) -> None:
    report = place.change(SOLUTIONS.replace("import math\n", "import cmath\nimport math\n"))
    assert report.updated == ("0.1/setup",)
    place.path.write_text(place.path.read_text().replace("SCALE = 2.0", "SCALE = 7.0"))
    report = place.change(SOLUTIONS.replace("import math\n", "import json\nimport math\n"))
    assert [p.name for p in report.offered] == ["setup.py"]
    assert "SCALE = 7.0" in place.path.read_text()
    assert "json" not in place.path.read_text()


def test_a_method_that_becomes_an_exercise_renews_the_cell_with_its_header(place: Place) -> None:
    names = (*NAMES[:3], "Box.doubled", "volume")
    report = place.change(SOLUTIONS, names)
    assert report.updated == ("0.1/exercise: Box.__init__, Box.diagonal, Box.doubled",)
    assert place.path.read_text() == stub_file(SOLUTIONS, names)


def test_a_cell_the_learner_deleted_stays_deleted(place: Place) -> None:
    cells = split_cells(place.path.read_text())
    place.path.write_text("".join(c.source for c in cells if "volume" not in c.exercises))
    before = place.path.read_text()
    assert place.workspace.sync(place.course).added == ()
    assert place.path.read_text() == before


def test_an_emptied_file_is_left_as_it_is(place: Place) -> None:
    """An editor may be in the middle of saving."""
    place.path.write_text("")
    place.workspace.sync(place.course)
    assert place.path.read_text() == ""


def test_given_code_the_learner_has_written_already_is_offered_not_doubled(place: Place) -> None:
    place.path.write_text(place.path.read_text() + "\n\ndef helper() -> int:\n    return 1\n")
    given = "def helper() -> int:\n    return 2\n\n\ndef other() -> int:\n    return 3\n\n\n"
    report = place.change(SOLUTIONS.replace("def area", given + "def area"))
    assert [p.name for p in report.offered] == ["given_helper_other.py"]
    assert place.path.read_text().count("def helper") == 1


def test_an_exercise_that_left_the_course_stays_with_the_learner(place: Place) -> None:
    place.write("volume", "def volume(side: float) -> float:\n    return side")
    before = place.path.read_text()
    place.change(SOLUTIONS[: SOLUTIONS.index("\n\ndef volume")] + "\n", NAMES[:3])
    assert place.path.read_text() == before


def test_a_renamed_set_takes_its_file_with_it(place: Place) -> None:
    place.write("area", ANSWER)
    before, old = place.path.read_text(), place.path
    report = place.change(SOLUTIONS, slug="s2_solids")
    assert report.moved == (place.path,)
    assert place.path.name == "s2_solids.py"
    assert place.path.read_text() == before
    assert not old.exists()


# ---------------------------------------------------------------- damage


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b'{"format": 1, "sets": 3}'])
def test_a_damaged_workspace_json_is_kept_aside_and_said_and_no_answer_is_touched(
    place: Place, data: bytes
) -> None:
    place.write("area", ANSWER)
    before = place.path.read_text()
    json_path = place.workspace.root / ".arena" / "workspace.json"
    json_path.write_bytes(data)
    found = Workspace.find(place.path)
    assert "damaged" in found.notices[0]
    aside = next(json_path.parent.glob("workspace.damaged-*.json"))
    assert aside.read_bytes() == data
    report = found.sync(place.course)
    assert (report.added, report.updated, report.offered) == ((), (), ())
    assert place.path.read_text() == before
    assert Workspace.find(place.path).notices == ()
    changed = SOLUTIONS.replace("of a cube", "of a cube, in m³")
    assert place.change(changed).updated == ("0.1/exercise: volume",)


def test_a_workspace_of_a_newer_arena_is_refused(place: Place) -> None:
    (place.workspace.root / ".arena/workspace.json").write_text('{"format": 99}')
    with pytest.raises(WorkspaceError, match="newer version") as caught:
        Workspace.find(place.path)
    assert "pip install" in caught.value.next_step


def test_a_file_left_by_a_killed_process_is_cleared_away(place: Place) -> None:
    leftover = place.path.with_name(".s1_shapes.py.1-1" + TEMPORARY)
    leftover.write_text("half")
    place.workspace.sync(place.course)
    assert not leftover.exists()


def test_a_lock_that_is_held_is_waited_for_and_then_one_sentence(place: Place) -> None:
    lock = place.workspace.root / ".arena" / "lock"
    with (
        files.locked(lock),
        pytest.raises(WorkspaceError, match="Another arena program"),
        files.locked(lock, seconds=0.05),
    ):
        pass
    with files.locked(lock, seconds=0.05):
        pass


# ---------------------------------------------------------------- disks


SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, {here!r})
from workspace_course import make_course
from arena.errors import WorkspaceError
from arena.workspace.workspace import Workspace
course = make_course(Path({folder!r}) / "course")
workspace, exercise = Workspace(Path({root!r})), course.sets[0].exercises[0]
base = workspace.read(course.sets[0], exercise)
{before}
try:
    print(workspace.write(course.sets[0], exercise, base.text + "\\n    # x" * {size}, base.digest))
except WorkspaceError as error:
    print(error)
print(workspace.source(course.sets[0]).count("# x"), *Path({root!r}).rglob("*.arena-tmp"))
"""


def run(place: Place, before: str, size: int, *prefix: str) -> list[str]:
    """Write in a process of its own, so that its limits and mounts are its own."""
    script = SCRIPT.format(
        here=str(HERE),
        folder=str(place.folder),
        root=str(place.workspace.root),
        before=before,
        size=size,
    )
    done = subprocess.run(
        [*prefix, sys.executable, "-c", script], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()


@POSIX
def test_a_file_that_may_not_grow_is_one_sentence_and_stays_whole(place: Place) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))"
    sentence, step, state = run(place, limit, 10_000)
    assert "disk is full" in sentence
    assert "nothing was lost" in step
    assert state == "0", "the old text is there, and no temporary file"


def namespace(mount: str) -> list[str]:
    """What to put before a command to give it mounts of its own, if the kernel allows it."""
    script = f'{mount} && exec "$@"'
    prefix = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]
    try:
        works = subprocess.run([*prefix, "true"], capture_output=True, timeout=20).returncode == 0
    except FileNotFoundError:
        works = False
    if not works:
        pytest.skip("needs user namespaces; un-skip where the kernel allows them")
    return prefix


@POSIX
def test_a_full_disk_is_one_sentence_and_the_file_stays_whole(place: Place, tmp_path: Path) -> None:
    root = place.workspace.root
    mount = (
        f"cp -r {root} {tmp_path}/copy && mount -t tmpfs -o size=200k none {root} && "
        f"cp -r {tmp_path}/copy/. {root}/"
    )
    sentence, step, state = run(place, "", 200_000, *namespace(mount))
    assert "disk is full" in sentence
    assert "nothing was lost" in step
    assert state == "0"


@POSIX
def test_a_read_only_folder_is_one_sentence(place: Place) -> None:
    root = place.workspace.root
    mount = f"mount --bind {root} {root} && mount -o remount,ro,bind {root}"
    sentence, step, state = run(place, "", 1, *namespace(mount))
    assert sentence == f"{root}/.arena cannot be written: you have no permission for it."
    assert "Give yourself the right" in step
    assert state == "0"


# ---------------------------------------------------------------- kills


@POSIX
def test_killing_writers_at_any_moment_loses_nothing() -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / "killing.py"), "workspace", "40"],
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["lost"] == []
    assert report["kills"] == 40
    assert report["acknowledged"] > 0


def test_the_workspace_is_reached_without_torch() -> None:
    script = "import sys, arena.workspace.workspace; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr


def test_a_pipe_or_a_device_is_no_file_of_answers(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.py"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero")):
        with pytest.raises(WorkspaceError, match="a pipe or a device"):
            files.read_bytes(path)


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.py"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # holes: it takes no room
    with pytest.raises(WorkspaceError, match="are read at most"):
        files.read_bytes(path)
