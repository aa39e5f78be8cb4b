"""The places in a module where the answers of its exercises stand, and what a stub has there
instead.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from arena.course.cells import lines_of, parse
from arena.course.definitions import DefinitionNode, FunctionNode, walk_definitions
from arena.errors import CourseError

YOUR_CODE = "# your code here"
OPEN, CLOSE = "# <yours>", "# </yours>"
_OURS = re.compile(r"# %% (?:setup$|given\b|exercise: )")


@dataclass(frozen=True)
class Edit:
    """Replace the characters from `start` to `end`."""

    start: int
    end: int
    text: str


class SourceText:
    """A source text with its tree, its tokens and the way from positions to offsets.

    Headers that an earlier `stub_file` put in are left out, so that they can be put in anew.

    Raises:
        CourseError: the text is not valid Python.
    """

    def __init__(self, source: str) -> None:
        tokens = _tokens(source)
        ours = {t.start[0] for t in tokens if t.start[1] == 0 and _is_our_header(t)}
        if ours:
            kept = (text for i, text in enumerate(lines_of(source), 1) if i not in ours)
            source = "".join(kept)
            tokens = _tokens(source)
        tree = parse(source)
        if tree is None:
            raise CourseError("the solutions are not valid Python", "Correct the syntax error.")
        self.source, self.tree = source, tree
        self.lines = lines_of(source)
        self.tokens = [t for t in tokens if t.type not in (tokenize.NL, tokenize.INDENT)]
        self.starts = [0]
        for text in self.lines:
            self.starts.append(self.starts[-1] + len(text))

    # ------------------------------------------------------------ bodies

    def exercise_edits(self, name: str) -> Iterator[Edit]:
        """What has to be replaced so that an exercise is to be written.

        Raises:
            CourseError: it is not defined, or its markers do not pair up.
        """
        named = [node for found, node in walk_definitions(self.tree.body) if found == name]
        if not named:
            what = f"`{name}` is not defined at the top of solutions.py"
            raise CourseError(what, "Write its solution, or correct the exercise's name.")
        for node in named:
            if _is_overload(node):
                continue
            markers = self.markers(node)
            if markers:
                yield from self.region_edits(node, markers)
            elif isinstance(node, ast.ClassDef):
                methods = list(_methods(node))
                yield from (self.body_edit(m) for m in methods)
                if not methods:
                    yield self.body_edit(node)
            else:
                yield self.body_edit(node)

    def markers(self, node: DefinitionNode) -> list[tuple[int, int]]:
        """Lines of `# <yours>` and `# </yours>`, in pairs (one-based)."""
        span = range(node.lineno, self.last_line(node) + 1)
        found = [
            t
            for t in self.tokens
            if t.type == tokenize.COMMENT and t.string in (OPEN, CLOSE) and t.start[0] in span
        ]
        for i, token in enumerate(found):
            in_turn = token.string == (OPEN, CLOSE)[i % 2]
            alone = self.lines[token.start[0] - 1].strip() == token.string
            if not (in_turn and alone) or (i == len(found) - 1 and i % 2 == 0):
                what = f"line {token.start[0]}: `{token.string}` of `{node.name}` has no partner"
                raise CourseError(what, f"Put `{OPEN}` and `{CLOSE}` on lines of their own.")
        at = [t.start[0] for t in found]
        return list(zip(at[::2], at[1::2], strict=True))

    def region_edits(
        self, node: DefinitionNode, markers: Sequence[tuple[int, int]]
    ) -> Iterator[Edit]:
        inner = [n for n in ast.walk(node) if isinstance(n, DefinitionNode)]
        for first, last in markers:
            holder = max(
                (n for n in inner if n.lineno < first <= self.last_line(n)),
                key=lambda n: n.lineno,
            )
            indent = _indent(self.lines[first - 1])
            yield Edit(self.line_end(first), self.line_end(last - 1), _blank(holder, indent))

    def body_edit(self, node: DefinitionNode) -> Edit:
        body = node.body
        colon = self.colon(node)
        after = self.tokens[colon + 1]
        one_line = after.type not in (tokenize.COMMENT, tokenize.NEWLINE)
        doc = body[0] if _is_docstring(body[0]) else None
        end = self.line_end(self.last_line(node))
        if one_line:
            indent = _indent(self.lines[node.lineno - 1]) + "    "
            kept = f"\n{indent}{ast.get_source_segment(self.source, doc)}" if doc else ""
            return Edit(self.offset(*self.tokens[colon].end), end, kept + _blank(node, indent))
        indent = _indent(self.lines[first_line(body[0]) - 1])
        if doc is None:
            return Edit(self.line_end(self.tokens[colon].start[0]), end, _blank(node, indent))
        start = self.line_end(doc.end_lineno or doc.lineno)
        doc_end = self.position(doc.end_lineno or doc.lineno, doc.end_col_offset or 0)
        following = next(t for t in self.tokens if t.start >= doc_end)
        if following.string == ";":
            start = self.offset(*doc_end)
        return Edit(start, end, _blank(node, indent))

    def colon(self, node: DefinitionNode) -> int:
        """The index of the token that opens the body: the last colon outside brackets before it."""
        first = node.body[0]
        decorators = first.decorator_list if isinstance(first, DefinitionNode) else []
        nodes: list[ast.stmt | ast.expr] = [first, *decorators]
        begin = min((n.lineno, n.col_offset) for n in nodes)
        stop = self.position(*begin)
        start = self.position(node.lineno, node.col_offset)
        depth, found = 0, -1
        for i, token in enumerate(self.tokens):
            if token.start < start or token.start >= stop or token.type != tokenize.OP:
                continue
            depth += (token.string in "([{") - (token.string in ")]}")
            if token.string == ":" and depth == 0:
                found = i
        return found

    def last_line(self, node: DefinitionNode) -> int:
        """Its last line (one-based), with the comments after it that are indented deeper."""
        last = node.end_lineno or node.lineno
        for at in range(last, len(self.lines)):
            text = self.lines[at]
            if not text.strip():
                continue
            deeper = len(_indent(text)) > len(_indent(self.lines[node.lineno - 1]))
            if not (deeper and text.lstrip().startswith("#")):
                break
            last = at + 1
        return last

    # ------------------------------------------------------------ positions

    def position(self, line: int, column: int) -> tuple[int, int]:
        """The tree counts columns in UTF-8 bytes, tokens count them in characters."""
        text = self.lines[line - 1]
        return line, len(text.encode()[:column].decode())

    def offset(self, line: int, column: int) -> int:
        """Of a token's position."""
        return self.starts[line - 1] + column

    def line_end(self, line: int) -> int:
        """The offset of the newline that ends a line (one-based)."""
        return self.starts[line - 1] + len(self.lines[line - 1].rstrip("\n"))


