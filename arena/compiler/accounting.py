"""Every file of a set's folder and every public name of its modules has a purpose."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from arena.compiler.report import Fault
from arena.compiler.sources import Sources, public
from arena.course.definitions import Definition, owner_of
from arena.course.parts import Role, stem_of

REQUIRED = ("__init__.py", "page.md", "design.md")
OPTIONAL = ("equivalents.toml", "proof.toml")
FOLDERS = ("data", "recipes")


def check_files(sources: Sources) -> Iterator[Fault]:
    """Files that are missing, that nobody knows, and that nobody uses."""
    for name in REQUIRED:
        if not (sources.folder / name).exists():
            yield sources.fault(name, 1, "files", f"{name} is missing", "Write it.")
    for role in Role:
        if role.is_needed and not sources.parts[role]:
            name = f"{role}.py"
            yield sources.fault(name, 1, "files", f"{name} is missing", "Write it.")
        yield from _check_role_folder(sources, role)
    roles = [file for role in Role for file in sources.files[role]]
    for path in sorted(sources.folder.iterdir()):
        name = path.name
        if name == "__pycache__" or name.startswith(".") or name in (*REQUIRED, *OPTIONAL, *roles):
            continue
        if path.is_dir() and name in set(Role):
            continue
        if path.is_dir() and name in FOLDERS:
            yield from _check_folder(sources, name)
        elif path.suffix == ".py" and path.is_file():
            if path.stem not in _imported(sources):
                what = f"no module of the set imports {name}"
                yield sources.fault(name, 1, "files", what, "Import it, or delete it.")
        else:
            advice = "Move data to data/ and scripts to recipes/, or delete it."
            yield sources.fault(name, 1, "files", f"{name} has no place in a set", advice)


def check_names(sources: Sources) -> Iterator[Fault]:
    """Public names that belong to no exercise, no check and no figure."""
    yield from _check_solutions(sources)
    yield from _check_checks(sources)
    yield from _check_oracles(sources)
    for role in (Role.MISTAKES, Role.ALTERNATIVES):
        yield from _check_owned(sources, role)
    yield from _check_sections(sources)
    on_page = {f.name for f in sources.figures}
    for name, definition in sources.top_level("figures").items():
        if name not in on_page:
            what = f"the figure `{name}` is not on the page"
            advice = f"Add :::{{figure}} {name}, begin its name with _, or delete it."
            yield _misnamed(sources, definition, what, advice)
    data = {f.data_name for f in sources.figures if f.exercises}
    for name, definition in public(sources.definitions["drawings"]).items():
        if name not in data:
            what = f"no figure is drawn from `{name}`"
            advice = "Give its figure `with: […]`, begin its name with _, or delete it."
            yield _misnamed(sources, definition, what, advice)
    for file in sources.shared:
        for name, definition in public(sources.defined_in(file)).items():
            if not _is_used(sources, name, file):
                advice = "Use it, begin its name with _, or delete it."
                yield _misnamed(sources, definition, f"nothing uses `{name}`", advice)


def _check_role_folder(sources: Sources, role: Role) -> Iterator[Fault]:
    """Only Python files that are named after sections of the page."""
    sections = sources.exercise_set.sections
    folder = sources.folder / role
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        name = f"{role}/{path.name}"
        if path.suffix != ".py" and path.name != "__pycache__":
            what = f"{name} has no place in a set"
            yield sources.fault(name, 1, "files", what, "Move it to data/, or delete it.")
    for part in sources.parts[role]:
        if part.is_split and not part.is_common and part.section_in(sections) is None:
            what = f"{part.file} is named after no section of the page"
            known = ", ".join(stem_of(s) for s in sections if s.tasks)
            advice = f"Call it after one of: {known}."
            yield sources.fault(part.file, 1, "files", what, advice)
        if part.is_split and not role.may_split:
            what = f"{role} cannot be a folder"
            yield sources.fault(part.file, 1, "files", what, f"Make it one file, {role}.py.")


def _check_sections(sources: Sources) -> Iterator[Fault]:
    """What belongs to an exercise lies in the file of its section."""
    sections = sources.exercise_set.sections
    home = {task.name: section for section in sections for task in section.tasks}
    for part in (p for parts in sources.parts.values() for p in parts):
        its_section = part.section_in(sections)
        for name, definition in public(sources.defined_in(part.file)).items():
            owner = owner_of(name, sources.names)
            if owner is not None and its_section is not None and home[owner] is not its_section:
                place = f"{part.role}/{stem_of(home[owner])}.py"
                what = f"`{name}` belongs to another section, “{home[owner].title}”"
                yield _misnamed(sources, definition, what, f"Move it to {place}.")


def _misnamed(sources: Sources, definition: Definition, what: str, advice: str) -> Fault:
    return sources.fault(definition.path, definition.node.lineno, "names", what, advice)


def _check_folder(sources: Sources, folder: str) -> Iterator[Fault]:
    texts = [sources.text(file) for file in sources.trees]
    texts += [sources.text("page.md"), sources.text("design.md")]
    recipes = (sources.folder / "recipes").glob("*.py")
    texts += [p.read_text(encoding="utf-8") for p in sorted(recipes)]
    for path in sorted((sources.folder / folder).rglob("*")):
        if path.is_dir() or "__pycache__" in path.parts or path.name == "__init__.py":
            continue
        wanted = path.stem if path.suffix == ".py" else path.name
        if not any(wanted in text for text in texts):
            name = path.relative_to(sources.folder).as_posix()
            advice = "Name it where it is used and in design.md, or delete it."
            yield sources.fault(name, 1, "files", f"nothing mentions {name}", advice)


def _check_solutions(sources: Sources) -> Iterator[Fault]:
    owners = {e.owner for e in sources.exercise_set.exercises}
    for name, definition in sources.top_level("solutions").items():
        if name not in owners and not _is_used(sources, name, "solutions.py"):
            what = f"`{name}` is no exercise and nothing uses it"
            advice = f"Add :::{{exercise}} {name} to page.md, use it, or delete it."
            yield _misnamed(sources, definition, what, advice)


def _check_checks(sources: Sources) -> Iterator[Fault]:
    for name, definition in sources.top_level("checks").items():
        file = definition.path.relative_to(sources.folder).as_posix()
        owner = owner_of(name, sources.names)
        if owner is None or name == owner.replace(".", "__"):
            if isinstance(definition.node, ast.ClassDef) and _is_used(sources, name, file):
                continue
            what = f"the check `{name}` belongs to no exercise"
            yield _misnamed(sources, definition, what, _home(sources, name))
        elif not definition.docstring:
            advice = "Write the claim as one sentence; it is what the learner reads."
            what = f"the check `{name}` has no docstring"
            line = definition.node.lineno
            yield sources.fault(definition.path, line, "docstring", what, advice)


def _check_oracles(sources: Sources) -> Iterator[Fault]:
    checks = sources.top_level("checks")
    known = {e.symbol for e in sources.exercise_set.exercises}
    known |= {e.owner for e in sources.exercise_set.exercises}
    known |= {q.finding.measure for q in sources.exercise_set.questions if q.finding}
    for name, definition in sources.top_level("oracles").items():
        if name not in known and name not in checks:
            what = f"the oracle `{name}` is not used: it is neither an exercise nor a check"
            yield _misnamed(sources, definition, what, _home(sources, name))


def _check_owned(sources: Sources, role: Role) -> Iterator[Fault]:
    for name, definition in sources.top_level(role).items():
        owner = owner_of(name, sources.names)
        if owner is None or name == owner.replace(".", "__"):
            what = f"`{name}` belongs to no exercise"
            yield _misnamed(sources, definition, what, _home(sources, name))
        elif not definition.docstring:
            what = f"`{name}` has no docstring"
            advice = "Write it: its first paragraph is what the learner reads."
            line = definition.node.lineno
            yield sources.fault(definition.path, line, "docstring", what, advice)


def _home(sources: Sources, name: str) -> str:
    """Where a name without an owner may want to go."""
    exercise = name.partition("__")[0]
    if exercise in sources.top_level("solutions") and exercise not in sources.names:
        return f"Add :::{{exercise}} {exercise} to page.md, or delete it."
    return "Begin it with an exercise and __, or with _ if it only helps others, or delete it."


def _imported(sources: Sources) -> set[str]:
    """Last parts of every module that some module of the set imports."""
    found: set[str] = set()
    for tree in sources.trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                found.add((node.module or "").rpartition(".")[2])
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.Import):
                found.update(alias.name.rpartition(".")[2] for alias in node.names)
    return found


def _is_used(sources: Sources, name: str, home: str) -> bool:
    """Whether some code of the set, beside its own definition, or the page mentions a name."""
    for file, tree in sources.trees.items():
        for statement in tree.body:
            is_home = file == home and getattr(statement, "name", None) == name
            if not is_home and _mentions(statement, name):
                return True
    return f"`{name}" in sources.text("page.md")


def _mentions(statement: ast.stmt, name: str) -> bool:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and node.id == name:
            return True
        if isinstance(node, ast.Attribute) and node.attr == name:
            return True
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and name in node.value:
            return True  # an annotation written as a string
        if isinstance(node, ast.ImportFrom) and any(a.name == name for a in node.names):
            return True
    return False
