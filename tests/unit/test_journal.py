"""The journal only grows, and what was recorded is there again, whatever happens."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from arena.errors import JournalError
from arena.journal.events import REQUIRED
from arena.journal.journal import Event, EventKind, Journal
from arena.journal.tables import HEAD, event, metadata

HERE = Path(__file__).parent
KEY = "0.1/area"
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX; un-skip when run on POSIX")
POSTGRESQL = os.environ.get("ARENA_TEST_POSTGRESQL")  # an empty database's address


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


def filled(path: Path, count: int = 5) -> list[Event]:
    """Record some events and close the journal."""
    with Journal.open(path) as journal:
        if count <= 5:
            return [journal.record(EventKind.SAVED, KEY, n=n) for n in range(count)]
        data = [{"n": n, "filler": "x" * 200} for n in range(count)]
        rows = [{"at": datetime.now(UTC), "kind": "saved", "key": KEY, "data": d} for d in data]
        with journal._engine.begin() as connection:  # at once: a thousand fsyncs are not the test
            connection.execute(sa.insert(event), rows)
        return journal.events()


def test_what_is_recorded_comes_back_in_order(path: Path) -> None:
    before = datetime.now(UTC)
    with Journal.open(path) as journal:
        made = [
            journal.record(EventKind.OPENED, KEY),
            journal.record(
                EventKind.CHECKED, KEY, outcome="wrong", diagnosis="area__half", milliseconds=1.5
            ),
            journal.record(EventKind.NOTED, text="ein Gedanke – “quoted”"),
        ]
    with Journal.open(path) as journal:
        assert journal.events() == made
        assert journal.notices == ()
    assert [e.id for e in made] == sorted({e.id for e in made})
    assert all(e.at.tzinfo is UTC and before <= e.at <= datetime.now(UTC) for e in made)


def test_events_are_chosen_by_task_kind_and_time(path: Path) -> None:
    with Journal.open(path) as journal:
        first = journal.record(EventKind.OPENED, "0.1/a")
        second = journal.record(EventKind.SAVED, "0.1/b")
        third = journal.record(EventKind.SAVED, "0.1/a")
        assert journal.events("0.1/a") == [first, third]
        assert journal.events(kinds=[EventKind.SAVED]) == [second, third]
        assert journal.events("0.1/a", kinds=[EventKind.SAVED]) == [third]
        assert journal.events(since=first.id) == [second, third]
        assert journal.events(since=third.at) == [third]
        assert journal.events(since=third.at + timedelta(seconds=1)) == []
        assert journal.events(kinds=[]) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("\ud83d half a character and \0", "\ud83d half a character and \0"),
        (float("nan"), "nan"),
        ([1, (2, float("-inf"))], [1, [2, "-inf"]]),
        ({"a": {"b": None}}, {"a": {"b": None}}),
        (10**40, 10**40),
    ],
)
def test_anything_a_learner_can_type_is_kept(path: Path, given: object, kept: object) -> None:
    with Journal.open(path) as journal:
        journal.record(EventKind.ANSWERED, KEY, given=given, right=False)  # type: ignore[arg-type]
        assert journal.events()[0].data["given"] == kept


def test_an_event_without_its_data_is_refused(path: Path) -> None:
    assert set(REQUIRED) == set(EventKind)
    with Journal.open(path) as journal:
        with pytest.raises(ValueError, match="diagnosis, milliseconds, outcome"):
            journal.record(EventKind.CHECKED, KEY)
        assert journal.events() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET kind = 'saved'",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT * FROM event",
        "INSERT INTO event SELECT * FROM event WHERE true ON CONFLICT DO UPDATE SET kind = 'x'",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_recorded(
    path: Path, statement: str
) -> None:
    filled(path)
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    connection.close()
    with Journal.open(path) as journal:
        assert len(journal.events()) == 5


def test_an_event_of_a_newer_kind_is_kept_but_not_shown(path: Path) -> None:
    filled(path)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(
            "INSERT INTO event(at, kind, key, data) "
            "VALUES ('2030-01-01 00:00:00', 'danced', '', '{}')"
        )
    connection.close()
    with Journal.open(path) as journal:
        assert len(journal.events()) == 5


# ---------------------------------------------------------------- schema


def test_the_migrations_make_the_tables_that_the_code_uses(path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    import arena.journal

    folder = Path(arena.journal.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_heads() == [HEAD]
    filled(path)
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_a_current_journal_is_opened_without_alembic_and_without_torch(path: Path) -> None:
    filled(path)
    script = (
        "import sys; from arena.journal.journal import Journal; "
        "import arena.journal.progress; "
        f"print(len(Journal.open({str(path)!r}).events()), "
        "[m for m in ('alembic', 'torch', 'sqlalchemy.orm') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "5 []", done.stderr


def test_a_journal_of_a_newer_arena_is_refused_and_not_touched(path: Path) -> None:
    filled(path)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(JournalError, match="newer version") as caught:
        Journal.open(path)
    assert "pip install" in caught.value.next_step
    assert list(path.parent.glob("*damaged*")) == []


def test_a_database_of_another_program_is_refused_and_not_touched(path: Path) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    with pytest.raises(JournalError, match="another program"):
        Journal.open(path)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]
    connection.close()


def test_events_are_on_the_disk_when_record_returns(path: Path) -> None:
    with Journal.open(path) as journal, journal._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


# ---------------------------------------------------------------- many at once


def test_threads_share_a_journal(path: Path) -> None:
    with Journal.open(path) as journal:

        def work() -> None:
            for n in range(25):
                journal.record(EventKind.SAVED, KEY, n=n)
                journal.events(KEY)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(journal.events()) == 200


def test_processes_that_begin_a_journal_together_lose_nothing(path: Path) -> None:
    script = (
        "import sys; from arena.journal.journal import EventKind, Journal; sys.stdin.read(1); "
        f"j = Journal.open({str(path)!r}); "
        "[j.record(EventKind.SAVED, 'k', n=n) for n in range(20)]; print(j.notices)"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in started:
        assert process.stdin
        process.stdin.write("x")
        process.stdin.flush()
    for process in started:
        said, errors = process.communicate(timeout=60)
        assert said.strip() == "()", errors
    with Journal.open(path) as journal:
        assert len(journal.events()) == 80


def test_a_locked_journal_is_waited_for(path: Path) -> None:
    filled(path)
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.2, lambda: other.execute("COMMIT")).start()
    with Journal.open(path) as journal:
        journal.record(EventKind.SAVED, KEY)
        assert len(journal.events()) == 6
    other.close()


def test_a_journal_locked_for_good_is_one_sentence(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path)
    monkeypatch.setattr("arena.journal.journal.BUSY_SECONDS", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Journal.open(path) as journal:
        with pytest.raises(JournalError, match="locked") as caught:
            journal.record(EventKind.SAVED, KEY)
        assert caught.value.next_step
        other.execute("COMMIT")
        journal.record(EventKind.SAVED, KEY)
        assert len(journal.events()) == 6
    other.close()
    assert list(path.parent.glob("*damaged*")) == [], "busy is not damaged"


def test_a_journal_whose_file_was_taken_away_goes_on_in_a_new_one(path: Path) -> None:
    """Written to an unlinked file, events would vanish without a word."""
    with Journal.open(path) as journal:
        journal.record(EventKind.SAVED, KEY, n=1)
        for file in path.parent.glob("journal.sqlite*"):
            file.unlink()
        journal.record(EventKind.SAVED, KEY, n=2)
        assert [e.data["n"] for e in journal.events()] == [2]
    assert path.exists()


# ---------------------------------------------------------------- damage


def test_a_file_that_is_no_database_is_kept_aside_and_said(path: Path) -> None:
    path.write_bytes(b"this is not a database, it is a letter" * 100)
    with Journal.open(path) as journal:
        assert "damaged" in journal.notices[0]
        assert "0 events" in journal.notices[0]
        journal.record(EventKind.SAVED, KEY)
    (aside,) = path.parent.glob("journal.damaged-*.sqlite")
    assert aside.name in journal.notices[0]
    assert aside.read_bytes().startswith(b"this is not a database")
    with Journal.open(path) as journal:
        assert journal.notices == (), "said once"
        assert len(journal.events()) == 1


def page_of(path: Path, number: int) -> int:
    """The page that holds an event's text, by looking for it."""
    data = path.read_bytes()
    at = data.index(b'"n": %d,' % number)
    return at // 4096


