"""One job, one child: send it, collect answers, keep the deadlines, name what ended it."""

from __future__ import annotations

import secrets
import selectors
import signal
import time
from collections.abc import Callable
from threading import Event
from typing import Any

from arena.errors import GraderError
from arena.grading.observe import Answer, Raised
from arena.grading.runner.answers import (
    read_answer,
    read_numbers,
    read_raised,
    read_unit_errors,
)
from arena.grading.runner.handles import Spare
from arena.grading.runner.job import Job
from arena.grading.runner.jobwire import pack_job
from arena.grading.runner.result import Result
from arena.grading.runner.text import clean
from arena.grading.runner.wire import Message, ProtocolError, Reader
from arena.grading.verdict import Limit

_CHUNK = 1 << 18
_PAUSE_S = 0.02
_START_PATIENCE_S = 60.0
_END_PATIENCE_S = 1.0
_MOST_REPORTS = 20_000
_CANCEL_LOOK_S = 0.1

OnProgress = Callable[[dict[str, float | None]], None]


class Lost(Exception):
    """The child was lost, and not by the learner's doing: before their code began, or its keeper.

    The text is what it said at last.
    """


class _Stop(Exception):
    """A limit was reached."""

    def __init__(self, limit: Limit, detail: str) -> None:
        super().__init__(detail)
        self.limit = limit
        self.detail = detail


