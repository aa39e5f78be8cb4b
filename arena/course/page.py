"""`page.md` → sections of typed blocks.

The grammar is small: front matter, prose, second-level headings, and flat colon fences
(`:::{name} argument` … `:::`). Prose right after an `exercise`, `picture`, `experiment` or
`question` directive is its statement; `hint` and `after` belong to the latest of them. Every option
is typed, and every error carries a file and a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from arena.course.model import (
    Block,
    Box,
    Choice,
    Exercise,
    Figure,
    Hint,
    Kind,
    Prose,
    Question,
    Section,
)
from arena.course.options import (
    ExerciseOptions,
    FigureOptions,
    FrontMatter,
    QuestionOptions,
    names_of,
    read_options,
)
from arena.errors import CourseError

EXERCISES = {"exercise": Kind.CODE, "picture": Kind.PICTURE, "experiment": Kind.EXPERIMENT}
BOXES = ("aside", "help", "reading", "objectives")
DIRECTIVES = (*EXERCISES, "question", "hint", "after", "figure", *BOXES)

_DIRECTIVE = re.compile(r"\{(?P<name>[\w-]+)\}\s*(?P<argument>.*)")
_CHOICE = re.compile(r"- \[(?P<mark>[ xX])\] (?P<text>.*)")


@dataclass(frozen=True)
class Page:
    """A parsed page: its front matter and its sections."""

    front: FrontMatter
    sections: tuple[Section, ...]


@dataclass
class _Open:
    """An exercise or question whose statement, hints and after are still being gathered."""

    directive: str
    name: str
    options: ExerciseOptions | QuestionOptions
    line: int
    statement: str = ""
    hints: list[Hint] = field(default_factory=list)
    after: str = ""


def parse_page(text: str, path: Path) -> Page:
    """Parse a page.

    Args:
        text: the Markdown source.
        path: where it came from, for messages.

    Raises:
        CourseError: with file, line and what to do.
    """
    return _Parser(text, path).parse()


class _Parser:
    def __init__(self, text: str, path: Path) -> None:
        self.lines = text.splitlines()
        self.text = text
        self.path = path
        self.sections: list[Section] = []
        self.title = "Introduction"
        self.blocks: list[Block] = []
        self.pending: list[Block] = []  # figures and boxes met while a task gathers its hints
        self.open: _Open | None = None
        self.awaits_statement = False
        self.set_id = ""

    def fail(self, what: str, next_step: str, line: int) -> CourseError:
        return CourseError(what, next_step, self.path, line)

    def parse(self) -> Page:
        md = MarkdownIt("commonmark").use(front_matter_plugin).use(colon_fence_plugin)
        tokens = md.use(dollarmath_plugin).enable("table").parse(self.text)
        top = [t for t in tokens if t.level == 0 and t.map and t.nesting >= 0]
        if not top or top[0].type != "front_matter":
            raise self.fail(
                "the page has no front matter", "Begin it with `---`, options, `---`.", 1
            )
        front = read_options(FrontMatter, top[0].content, self.path, 2)
        self.set_id = front.id
        at = _end(top[0])
        for token in top[1:]:
            start = _start(token)
            is_heading = token.type == "heading_open" and token.tag == "h2"
            if token.type != "colon_fence" and not is_heading:
                continue
            self.prose(at, start)
            at = _end(token)
            if is_heading:
                self.close_task()
                self.close_section()
                self.title = self.lines[start].lstrip("#").strip()
            else:
                self.directive(token, start + 1)
        self.prose(at, len(self.lines))
        self.close_task()
        self.close_section()
        return Page(front, tuple(self.sections))

    # ------------------------------------------------------------ pieces

    def prose(self, start: int, end: int) -> None:
        text = "\n".join(self.lines[start:end]).strip()
        if not text:
            return
        if self.awaits_statement and self.open:
            self.open.statement = text
            self.awaits_statement = False
            return
        self.close_task()
        skipped = next(i for i, row in enumerate(self.lines[start:end]) if row.strip())
        self.blocks.append(Prose(text=text, line=start + skipped + 1))

    def directive(self, token: Token, line: int) -> None:
        found = _DIRECTIVE.fullmatch(token.info.strip())
        name = found["name"] if found else token.info.strip()
        if not found or name not in DIRECTIVES:
            known = ", ".join(DIRECTIVES)
            raise self.fail(f"unknown directive `{name}`", f"Use one of: {known}.", line)
        argument, body = found["argument"].strip(), token.content.strip("\n")
        if name in EXERCISES or name == "question":
            self.close_task()
            if not argument:
                raise self.fail(f"`{name}` has no name", f"Write `:::{{{name}}} name`.", line)
            model: type[QuestionOptions] | type[ExerciseOptions]
            model = QuestionOptions if name == "question" else ExerciseOptions
            options = read_options(model, body, self.path, line + 1)
            assert isinstance(options, QuestionOptions | ExerciseOptions)
            self.open = _Open(name, argument, options, line)
            self.awaits_statement = True
        elif name in ("hint", "after"):
            self.belonging(name, argument, body, line)
        elif name == "figure":
            self.flow(self.figure(argument, body, line))
        else:
            title = argument or name.capitalize()
            kind: Any = name
            self.flow(Box(kind=kind, title=title, text=body.strip(), line=line))

    def figure(self, name: str, body: str, line: int) -> Figure:
        """Its options are the lines at the top that begin as one does; the rest is the caption."""
        rows = body.splitlines()
        starts = tuple(f"{option}:" for option in names_of(FigureOptions))
        count = next((i for i, row in enumerate(rows) if not row.startswith(starts)), len(rows))
        given = read_options(FigureOptions, "\n".join(rows[:count]), self.path, line + 1)
        caption = "\n".join(rows[count:]).strip()
        return Figure(name=name, caption=caption, line=line, **given.model_dump())

    def belonging(self, name: str, argument: str, body: str, line: int) -> None:
        if self.open is None:
            what = f"`{name}` stands before any exercise or question"
            raise self.fail(what, "Put it after the exercise it belongs to.", line)
        if self.awaits_statement:
            what = f"`{self.open.name}` has no statement before its first `{name}`"
            raise self.fail(what, "Write the statement right after its options.", line)
        if not body.strip():
            raise self.fail(f"`{name}` is empty", "Write something in it, or take it out.", line)
        if name == "hint":
            self.open.hints.append(Hint(text=body.strip(), mistake=argument or None, line=line))
        elif self.open.after:
            what = f"`{self.open.name}` has two `after` directives"
            raise self.fail(what, "Join them.", line)
        else:
            self.open.after = body.strip()

    def flow(self, block: Block) -> None:
        """A figure or box; it stands after the open task, which goes on gathering its hints."""
        if self.open and not self.awaits_statement:
            self.pending.append(block)
        else:
            self.blocks.append(block)

    def close_task(self) -> None:
        task, self.open = self.open, None
        if task is None:
            return
        if not task.statement:
            raise self.fail(
                f"`{task.name}` has no statement", "Write it right after the options.", task.line
            )
        self.blocks.append(self.finished(task))
        self.blocks.extend(self.pending)
        self.pending.clear()
        self.awaits_statement = False

    def finished(self, task: _Open) -> Exercise | Question:
        common: dict[str, Any] = {
            "set_id": self.set_id,
            "name": task.name,
            "title": task.options.title or task.name,
            "minutes": task.options.minutes,
            "hints": tuple(task.hints),
            "after": task.after,
            "line": task.line,
        }
        if isinstance(task.options, QuestionOptions):
            return self.question(task, task.options, common)
        options = task.options
        kind: Any = EXERCISES[task.directive]
        if (kind is Kind.EXPERIMENT) != bool(options.budget_s):
            what = f"`{task.name}`: an experiment, and nothing else, has a `budget_s`"
            raise self.fail(what, "Give the most seconds its run may take.", task.line)
        return Exercise(
            type=kind,
            difficulty=options.difficulty,
            importance=options.importance,
            needs=options.needs,
            flags=options.flags,
            requires=options.requires,
            uses_only=options.uses_only,
            forbids=options.forbids,
            budget_s=options.budget_s,
            bonus=options.bonus,
            statement=task.statement,
            **common,
        )

    def question(self, task: _Open, options: QuestionOptions, common: dict[str, Any]) -> Question:
        statement, choices = _split_choices(task.statement)
        right = sum(c.right for c in choices)
        if options.kind == "choice" and right != 1:
            what = f"`{task.name}` has {right} right choices"
            raise self.fail(what, "Mark exactly one `- [x]`, or use `kind: choices`.", task.line)
        if options.kind == "choices" and not choices:
            raise self.fail(
                f"`{task.name}` has no choices", "List them as `- [x] text — why`.", task.line
            )
        if options.kind == "number" and options.answer is None:
            raise self.fail(f"`{task.name}` has no answer", "Add `answer: 3.5`.", task.line)
        if options.kind == "text" and not options.answers:
            raise self.fail(
                f"`{task.name}` has no answers", "Add `answers: [first, second]`.", task.line
            )
        try:
            finding = options.finding()
        except CourseError as error:
            raise self.fail(f"`{task.name}`: {error.what}", error.next_step, task.line) from None
        if missing := [c.text for c in choices if not c.why]:
            what = f"the choice “{missing[0]}” of `{task.name}` does not say why"
            raise self.fail(what, "Add ` — ` and one sentence.", task.line)
        return Question(
            answer_kind=options.kind,
            statement=statement,
            choices=choices,
            number=options.answer,
            tolerance=options.tolerance,
            texts=options.answers,
            common=tuple((str(k), v) for k, v in options.common.items()),
            finding=finding,
            **common,
        )

    def close_section(self) -> None:
        if self.blocks or self.title != "Introduction":
            section = Section(
                title=self.title, anchor=anchor_of(self.title), blocks=tuple(self.blocks)
            )
            if section.anchor in {s.anchor for s in self.sections}:
                what = f"two sections are called “{self.title}”"
                raise self.fail(
                    what, "Rename one of them.", self.blocks[0].line if self.blocks else 1
                )
            self.sections.append(section)
        self.blocks = []


def anchor_of(title: str) -> str:
    """A heading as the end of a link: `A window that slides` → `a-window-that-slides`."""
    return re.sub(r"[^\w]+", "-", title.lower()).strip("-")


def _split_choices(statement: str) -> tuple[str, tuple[Choice, ...]]:
    """Take the task list off the end of a question's statement."""
    kept: list[str] = []
    found: list[list[str]] = []
    marks: list[bool] = []
    for row in statement.splitlines():
        match = _CHOICE.match(row)
        if match:
            marks.append(match["mark"] in "xX")
            found.append([match["text"]])
        elif found and row.startswith(" "):
            found[-1].append(row.strip())
        elif found and not row.strip():
            continue
        else:
            kept.append(row)
    choices = []
    for mark, rows in zip(marks, found, strict=True):
        text, _, why = " ".join(rows).partition(" — ")
        choices.append(Choice(text=text.strip(), right=mark, why=why.strip()))
    return "\n".join(kept).strip(), tuple(choices)


def _start(token: Token) -> int:
    assert token.map is not None
    return token.map[0]


def _end(token: Token) -> int:
    assert token.map is not None
    return token.map[1]
