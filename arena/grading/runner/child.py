"""Inside the one-way process: take a job, load the learner's code, observe, answer, end.

Everything the learner's code can reach here is the learner's. Nothing decided here is a verdict.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import linecache
import marshal
import math
import random
import socket
import sys
import types
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import torch

from arena.checks import report_to
from arena.grading.observe import Raised, observe, raised_by
from arena.grading.runner.answers import pack_answer, raised_node
from arena.grading.runner.job import Job
from arena.grading.runner.jobwire import read_job
from arena.grading.runner.lockdown import Lockdown
from arena.grading.runner.wire import Reader, TooLarge, pack
from arena.grading.witness import Witness

ANSWERS = "answers"
_DTYPES = {"float32": torch.float32, "float64": torch.float64}


def warm_up() -> None:
    """Touch once what the first check would touch first: code pages, lazy parts, memory."""

    def double(x: torch.Tensor) -> torch.Tensor:
        return x * 2

    def check(impl: Callable[..., Any], rng: torch.Generator) -> object:
        x = torch.randn(3, 4, generator=rng).requires_grad_()
        (impl(x) @ torch.rand(4, 2, generator=rng)).sum().backward()
        return {"gradient": x.grad, "value": impl(x), "numbers": [1, 2.5, np.ones(2)]}

    pack_answer(observe("warm_up", check, double, seed=0), {})


def serve(channel: socket.socket, lockdown: Lockdown) -> None:
    """Wait for one job and answer it. Returns when everything is answered or nothing was asked."""
    reader = Reader()
    while data := channel.recv(1 << 16):
        for message in reader.feed(data):
            job, token = read_job(message)
            _Execution(job, token, channel, lockdown).perform()
            return


class _Execution:
    """One job in the making."""

    def __init__(self, job: Job, token: str, channel: socket.socket, lockdown: Lockdown) -> None:
        self._job = job
        self._token = token
        self._channel = channel
        self._lockdown = lockdown
        self._streams: tuple[TextIO, TextIO] = (sys.stdout, sys.stderr)

    def perform(self) -> None:
        job = self._job
        if job.limits.threads > 1:
            torch.set_num_threads(job.limits.threads)
        root = _install_finder(job)
        self._lockdown.apply(job, root)
        try:
            checks = self._load_checks()
        except BaseException as error:
            self._send({"kind": "unusable", "error": raised_node(raised_by(error, ""))})
            return
        self._send({"kind": "begin"})
        namespace, errors = self._load_units()
        self._adopt(namespace)
        target = namespace.get(job.target)
        load_error = None if callable(target) else self._why_missing(errors)
        named = [[i, raised_node(r)] for i, r in errors.items()][:20]
        loaded = {"kind": "loaded", "error": raised_node(load_error), "unit_errors": named}
        self._flush()
        self._send(loaded)
        if load_error is not None or target is None:
            return
        for index, run in enumerate(job.runs):
            self._lockdown.renew_cpu(job.limits.cpu_s)
            ours = job.checks_module.partition(".")[0] + "."
            witness = Witness(job.filename, ours, ANSWERS, is_deep=not index)
            with report_to(self._progress):
                answer = observe(
                    run.check,
                    checks[run.check],
                    target,
                    seed=run.seed,
                    dtype=_DTYPES[run.dtype],
                    filename=job.filename,
                    keep_arguments=False,
                    listening=witness.listening if job.witnessed else nullcontext,
                )
            self._flush()
            self._answer(index, replace(answer, ran=witness.ran))

    def _progress(self, numbers: dict[str, float]) -> None:
        finite = {k: v if math.isfinite(v) else None for k, v in numbers.items()}
        self._send({"kind": "progress", "numbers": finite})

    def _answer(self, index: int, answer: Any) -> None:
        header = {"kind": "answer", "index": index, "token": self._token}
        try:
            frame = pack_answer(answer, header)
        except TooLarge as error:
            frame = pack({**header, "kind": "refused", "why": error.what})
        except MemoryError:
            del answer
            self._lockdown.raise_memory()
            frame = pack({**header, "kind": "refused", "why": "memory"})
        except Exception as error:  # an object that pretends to be data
            frame = pack({**header, "kind": "refused", "why": type(error).__name__})
        self._channel.sendall(frame)

    def _send(self, header: dict[str, Any]) -> None:
        self._channel.sendall(pack({**header, "token": self._token}))

    def _flush(self) -> None:
        for stream in (*self._streams, sys.stdout, sys.stderr):
            try:
                stream.flush()
            except BaseException:  # closed, or replaced by something that cannot flush
                continue

    def _load_checks(self) -> dict[str, Any]:
        name, namespace = self._job.checks_module, dict[str, Any]()
        for name, code in marshal.loads(self._job.checks_code):
            module = types.ModuleType(name)
            module.__package__ = name.rpartition(".")[0]
            sys.modules[name] = module
            exec(code, namespace := module.__dict__)
        missing = [r.check for r in self._job.runs if r.check not in namespace]
        if missing:
            raise NameError(f"{name} does not define {', '.join(missing)}")
        return namespace

    def _load_units(self) -> tuple[dict[str, Any], dict[int, Raised]]:
        job = self._job
        module = types.ModuleType(ANSWERS)
        module.__file__ = job.filename
        sys.modules[ANSWERS] = module
        lines = job.source.splitlines(keepends=True)
        linecache.cache[job.filename] = (len(job.source), None, lines, job.filename)
        random.seed(0)
        errors: dict[int, Raised] = {}
        for index, unit in enumerate(job.units):
            try:
                exec(marshal.loads(unit), module.__dict__)
            except BaseException as error:
                errors[index] = raised_by(error, job.filename)
        return module.__dict__, errors

    def _adopt(self, namespace: dict[str, Any]) -> None:
        """Put what the learner's file brings in the place of the course's own, in checks and given
        modules alike, so that an answer meets the framework that it was written for.
        """
        package = self._job.checks_module.rpartition(".")[0]
        given = [m for n, m in sys.modules.items() if n.startswith(f"{package}.")]
        for name in set(self._job.brought) & namespace.keys():
            for module in given:
                if name in vars(module):
                    setattr(module, name, namespace[name])

    def _why_missing(self, errors: dict[int, Raised]) -> Raised:
        definers = [i for i, names in enumerate(self._job.unit_names) if self._job.target in names]
        for index in reversed(definers):
            if index in errors:
                return errors[index]
        return Raised("NameError", f"name '{self._job.target}' is not defined")


class _PackageFinder:
    """Imports modules of one package file by file: folders cannot be listed in here."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._folder = folder

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name == self._name:
            return _package_spec(name, self._folder)
        if not name.startswith(f"{self._name}."):
            return None
        for folder in path or ():
            place = Path(folder) / name.rpartition(".")[2]
            if place.is_dir():
                return _package_spec(name, place)
            if (module := place.with_suffix(".py")).is_file():
                return importlib.util.spec_from_file_location(name, module)
        return None


def _package_spec(name: str, folder: Path) -> importlib.machinery.ModuleSpec | None:
    init = folder / "__init__.py"
    places = [str(folder)]
    if init.is_file():
        return importlib.util.spec_from_file_location(name, init, submodule_search_locations=places)
    spec = importlib.machinery.ModuleSpec(name, None, is_package=True)
    spec.submodule_search_locations = places
    return spec


def _install_finder(job: Job) -> Path | None:
    """Make the checks' package importable; returns the folder that holds it, if there is one."""
    sys.dont_write_bytecode = True
    top = job.checks_module.partition(".")[0]
    folder = next((p for f in job.import_paths if (p := Path(f) / top).is_dir()), None)
    if folder is None:
        return None
    sys.meta_path.insert(0, _PackageFinder(top, folder))
    return folder.parent