@pytest.mark.parametrize("spoiled", [3, 500, 997])
def test_events_around_a_damaged_page_are_carried_over(path: Path, spoiled: int) -> None:
    made = [e.id for e in filled(path, 1000)]
    for number in {spoiled, 600}:
        with path.open("r+b") as file:
            file.seek(page_of(path, number) * 4096)
            file.write(os.urandom(4096))
    with Journal.open(path) as journal:
        events = journal.events()
        assert "carried over" in journal.notices[0]
        assert f"{len(events)} events" in journal.notices[0]
        assert 950 < len(events) < 1000
        assert {e.id for e in events} < set(made)
        assert all(e.data["n"] == made.index(e.id) for e in events)
        new = journal.record(EventKind.SAVED, KEY)
        assert new.id > made[-1], "an id is not given twice"
        with pytest.raises(sa.exc.IntegrityError), journal._engine.begin() as connection:
            connection.execute(sa.delete(event))
    assert len(list(path.parent.glob("journal.damaged-*.sqlite"))) == 1


def test_a_truncated_journal_gives_what_is_left(path: Path) -> None:
    filled(path, 500)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with Journal.open(path) as journal:
        assert "damaged" in journal.notices[0]
        assert len(journal.events()) > 0


def test_damage_met_by_a_second_process_is_repaired_once(path: Path) -> None:
    filled(path, 500)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with Journal.open(path) as first, Journal.open(path) as second:
        assert (len(first.notices), len(second.notices)) == (1, 0)
        assert first.events() == second.events()