def _tokens(source: str) -> list[tokenize.TokenInfo]:
    try:
        return list(tokenize.generate_tokens(io.StringIO(source, newline="\n").readline))
    except (tokenize.TokenError, SyntaxError):
        raise CourseError(
            "the solutions are not valid Python", "Correct the syntax error."
        ) from None


def _is_our_header(token: tokenize.TokenInfo) -> bool:
    return token.type == tokenize.COMMENT and bool(_OURS.match(token.string))


def _blank(node: DefinitionNode, indent: str) -> str:
    # A `raise` in a class body would fire as soon as the learner's file is read.
    last = "pass" if isinstance(node, ast.ClassDef) else "raise NotImplementedError"
    return f"\n{indent}{YOUR_CODE}\n{indent}{last}"


def _methods(node: ast.ClassDef) -> Iterator[FunctionNode]:
    for statement in node.body:
        if isinstance(statement, FunctionNode) and not _is_overload(statement):
            yield statement
        elif isinstance(statement, ast.ClassDef):
            yield from _methods(statement)


def _is_overload(node: DefinitionNode) -> bool:
    names = [
        d.attr if isinstance(d, ast.Attribute) else getattr(d, "id", "")
        for d in node.decorator_list
    ]
    return "overload" in names


def _is_docstring(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def first_line(statement: ast.stmt) -> int:
    """Its first line (one-based), decorators included."""
    decorators = statement.decorator_list if isinstance(statement, DefinitionNode) else []
    return min([statement.lineno, *(d.lineno for d in decorators)])


def _indent(text: str) -> str:
    return text[: len(text) - len(text.lstrip(" \t"))]
