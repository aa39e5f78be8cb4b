"""What the judge asks a child to do: plain frozen values, all of them made by the judge.

Both sides import this module, so it must stay free of pydantic and of the course.
"""

from __future__ import annotations

from dataclasses import dataclass, field

FLAGS = frozenset({"exec", "fork", "loopback", "threads"})


@dataclass(frozen=True)
class Limits:
    """What one job may use: seconds count for every check anew, bytes for the whole job.

    Args:
        wall_s: seconds between two answers.
        cpu_s: seconds of processor time between two answers, all threads together.
        memory_bytes: headroom above what a warm child has anyway.
        output_bytes: printed bytes after which the job is ended.
        keep_output_bytes: printed bytes that are kept.
        file_bytes: the largest file that can be written.
        processes: how many processes besides the child may live at once; needs the flag `fork`. The
            kernel does not hold root to it.
        threads: threads of torch; more than one needs the flag `threads`.
    """

    wall_s: float = 10.0
    cpu_s: float = 3.0
    memory_bytes: int = 1 << 30
    output_bytes: int = 8 << 20
    keep_output_bytes: int = 32 << 10
    file_bytes: int = 16 << 20
    processes: int = 0
    threads: int = 1


@dataclass(frozen=True)
class Run:
    """One execution of one check.

    Args:
        check: name of a check.
        seed: seeds the generator handed to it.
        dtype: torch's default dtype meanwhile, `float32` or `float64`.
    """

    check: str
    seed: int
    dtype: str = "float32"


@dataclass(frozen=True)
class Job:
    """Everything a child needs to observe one implementation.

    Args:
        filename: the learner's path, as tracebacks show it.
        source: the learner's text, for the lines of tracebacks.
        units: marshalled code objects, executed one by one in the module `answers`. One that raises
            does not stop the next.
        unit_names: the names each unit defines.
        checks_code: marshalled pairs of a module's dotted name and its code, in the order in which
            they run; the last holds the checks.
        checks_module: the dotted name of the checks as a whole, `….checks`; the
            modules of its package can be imported where `readable` holds them.
        target: the top-level name handed to the checks.
        runs: the executions, in order.
        readable: further files and folders that may be read.
        limits: what it may use.
        flags: any of `fork`, `loopback`, `threads`, `exec`; each widens the lockdown.
        witnessed: note which functions of torch run for the answer; where there are rules.
        brought: names that the checks have from given modules and that the learner's file defines
            itself, such as a `Tensor`; theirs take the place of the given ones.
        import_paths: folders in which the package of `checks_module` is looked for before
            `sys.path`.
    """

    filename: str
    source: str
    units: tuple[bytes, ...]
    unit_names: tuple[tuple[str, ...], ...]
    checks_code: bytes
    checks_module: str
    target: str
    runs: tuple[Run, ...]
    readable: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    flags: frozenset[str] = frozenset()
    import_paths: tuple[str, ...] = ()
    brought: tuple[str, ...] = ()
    witnessed: bool = False

    def __post_init__(self) -> None:
        if len(self.units) != len(self.unit_names):
            raise ValueError("every unit needs its names")
        if unknown := self.flags - FLAGS:
            raise ValueError(f"unknown flags: {', '.join(sorted(unknown))}")