class Conversation:
    """The judge's view of one job."""

    def __init__(
        self,
        spare: Spare,
        job: Job,
        on_progress: OnProgress | None = None,
        cancelled: Event | None = None,
    ) -> None:
        self._spare = spare
        self._job = job
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._reports = 0
        self._token = secrets.token_hex(16)
        self._reader = Reader()
        self._begun = False
        self._loaded = False
        self._load_error: Raised | None = None
        self._unit_errors: tuple[tuple[int, Raised], ...] = ()
        self._answers: list[Answer] = []
        self._printed = bytearray()
        self._printed_size = 0
        self._output_open = True
        self._started = time.monotonic()
        self._wall_mark = self._started
        self._cpu_mark = 0.0
        self._cpu_before = 0.0
        self._cpu = 0.0

    def hold(self) -> Result:
        """Hold the conversation to its end. The child is dead, or about to be, when this returns.

        Raises:
            Lost: the child was lost through no fault of the learner's.
            GraderError: the checks themselves cannot be used.
        """
        limit: Limit | None = None
        detail = ""
        try:
            self._send()
            self._listen()
        except _Stop as stop:
            limit, detail = stop.limit, stop.detail
        finally:
            self._cpu = max(self._cpu, self._spare.cpu())
            self._spare.kill()
        self._drain()
        return Result(
            answers=tuple(self._answers),
            load_error=self._load_error,
            limit=limit,
            detail=clean(detail, 300),
            printed=clean(
                self._printed.decode("utf-8", "replace"), self._job.limits.keep_output_bytes
            ),
            cpu_s=max(0.0, self._cpu - self._cpu_before),
            wall_s=time.monotonic() - self._started,
            unit_errors=self._unit_errors,
        )

    def _send(self) -> None:
        channel = self._spare.channel
        channel.settimeout(_START_PATIENCE_S)
        try:
            channel.sendall(pack_job(self._job, self._token))
        except OSError as error:
            raise Lost from error
        channel.setblocking(False)

    def _listen(self) -> None:
        limits = self._job.limits
        self._cpu_before = self._spare.cpu()
        with selectors.DefaultSelector() as selector:
            selector.register(self._spare.channel, selectors.EVENT_READ, self._hear)
            selector.register(self._spare.out, selectors.EVENT_READ, self._read_output)
            self._renew()
            while not self._complete:
                wait = self._time_left() if self._begun else self._start_left()
                for key, _ in selector.select(wait):
                    key.data()
                    if key.data == self._read_output and not self._output_open:
                        selector.unregister(key.fileobj)
                if self._printed_size > limits.output_bytes:
                    raise _Stop(
                        Limit.OUTPUT, f"printed more than {_megabytes(limits.output_bytes)}"
                    )

    def _renew(self) -> None:
        """A new share of time begins."""
        self._wall_mark = time.monotonic()
        self._cpu_mark = self._spare.cpu()

    def _start_left(self) -> float:
        left = self._wall_mark + _START_PATIENCE_S - time.monotonic()
        if left <= 0:
            raise Lost
        return left

    def _time_left(self) -> float:
        """Seconds until the next look at the clocks; stops the job if one has run out."""
        limits = self._job.limits
        look_s = self._spare.look_s
        if self._cancelled is not None:
            if self._cancelled.is_set():
                raise _Stop(Limit.CANCELLED, "stopped by you")
            look_s = min(look_s, _CANCEL_LOOK_S)
        wall_left = self._wall_mark + limits.wall_s - time.monotonic()
        if wall_left <= 0:
            raise _Stop(Limit.WALL, f"still running after {limits.wall_s:g} s")
        self._cpu = max(self._cpu, self._spare.cpu())
        cpu_left = self._cpu_mark + limits.cpu_s - self._cpu
        if cpu_left <= 0:
            raise _Stop(Limit.CPU, f"used more than {limits.cpu_s:g} s of processor time")
        memory_left = limits.memory_bytes - self._spare.memory_growth()
        if memory_left < 0:
            raise _Stop(Limit.MEMORY, f"used more than {_megabytes(limits.memory_bytes)} of memory")
        return min(wall_left, max(_PAUSE_S, cpu_left / max(1, limits.threads)), look_s)

    def _hear(self) -> None:
        try:
            data = self._spare.channel.recv(_CHUNK)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        if not data:
            self._gone()
        try:
            for message in self._reader.feed(data):
                self._take(message)
        except ProtocolError as error:
            raise _Stop(Limit.PROTOCOL, "wrote into the grader's own connection") from error

    def _take(self, message: Message) -> None:
        header = message.header
        if header.get("token") != self._token or self._complete:
            raise ProtocolError("a message nobody asked for")
        match header.get("kind"):
            case "unusable" if not self._begun:
                raised = read_raised(header.get("error")) or Raised("Exception", "")
                raise GraderError(
                    f"The checks of {self._job.checks_module} cannot be loaded: "
                    f"{raised.type_name}: {raised.message}",
                    "This is a fault of the course, not of your code.",
                )
            case "begin" if not self._begun:
                self._begun = True
            case "loaded" if self._begun and not self._loaded:
                self._load_error = read_raised(header.get("error"))
                self._unit_errors = read_unit_errors(header.get("unit_errors"))
                self._loaded = True
            case "answer" if self._expects(header):
                answer = read_answer(message)
                if answer.check != self._job.runs[len(self._answers)].check:
                    raise ProtocolError("an answer to another check")
                self._answers.append(answer)
            case "progress" if self._loaded and self._reports < _MOST_REPORTS:
                self._reports += 1
                numbers = read_numbers(header.get("numbers"))
                if self._on_progress is not None:
                    self._on_progress(numbers)
                return  # a run has one share of time, however much it reports
            case "refused" if self._expects(header):
                if header.get("why") == "memory":
                    raise _Stop(Limit.MEMORY, "left no memory for the answer")
                raise _Stop(Limit.PROTOCOL, "returned more than the grader can carry")
            case _:
                raise ProtocolError("a message out of turn")
        self._renew()

    def _expects(self, header: dict[str, Any]) -> bool:
        return self._loaded and header.get("index") == len(self._answers)

    @property
    def _complete(self) -> bool:
        if self._load_error is not None:
            return True
        return self._loaded and len(self._answers) == len(self._job.runs)

    def _gone(self) -> None:
        """The connection was closed before everything was answered: find out why."""
        by_itself = self._spare.ended(_END_PATIENCE_S)
        self._spare.kill()
        end = self._spare.end()
        if not self._begun or self._spare.orphaned():
            self._drain()
            raise Lost(self._printed.decode("utf-8", "replace"))
        if not by_itself:
            raise _Stop(Limit.PROTOCOL, "closed the grader's own connection")
        if end is None:
            raise _Stop(Limit.EXIT, "ended the process before the check was over")
        self._cpu = max(self._cpu, end.cpu_s)
        raise _Stop(*_reason(end.signal))

    def _read_output(self) -> None:
        chunk = self._spare.read_output(_CHUNK)
        if chunk is None:
            return
        if not chunk:
            self._output_open = False
        self._printed_size += len(chunk)
        room = self._job.limits.keep_output_bytes - len(self._printed)
        self._printed += chunk[: max(0, room)]

    def _drain(self) -> None:
        """Take what is still in the pipe; it holds at most 64 KB."""
        for _ in range(4):
            if not self._output_open or not (chunk := self._spare.read_output(_CHUNK)):
                return
            room = self._job.limits.keep_output_bytes - len(self._printed)
            self._printed += chunk[: max(0, room)]


def _reason(number: int) -> tuple[Limit, str]:
    """The limit behind a signal that we did not send."""
    if number == 0:
        return Limit.EXIT, "ended the process before the check was over"
    if number == getattr(signal, "SIGXCPU", -1):
        return Limit.CPU, "used up its processor time, or a smaller limit that it set for itself"
    if number == getattr(signal, "SIGKILL", -1):
        return Limit.MEMORY, "was killed: by the system for want of memory, or by itself"
    if number == getattr(signal, "SIGXFSZ", -1):
        return Limit.OUTPUT, "wrote too large a file"
    name = signal.Signals(number).name if number in set(signal.Signals) else str(number)
    if name in {"SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGABRT", "SIGTRAP", "SIGSYS"}:
        return Limit.CRASH, f"crashed the interpreter ({name})"
    return Limit.EXIT, f"ended the process ({name})"


def _megabytes(size: int) -> str:
    return f"{size / (1 << 20):g} MB"
