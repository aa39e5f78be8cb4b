"""A job as one frame, from the judge to the child: the trusted direction, as plainly."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from arena.grading.runner.job import Job, Limits, Run
from arena.grading.runner.wire import Message, pack

_TEXT = ("utf-8", "surrogatepass")


def pack_job(job: Job, token: str) -> bytes:
    """Make the frame of a job.

    Raises:
        TooLarge: code and source together exceed a frame.
    """
    blobs = (job.source.encode(*_TEXT), job.checks_code, *job.units)
    header: dict[str, Any] = {
        "token": token,
        "filename": job.filename,
        "unit_names": job.unit_names,
        "checks_module": job.checks_module,
        "target": job.target,
        "runs": [[r.check, r.seed, r.dtype] for r in job.runs],
        "readable": job.readable,
        "limits": asdict(job.limits),
        "flags": sorted(job.flags),
        "import_paths": job.import_paths,
        "brought": job.brought,
        "witnessed": job.witnessed,
        "blobs": [len(b) for b in blobs],
    }
    return pack(header, b"".join(blobs))


def read_job(message: Message) -> tuple[Job, str]:
    """The job a message holds, and the token to put into every answer."""
    header = message.header
    blobs: list[bytes] = []
    start = 0
    for size in header["blobs"]:
        blobs.append(bytes(message.body[start : start + size]))
        start += size
    source, checks_code, *units = blobs
    job = Job(
        filename=header["filename"],
        source=source.decode(*_TEXT),
        units=tuple(units),
        unit_names=tuple(tuple(names) for names in header["unit_names"]),
        checks_code=checks_code,
        checks_module=header["checks_module"],
        target=header["target"],
        runs=tuple(Run(*r) for r in header["runs"]),
        readable=tuple(header["readable"]),
        limits=Limits(**header["limits"]),
        flags=frozenset(header["flags"]),
        import_paths=tuple(header["import_paths"]),
        brought=tuple(header["brought"]),
        witnessed=bool(header["witnessed"]),
    )
    return job, header["token"]
