"""Whether a learner has begun an exercise: their definition against the stub's, by syntax tree."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator, Sequence

from arena.course.cells import parse, split_cells
from arena.course.definitions import DefinitionNode, FunctionNode, walk_definitions


def is_attempted(source: str, exercise: str, stub: str) -> bool:
    """Whether there is anything of the learner's own in an exercise's body.

    Docstrings, comments, signatures, `pass`, `...` and `raise NotImplementedError` are nothing of
    one's own; a missing definition is none either. Code that does not parse counts as an attempt,
    so that the judge shows its error. Total: nothing is raised.

    Args:
        source: the learner's cell or whole file.
        exercise: its name, `conv1d` or `Attention.forward`.
        stub: the stub of the set, or of the exercise's cell.
    """
    try:
        theirs = _definition(source, exercise)
        if not isinstance(theirs, DefinitionNode):
            return theirs
        ours = _definition(stub, exercise)
        stubbed = _meaning(ours) if isinstance(ours, DefinitionNode) else []
        return _meaning(theirs) != stubbed
    except (RecursionError, MemoryError):  # absurdly deep code is somebody's own
        return True


def is_own_work(nodes: Sequence[ast.stmt], stub_nodes: Sequence[ast.stmt], exercise: str) -> bool:
    """The same for files that are parsed already; their trees stay as they are.

    What is only imported is nobody's answer here, although it is nothing to be written over.
    """
    theirs = _in_tree(ast.Module(list(nodes), []), exercise, imports=False)
    if not isinstance(theirs, DefinitionNode):
        return theirs is not None
    ours = _in_tree(ast.Module(list(stub_nodes), []), exercise)
    stubbed = _meaning(copy.deepcopy(ours)) if isinstance(ours, DefinitionNode) else []
    return _meaning(copy.deepcopy(theirs)) != stubbed


def _definition(source: str, exercise: str) -> DefinitionNode | bool:
    """The definition that counts, or whether what is there instead is an attempt."""
    if tree := parse(source):
        found = _in_tree(tree, exercise)
        return False if found is None else found
    owner = exercise.partition(".")[0]
    opening = re.compile(rf"^(?:async[ \t]+)?(?:def|class)[ \t]+{re.escape(owner)}\b", re.MULTILINE)
    found = None
    for cell in split_cells(source):
        if tree := parse(cell.text):
            found = _in_tree(tree, exercise) or found
        elif exercise in cell.exercises or opening.search(cell.text):
            return True
    return True if found is None else found


def _in_tree(
    tree: ast.Module, exercise: str, *, imports: bool = True
) -> DefinitionNode | bool | None:
    """The last definition, since that is what Python keeps; True if the name is bound in another
    way.
    """
    found: DefinitionNode | bool | None = None
    for name, node in walk_definitions(tree.body):
        if name == exercise:
            found = node
    for statement in tree.body:
        after = not isinstance(found, DefinitionNode) or statement.lineno > found.lineno
        if after and exercise in _bound(statement, imports):
            found = True
    return found


def _bound(statement: ast.stmt, imports: bool) -> Iterator[str]:
    """Names that an assignment or, if wanted, an import gives a value."""
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        yield from (ast.unparse(t) for t in targets if isinstance(t, ast.Name | ast.Attribute))
    elif imports and isinstance(statement, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name for alias in statement.names)


def _meaning(node: DefinitionNode) -> list[str]:
    """What is left of a body without the statements that do nothing, one text a statement."""
    meanings = [f"({ast.dump(b)})" for b in node.bases] if isinstance(node, ast.ClassDef) else []
    for statement in node.body:
        if isinstance(node, ast.ClassDef) and isinstance(statement, FunctionNode):
            inner = _meaning(statement)  # a method counts for its body only
            meanings += [f"{statement.name}: {text}" for text in inner]
            continue
        kept = _Emptied().visit(statement)
        if kept is not None:
            meanings.append(ast.dump(kept))
    return meanings


class _Emptied(ast.NodeTransformer):
    """Takes out docstrings, `pass`, `...` and `raise NotImplementedError`."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        return None if isinstance(node.value, ast.Constant) else node

    def visit_Pass(self, node: ast.Pass) -> None:
        return None

    def visit_Raise(self, node: ast.Raise) -> ast.Raise | None:
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        is_blank = isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
        return None if is_blank else node