# ---------------------------------------------------------------- disks and kills


SCRIPT = """
from pathlib import Path
from arena.errors import JournalError
from arena.journal.journal import EventKind, Journal
path = Path({path!r})
{before}
written = 0
try:
    journal = Journal.open(path)
    for n in range(2_000):
        journal.record(EventKind.SAVED, "k", n=n, filler="x" * 500)
        written += 1
except JournalError as error:
    print(error)
print(written)
"""


def run(path: Path, before: str, *prefix: str) -> list[str]:
    """Record in a process of its own, so that its limits and mounts are its own."""
    script = SCRIPT.format(path=str(path), before=before)
    done = subprocess.run(
        [*prefix, sys.executable, "-c", script], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()


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
def test_a_full_disk_is_one_sentence_and_everything_before_is_there(path: Path) -> None:
    disk = path.parent / "disk"
    disk.mkdir()
    back = f"trap 'cp {disk}/* {path.parent}' EXIT"
    prefix = namespace(f"mount -t tmpfs -o size=400k none {disk}")
    prefix[-2] = f'mount -t tmpfs -o size=400k none {disk} && {back} && "$@"'
    sentence, step, written = run(disk / "journal.sqlite", "", *prefix)
    assert "full" in sentence
    assert step
    assert int(written) > 10
    with Journal.open(path) as journal:
        assert [e.data["n"] for e in journal.events()] == list(range(int(written)))


@POSIX
def test_a_file_that_may_not_grow_is_one_sentence_and_everything_before_is_there(
    path: Path,
) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))"
    sentence, step, written = run(path, limit)
    assert "disk" in sentence
    assert step
    with Journal.open(path) as journal:
        assert [e.data["n"] for e in journal.events()] == list(range(int(written)))


@POSIX
def test_a_read_only_folder_is_one_sentence(path: Path) -> None:
    filled(path)
    folder = path.parent
    mount = f"mount --bind {folder} {folder} && mount -o remount,ro,bind {folder}"
    sentence, step, written = run(path, "", *namespace(mount))
    assert "read-only" in sentence
    assert "Give yourself the right" in step
    assert written == "0"


def test_a_folder_in_the_journals_place_is_one_sentence(path: Path) -> None:
    path.mkdir()
    with pytest.raises(JournalError, match="cannot be written") as caught:
        Journal.open(path)
    assert caught.value.next_step


@POSIX
def test_killing_recorders_at_any_moment_loses_nothing() -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / "killing.py"), "journal", "60"],
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["lost"] == []
    assert report["kills"] == 60
    assert report["acknowledged"] >= 30, "every second child is killed after its first event"


@POSIX
def test_killing_a_repair_at_any_moment_loses_nothing() -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / "killing.py"), "repair", "20"],
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["lost"] == []


# ---------------------------------------------------------------- PostgreSQL


@pytest.mark.skipif(
    POSTGRESQL is None,
    reason="un-skip: ARENA_TEST_POSTGRESQL=postgresql+psycopg://… names an empty database",
)
def test_the_same_journal_works_on_postgresql() -> None:
    assert POSTGRESQL
    with Journal.open(POSTGRESQL) as journal:
        made = [
            journal.record(EventKind.NOTED, KEY, text="\ud83d half and \0"),
            journal.record(EventKind.SAVED, KEY, n=float("inf")),
        ]
    with Journal.open(POSTGRESQL) as journal:
        assert journal.events(since=made[0].id - 1) == made
        assert journal.events(since=made[1].at) == made[1:]
        for statement in ("UPDATE event SET kind = 'x'", "DELETE FROM event", "TRUNCATE event"):
            with (
                pytest.raises(sa.exc.DBAPIError, match="append-only"),
                journal._engine.begin() as connection,
            ):
                connection.execute(sa.text(statement))
    with pytest.raises(JournalError, match="cannot be reached") as caught:
        Journal.open(POSTGRESQL.rpartition("/")[0] + "/no_such_database")
    assert caught.value.next_step
