"""Landlock by ctypes: this process and all it starts see only the files they were granted.

Kernel interface: Documentation/userspace-api/landlock.rst. The numbers of its system calls are the
same on every architecture.
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass

from arena.grading.runner.kernel import syscall

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1
_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
_ALL_MAKES = sum(1 << bit for bit in range(4, 13))  # remove and make every kind of file
REFER = 1 << 13
_FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV

READ = READ_FILE | READ_DIR
LIST = READ_DIR
WRITE = READ | WRITE_FILE | TRUNCATE | _ALL_MAKES | REFER

_NET_TCP = 0b11
_SCOPES = 0b11  # abstract unix sockets, signals


class _RulesetAttr(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneathAttr(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


@dataclass(frozen=True)
class Grant:
    """A file or a whole folder, and what may be done with it."""

    path: str
    rights: int


def abi() -> int:
    """The version of the interface this kernel offers, 0 for none."""
    try:
        return max(0, syscall(_CREATE_RULESET, None, 0, _VERSION))
    except OSError:
        return 0


class Ruleset:
    """Grants being collected; nothing is forbidden before `enforce`."""

    def __init__(self, version: int, *, tcp: bool = False) -> None:
        self._handled = (1 << 13) - 1
        self._handled |= REFER if version >= 2 else 0
        self._handled |= TRUNCATE if version >= 3 else 0
        self._handled |= IOCTL_DEV if version >= 5 else 0
        net = _NET_TCP if version >= 4 and not tcp else 0
        attr = _RulesetAttr(self._handled, net, _SCOPES if version >= 6 else 0)
        size = 8 if version < 4 else 16 if version < 6 else 24
        self.fd = syscall(_CREATE_RULESET, ctypes.byref(attr), size, 0)

    def grant(self, grants: Iterable[Grant]) -> None:
        """Add grants; what cannot be opened is left out, so it stays forbidden."""
        for grant in grants:
            try:
                fd = os.open(grant.path, os.O_PATH | os.O_CLOEXEC)
            except OSError:
                continue
            try:
                rights = grant.rights & self._handled
                if not stat.S_ISDIR(os.fstat(fd).st_mode):
                    rights &= _FILE_RIGHTS
                attr = _PathBeneathAttr(rights, fd)
                if rights:
                    syscall(_ADD_RULE, self.fd, _PATH_BENEATH, ctypes.byref(attr), 0)
            finally:
                os.close(fd)

    def enforce(self) -> None:
        """Forbid everything that was not granted, for good. Needs no_new_privs.

        Raises:
            OSError: the kernel refused.
        """
        syscall(_RESTRICT_SELF, self.fd, 0)
        os.close(self.fd)
