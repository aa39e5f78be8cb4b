"""Mutants: a solution with one small fault, to find out whether the checks see it.

A mutant that every check passes is either the same function in other words (then it stands in
`equivalents.toml` with a reason) or the proof that the checks are blind.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from arena.compiler.operators import Edit, axis_nodes, edits_of, removed_line
from arena.compiler.operators.edit import is_integer

DEFAULT_CAP = 120

Span = tuple[int, int]  # character offsets, end exclusive


@dataclass(frozen=True)
class Mutant:
    """One faulty version of a solutions file.

    Args:
        id: `axis@4:18#9c1f3a`: operator, line within the exercise, column, hash of the change. It
            stays the same while the exercise's own lines do.
        operator: what kind of fault.
        line: line in the file.
        description: `dim=1 → dim=0`.
        before: the line as it is in the solution.
        after: the same line in the mutant.
        source: the whole file.
    """

    id: str
    operator: str
    line: int
    description: str
    before: str
    after: str
    source: str


def mutants_of(
    source: str, exercise: str, *, others: Iterable[str] = (), cap: int | None = DEFAULT_CAP
) -> list[Mutant]:
    """Every mutant of one exercise, in order of place; the same list on every run.

    Args:
        source: text of `solutions.py`.
        exercise: `conv1d`, `Linear` or `Attention.forward`.
        others: names of the other exercises of the file; their bodies are left alone.
        cap: at most so many, spread evenly over the operators; None for all.

    Raises:
        KeyError: the file does not define the exercise.
    """
    parsed = _parsed(source)
    target = _find(parsed.module, exercise)
    first_line, last_line = parsed.lines(target)
    walk = _Walk(skipped=frozenset(o for o in others if o.startswith(f"{exercise}.")))
    target.visit(walk)
    regions = _yours(source, first_line, last_line)
    around = parsed.statement(target)
    found: dict[str, Mutant] = {}
    for edit in walk.edits:
        start, end = parsed.span(edit.first, edit.last)
        line = source.count("\n", 0, start) + 1
        if regions and not any(line in region for region in regions):
            continue
        text = edit.text + ("\n" if source[start:end].endswith("\n") else "")
        mutated = source[:start] + text + source[end:]
        changed = source[around[0] : start] + text + source[end : around[1]]
        if mutated not in found and _compiles(changed):
            column = start - parsed.offsets[line - 1]
            digest = hashlib.sha256(f"{source[start:end]}\0{text}".encode()).hexdigest()[:6]
            name = f"{edit.operator.replace(' ', '-')}@{line - first_line + 1}:{column}#{digest}"
            found[mutated] = _mutant(name, edit, line, source, mutated)
    return spread(sorted(found.values(), key=lambda m: (m.line, m.id)), cap)


def spread(mutants: list[Mutant], cap: int | None) -> list[Mutant]:
    """At most `cap`: one of each operator in turn, chosen by hash, in the order given."""
    if cap is None or len(mutants) <= cap:
        return mutants
    groups: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in sorted(mutants, key=lambda m: hashlib.sha256(m.id.encode()).digest()):
        groups[mutant.operator].append(mutant)
    in_turn = _in_turn([groups[name] for name in sorted(groups)])
    chosen = {mutant.id for mutant in islice(in_turn, cap)}
    return [m for m in mutants if m.id in chosen]


def _mutant(name: str, edit: Edit, line: int, source: str, mutated: str) -> Mutant:
    return Mutant(
        id=name,
        operator=edit.operator,
        line=line,
        description=f"{edit.shown[0]} → {edit.shown[1]}",
        before=source.splitlines()[line - 1].strip(),
        after=mutated.splitlines()[line - 1].strip(),
        source=mutated,
    )


@dataclass(frozen=True)
class _Parsed:
    """A solutions file with the place of every node; costly, so each file is parsed once."""

    source: str
    module: cst.Module
    positions: Mapping[cst.CSTNode, object]
    offsets: list[int]

    def lines(self, node: cst.CSTNode) -> tuple[int, int]:
        """First and last line of a node, without its decorators."""
        place = _range(self.positions[node])
        return place.start.line, place.end.line

    def span(self, first: cst.CSTNode, last: cst.CSTNode) -> Span:
        """From the start of one node to the end of another."""
        start, end = _range(self.positions[first]).start, _range(self.positions[last]).end
        return self.offsets[start.line - 1] + start.column, self.offsets[end.line - 1] + end.column

    def statement(self, node: cst.CSTNode) -> Span:
        """The top-level lines around a node: all that has to compile when it is changed."""
        line = self.lines(node)[0]
        starts = [self._first_line(statement) for statement in self.module.body]
        after = next((start for start in starts if start > line), len(self.offsets))
        first = max(start for start in starts if start <= line)
        return self.offsets[first - 1], self.offsets[after - 1]

    def _first_line(self, statement: cst.CSTNode) -> int:
        """The line on which a statement begins, its decorators included."""
        decorators = getattr(statement, "decorators", ())
        return self.lines(decorators[0] if decorators else statement)[0]


@lru_cache(maxsize=1)
def _parsed(source: str) -> _Parsed:
    wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
    positions = wrapper.resolve(PositionProvider)
    return _Parsed(source, wrapper.module, positions, _line_offsets(source))


class _Walk(cst.CSTVisitor):
    """Collects the edits of a body; what a check cannot see is not entered."""

    def __init__(self, skipped: frozenset[str]) -> None:
        super().__init__()
        self.edits: list[Edit] = []
        self.skipped = {s.rpartition(".")[2] for s in skipped}
        self.axes: set[cst.CSTNode] = set()
        self.bound: set[str] = set()
        self.depth = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.ClassDef | cst.FunctionDef):
            return self._definition(node)
        if isinstance(node, cst.Raise | cst.Annotation | cst.FormattedString | cst.Import):
            return False
        if isinstance(node, cst.ImportFrom | cst.Global | cst.Nonlocal):
            return False
        if isinstance(node, cst.SimpleStatementLine):
            if _is_docstring(node):
                return False
            self.edits.extend(removed_line(node, frozenset(self.bound)))
        elif isinstance(node, cst.If):
            self.edits.extend(removed_line(node, frozenset()))
        self.axes.update(axis_nodes(node))
        is_axis = node in self.axes
        self.edits.extend(edits_of(node, is_axis))
        is_negative = isinstance(node, cst.UnaryOperation) and is_integer(node)
        return not is_negative  # -1 is one constant, not a sign and a 1

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.AssignTarget | cst.NamedExpr | cst.For | cst.CompFor):
            self.bound.update(_names(original_node.target))

    def _definition(self, node: cst.ClassDef | cst.FunctionDef) -> bool:
        """Enter a body, never a signature or a decorator."""
        if self.depth and node.name.value in self.skipped:
            return False
        self.depth += 1
        if isinstance(node, cst.FunctionDef):
            bound = self.bound
            parameters = node.params
            everything = [*parameters.posonly_params, *parameters.params, *parameters.kwonly_params]
            self.bound = bound | {p.name.value for p in everything}
            node.body.visit(self)
            self.bound = bound
        else:
            node.body.visit(self)
        self.depth -= 1
        return False


def _find(module: cst.Module, exercise: str) -> cst.FunctionDef | cst.ClassDef:
    owner, _, method = exercise.partition(".")
    body: Iterable[cst.CSTNode] = module.body
    for name in filter(None, (owner, method)):
        found = next(
            (
                n
                for n in body
                if isinstance(n, cst.FunctionDef | cst.ClassDef) and n.name.value == name
            ),
            None,
        )
        if found is None:
            raise KeyError(exercise)
        body = found.body.body
    assert isinstance(found, cst.FunctionDef | cst.ClassDef)
    return found


def _yours(source: str, first: int, last: int) -> list[range]:
    """Lines between `# <yours>` and `# </yours>`; empty where the whole body is the learner's."""
    regions: list[range] = []
    start = 0
    for number, row in enumerate(source.splitlines()[first - 1 : last], first):
        if row.strip() == "# <yours>":
            start = number
        elif row.strip() == "# </yours>":
            regions.append(range(start + 1, number))
    return regions


def _in_turn(groups: list[list[Mutant]]) -> Iterator[Mutant]:
    for i in range(max(map(len, groups))):
        yield from (group[i] for group in groups if i < len(group))


def _is_docstring(line: cst.SimpleStatementLine) -> bool:
    first = line.body[0]
    text = cst.SimpleString | cst.ConcatenatedString
    return isinstance(first, cst.Expr) and isinstance(first.value, text)


def _names(node: cst.CSTNode) -> Iterator[str]:
    if isinstance(node, cst.Name):
        yield node.value
    elif isinstance(node, cst.Tuple | cst.List):
        for element in node.elements:
            yield from _names(element.value)


def _range(position: object) -> CodeRange:
    assert isinstance(position, CodeRange)
    return position


def _line_offsets(source: str) -> list[int]:
    offsets = [0]
    for row in source.splitlines(keepends=True):
        offsets.append(offsets[-1] + len(row))
    return offsets


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True
