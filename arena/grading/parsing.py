"""A learner's text as syntax trees, in bounded time: what is absurd is refused with its reason."""

from __future__ import annotations

import ast
import functools
import importlib.util
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from arena.course.cells import split_cells
from arena.course.definitions import DefinitionNode, walk_definitions
from arena.grading.statements import SyntaxProblem, bound_names

# Nobody writes this much by hand; the time to parse and to walk grows with it.
MAX_CHARACTERS = 500_000
MAX_LINES = 20_000
MAX_LINE = 20_000
MAX_STATEMENTS = 5_000
MAX_DEPTH = 600
# Trees of that depth are walked by recursion: some ten frames a level.
RECURSION = 10_000
_TYPE_PARAMETERS = re.compile(r"\s*(?:(?:async\s+)?def|class)\s+\w+\s*\[|\s*type\s+\w+.*=")


@dataclass(frozen=True)
class Absent:
    """An import of a package that is not on this machine.

    Args:
        text: the statement, `from fancy_einsum import einsum`.
        line: where it stands.
        package: the missing one.
    """

    text: str
    line: int
    package: str

    @property
    def sentence(self) -> str:
        """What is said to whoever uses one of its names."""
        return f"`{self.text}` (line {self.line}) failed: there is no package `{self.package}` here"


@dataclass(frozen=True)
class ParsedFile:
    """A learner's file, parsed as far as it parses.

    Args:
        nodes: its top-level statements, in order, with the line numbers of the file.
        problems: the syntax errors of the cells that were left out.
        flags: compiler flags of its `from __future__` imports.
    """

    text: str
    nodes: tuple[ast.stmt, ...]
    problems: tuple[SyntaxProblem, ...] = ()
    flags: int = 0

    def definitions(self, name: str) -> list[DefinitionNode]:
        """Every definition of `conv1d` or `Attention.forward`, in order."""
        return [node for key, node in walk_definitions(self.nodes) if key == name]

    def definition(self, name: str) -> DefinitionNode | None:
        """The last of them, as Python would keep it."""
        found = self.definitions(name)
        return found[-1] if found else None

    @cached_property
    def absent(self) -> dict[str, Absent]:
        """Name → the import that cannot give it, for lack of its package."""
        found: dict[str, Absent] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                for package in _packages_of(node):
                    if not _is_installed(package):
                        absent = Absent(ast.unparse(node), node.lineno, package)
                        found |= dict.fromkeys(bound_names(node), absent)
        return found


def parse_source(text: str) -> ParsedFile:
    """Parse a file; if it does not parse as a whole, keep those of its `# %%` cells that do."""
    if (problem := _absurd(text)) is not None:
        return ParsedFile("", (), (problem,))
    parsed = _parse(text)
    if isinstance(parsed, ast.Module):
        return ParsedFile(text, tuple(parsed.body), flags=_future_flags(parsed.body))
    nodes: list[ast.stmt] = []
    problems: list[SyntaxProblem] = []
    for cell in split_cells(text):
        part = _parse("\n" * (cell.line - 1) + cell.text)
        if isinstance(part, ast.Module):
            nodes.extend(part.body)
        else:
            problems.append(part)
    return ParsedFile(text, tuple(nodes), tuple(problems or [parsed]), _future_flags(nodes))


def _absurd(text: str) -> SyntaxProblem | None:
    """Why a text is not even parsed."""
    if len(text) > MAX_CHARACTERS:
        what = f"the file has {len(text):,} characters; {MAX_CHARACTERS:,} are read at most"
        return SyntaxProblem(1, what, "", is_python=True)
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        what = f"the file has {len(lines):,} lines; {MAX_LINES:,} are read at most"
        return SyntaxProblem(1, what, "", is_python=True)
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE:
            what = f"the line has {len(line):,} characters; {MAX_LINE:,} are read at most"
            return SyntaxProblem(number, what, "", is_python=True)
    return None


def _parse(text: str) -> ast.Module | SyntaxProblem:
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        message = _newer_syntax(text, error.lineno or 1) or error.msg
        return SyntaxProblem(error.lineno or 1, message, (error.text or "").strip())
    except (ValueError, RecursionError, MemoryError) as error:  # null bytes, absurd nesting
        return SyntaxProblem(1, str(error) or type(error).__name__, "")
    if len(tree.body) > MAX_STATEMENTS:
        what = f"the file has {len(tree.body):,} statements; {MAX_STATEMENTS:,} are read at most"
        return SyntaxProblem(1, what, "", is_python=True)
    deep = _too_deep(tree)
    if deep is not None:
        what = f"this is nested deeper than {MAX_DEPTH} levels"
        return SyntaxProblem(deep, what, "", is_python=True)
    return tree


def _too_deep(tree: ast.Module) -> int | None:
    """The line of a statement that is too deep to be walked; found without recursion."""
    for statement in tree.body:
        level: list[ast.AST] = [statement]
        for _ in range(MAX_DEPTH):
            level = [child for node in level for child in ast.iter_child_nodes(node)]
            if not level:
                break
        else:
            return statement.lineno
    return None


def _newer_syntax(text: str, line: int) -> str:
    """Which Python a line needs, where that is newer than this one; read without parsing it."""
    here = sys.version_info[:2]
    row = text.splitlines()[line - 1 : line]
    if here < (3, 12) and row and _TYPE_PARAMETERS.match(row[0]):
        return f"this needs Python 3.12; this is {here[0]}.{here[1]}"
    return ""


def _future_flags(nodes: Iterable[ast.stmt]) -> int:
    """Annotations are never evaluated: they decide nothing, and may name what is not installed."""
    import __future__

    flags = __future__.annotations.compiler_flag
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            for alias in node.names:
                feature = getattr(__future__, alias.name, None)
                flags |= feature.compiler_flag if feature else 0
    return flags


def _packages_of(node: ast.Import | ast.ImportFrom) -> list[str]:
    """The top-level packages that an import asks for."""
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    return [(node.module or "").partition(".")[0]] if not node.level else []


@functools.lru_cache(maxsize=256)
def _is_installed(package: str) -> bool:
    try:
        return package in sys.modules or importlib.util.find_spec(package) is not None
    except (ImportError, ValueError):
        return False
