"""What the documents show is what the program prints, and every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cli_support import EXERCISE, ONE_SIDED, ROOT, Arena

from arena.cli.reference import reference

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
SCREEN = re.compile(
    r"<!-- screen: one_sided[^>]*-->\n```console\n\$ (?P<command>[^\n]+)\n(?P<text>.*?)```", re.S
)
LINK = re.compile(r"\]\((?P<target>[^)#]+)(?:#[^)]*)?\)")


def without_times(text: str) -> str:
    return re.sub(r"\d+ ms", "N ms", text).rstrip()


def test_the_readme_shows_what_the_command_prints(arena: Arena) -> None:
    found = SCREEN.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found
    program, *arguments = found["command"].split()
    assert program == "arena"
    arena.write(ONE_SIDED, EXERCISE)
    ran = arena(*arguments)
    assert ran.returncode == 1, ran.stderr
    printed = ran.stdout
    assert without_times(found["text"]) == without_times(printed), (
        f"put this into README.md:\n{printed}"
    )


def test_the_readme_lists_the_sets_that_are_there_with_their_hours() -> None:
    from arena.course.load import load_course

    rows = re.findall(
        r"^\| (\d\.\d [^|]+?) \| ([\d.]+) \|", (ROOT / "README.md").read_text("utf-8"), re.M
    )
    there = [(f"{s.id} {s.title}", f"{s.minutes / 60:.1f}") for s in load_course().sets]
    assert rows == there


def test_the_command_reference_is_what_the_commands_say() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert page == reference(), "make docs"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", document.read_text(encoding="utf-8"), flags=re.S)
    targets = [m["target"] for m in LINK.finditer(text) if "://" not in m["target"]]
    dead = [t for t in targets if not (document.parent / t).exists()]
    assert not dead


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set()
    for document in DOCUMENTS:
        named |= set(re.findall(r"(?:\$ |`|^ +)make (\w+)", document.read_text("utf-8"), re.M))
    assert named >= {"learn", "test", "check"}
    missing = [t for t in named if not re.search(rf"^{t}:", makefile, re.M)]
    assert not missing
