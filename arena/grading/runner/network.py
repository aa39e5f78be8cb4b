"""A network that consists of this process alone: what the flag `loopback` allows, and no more."""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
import struct
import sys

from arena.grading.runner import kernel

_UNSHARE = {"x86_64": 272, "aarch64": 97}
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_SIOCGIFFLAGS, _SIOCSIFFLAGS = 0x8913, 0x8914
_IFF_UP = 1


def isolate() -> bool:
    """Move into a network of its own, where only the loopback interface is.

    Returns:
        Whether that was possible. Where unprivileged namespaces are forbidden the process stays
        where it is, and a job with the flag `loopback` could reach the network.
    """
    number = _UNSHARE.get(os.uname().machine) if sys.platform == "linux" else None
    if number is None or not _can(number):
        return False
    _move(number)
    return True


def _can(number: int) -> bool:
    """Try it in a process to throw away: half of it may be allowed, and there is no way back."""
    pid = os.fork()
    if pid == 0:
        with contextlib.suppress(BaseException):
            _move(number)
            os._exit(0)
        os._exit(1)
    return os.waitpid(pid, 0)[1] == 0


def _move(number: int) -> None:
    kernel.syscall(number, _NEW_USER | _NEW_NET)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        request = ctypes.create_string_buffer(struct.pack("16sH", b"lo", 0), 40)
        _ioctl(handle.fileno(), _SIOCGIFFLAGS, request)
        flags = struct.unpack_from("16xH", request)[0]
        struct.pack_into("16sH", request, 0, b"lo", flags | _IFF_UP)
        _ioctl(handle.fileno(), _SIOCSIFFLAGS, request)
    kernel.drop_capabilities(0)


def _ioctl(fd: int, request: int, argument: ctypes.Array[ctypes.c_char]) -> None:
    import fcntl

    fcntl.ioctl(fd, request, argument)
