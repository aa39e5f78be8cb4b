"""The few calls of the C library that Python does not offer."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38
PR_SET_CHILD_SUBREAPER = 36

_libc = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None


def syscall(number: int, *args: Any) -> int:
    """Make a system call.

    Raises:
        OSError: it failed, or there is none on this system.
    """
    if _libc is None or sys.platform != "linux":  # elsewhere the numbers mean something else
        raise OSError("no system calls here")
    _libc.syscall.restype = ctypes.c_long
    converted = [ctypes.c_long(a) if isinstance(a, int) else a for a in args]
    result = int(_libc.syscall(ctypes.c_long(number), *converted))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def prctl(option: int, value: int) -> None:
    """Change a property of this process.

    Raises:
        OSError: the kernel refused, or there is no prctl on this system.
    """
    if _libc is None or not hasattr(_libc, "prctl"):
        raise OSError("no prctl here")
    arguments = [ctypes.c_ulong(v) for v in (value, 0, 0, 0)]
    if _libc.prctl(ctypes.c_int(option), *arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def drop_capabilities(keep: int = 1 << 2) -> None:
    """Give up every privilege of root but one: reading files regardless of their owner.

    Args:
        keep: mask of capabilities; the default is CAP_DAC_READ_SEARCH, since a course mounted into
            a container often belongs to someone else. Landlock still decides what may be read.

    Raises:
        OSError: the kernel refused.
    """
    number = {"x86_64": 126, "aarch64": 91}.get(os.uname().machine)
    if number is None:
        return

    class Header(ctypes.Structure):
        _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))

    had = (ctypes.c_uint32 * 6)()
    syscall(number - 1, ctypes.byref(Header(0x20080522, 0)), ctypes.byref(had))
    keep &= had[1]  # permitted
    sets = (ctypes.c_uint32 * 6)(keep, keep, 0, 0, 0, 0)
    syscall(number, ctypes.byref(Header(0x20080522, 0)), ctypes.byref(sets))
