"""A seccomp filter written as raw BPF: system calls that reach out of the process are refused.

A deny-list, so that torch, numpy and Python keep working; file access is Landlock's part. Kernel
interface: Documentation/userspace-api/seccomp_filter.rst; numbers from the kernel's system call
tables.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from arena.grading.runner.kernel import syscall

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SET_MODE_FILTER, _GET_ACTION_AVAIL = 1, 2
_FLAG_TSYNC = 1

_ALLOW = 0x7FFF0000
_ERRNO = 0x00050000

# Numbers on (x86_64, aarch64); None where an architecture has no such call.
_Table = dict[str, tuple[int | None, int | None]]

# Refused for every job.
_DENIED: _Table = {
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "kcmp": (312, 272),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "tkill": (200, 130),
    # memory that escapes the limits, or outlives the process
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    # attributes of files that Landlock does not cover
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "setxattrat": (463, 463),
    "removexattrat": (466, 466),
    "file_setattr": (469, 469),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    # namespaces, mounts, the machine
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "syslog": (103, 116),
    "vhangup": (153, 58),
    "iopl": (172, None),
    "ioperm": (173, None),
    "personality": (135, 92),
    "lookup_dcookie": (212, 18),
    # wide interfaces that no exercise needs
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_setup": (206, 0),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "fanotify_init": (300, 262),
    "ioprio_set": (251, 30),
    "vmsplice": (278, 75),
}
# Refused unless a flag of the exercise allows them.
_PROCESS: _Table = {"fork": (57, None), "vfork": (58, None)}
_EXEC: _Table = {"execve": (59, 221), "execveat": (322, 281)}
_NETWORK: _Table = {
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    # With an address inside, which a filter cannot see: a pair of sockets would be a way out.
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
}
_CLONE, _CLONE3 = (56, 220), (435, 435)
_KILL, _TGKILL = (62, 129), (234, 131)
_PRLIMIT, _PRCTL, _IOCTL = (302, 261), (157, 167), (16, 29)
_SOCKET, _SENDTO, _FCNTL, _SETPRIORITY = (41, 198), (44, 206), (72, 25), (141, 140)
_SCHEDULING = ((203, 122), (142, 118), (144, 119), (314, 274))  # affinity, param, scheduler, attr

_CLONE_THREAD = 0x00010000
_NEW_NAMESPACES = 0x7E020080
_FORBIDDEN_PRCTL = (4, 35, 0x59616D61)  # DUMPABLE, MM, PTRACER
_FORBIDDEN_IOCTL = (0x5412, 0x541C, 0x8901, 0x8902)  # TIOCSTI, TIOCLINUX, FIOSETOWN, SIOCSPGRP
_FORBIDDEN_FCNTL = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX: signals by way of a descriptor
_FAMILIES = (1, 2, 10, 16)  # unix, inet, inet6, and netlink to list interfaces

_LOAD, _JUMP_EQUAL, _JUMP_GREATER_EQUAL, _JUMP_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06


@dataclass(frozen=True)
class _Step:
    """One BPF instruction."""

    code: int
    k: int
    if_true: int = 0
    if_false: int = 0

    def packed(self) -> bytes:
        return struct.pack("=HBBI", self.code, self.if_true, self.if_false, self.k)


def available() -> bool:
    """Whether this kernel takes filters, and we know its system calls."""
    machine = _machine()
    if machine is None:
        return False
    action = ctypes.c_uint32(_ERRNO)
    try:
        syscall(_SECCOMP[machine], _GET_ACTION_AVAIL, 0, ctypes.byref(action))
    except OSError:
        return False
    return True


def install(program: bytes) -> None:
    """Filter every system call from now on, in all threads. Needs no_new_privs.

    Raises:
        OSError: the kernel refused.
    """
    machine = _machine()
    if machine is None:
        raise OSError(errno.ENOSYS, "no filter for this machine")

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))

    code = Program(len(program) // 8, program)
    # With TSYNC a positive result names a thread that could not follow.
    if syscall(_SECCOMP[machine], _SET_MODE_FILTER, _FLAG_TSYNC, ctypes.byref(code)) != 0:
        raise OSError(errno.EBUSY, "a thread could not be filtered")


def program(flags: frozenset[str], pid: int) -> bytes:
    """The filter for a job with these flags in the process `pid`.

    Raises:
        OSError: we do not know the system calls of this machine.
    """
    machine = _machine()
    if machine is None:
        raise OSError(errno.ENOSYS, "no filter for this machine")
    column = list(_AUDIT_ARCH).index(machine)
    steps = [
        _Step(_LOAD, 4),  # architecture
        _Step(_JUMP_EQUAL, _AUDIT_ARCH[machine], 1, 0),
        _Step(_RETURN, _ERRNO | errno.EPERM),
        _Step(_LOAD, 0),  # number of the system call
    ]
    if machine == "x86_64":  # the x32 interface has the same calls under other numbers
        steps += [
            _Step(_JUMP_GREATER_EQUAL, 0x40000000, 0, 1),
            _Step(_RETURN, _ERRNO | errno.EPERM),
        ]
    steps += [*_always_steps(pid, column), *_flag_steps(flags, pid, column)]
    return b"".join(s.packed() for s in [*steps, _Step(_RETURN, _ALLOW)])


def _machine() -> str | None:
    if os.name != "posix" or os.uname().sysname != "Linux":
        return None
    machine = os.uname().machine
    return machine if machine in _AUDIT_ARCH and struct.calcsize("P") == 8 else None


def _always_steps(pid: int, column: int) -> Iterable[_Step]:
    for numbers in _DENIED.values():
        yield from _refuse(numbers[column], errno.EPERM)
    # limits and priorities of oneself only (0 or one's own number)
    for call in (_PRLIMIT, *_SCHEDULING):
        yield from _refuse_unless_argument(call[column], 0, (0, pid))
    yield from _refuse_unless_argument(_SETPRIORITY[column], 1, (0, pid))
    yield from _refuse_if_argument(_FCNTL[column], 1, _FORBIDDEN_FCNTL)
    yield from _refuse_if_argument(_PRCTL[column], 0, _FORBIDDEN_PRCTL)
    yield from _refuse_if_argument(_IOCTL[column], 1, _FORBIDDEN_IOCTL)
    # glibc falls back to clone, whose flags a filter can see
    yield from _refuse(_CLONE3[column], errno.ENOSYS)
    yield from _refuse_if_bits(_CLONE[column], _NEW_NAMESPACES, errno.EPERM)


def _flag_steps(flags: frozenset[str], pid: int, column: int) -> Iterable[_Step]:
    if not flags & {"fork", "exec"}:
        for numbers in _PROCESS.values():
            yield from _refuse(numbers[column], errno.EAGAIN)
        yield from _refuse_unless_bits(_CLONE[column], _CLONE_THREAD, errno.EAGAIN)
        for number in (_KILL[column], _TGKILL[column]):
            yield from _refuse_unless_argument(number, 0, (pid,))
    if "exec" not in flags:
        for numbers in _EXEC.values():
            yield from _refuse(numbers[column], errno.EPERM)
    if not flags & {"fork", "loopback"}:
        yield from _refuse(_SOCKET[column], errno.EPERM)
        yield from _refuse_unless_null(_SENDTO[column], 4)
        for numbers in _NETWORK.values():
            yield from _refuse(numbers[column], errno.EPERM)
    elif "loopback" in flags:
        yield from _refuse_unless_argument(_SOCKET[column], 0, _FAMILIES)
    else:
        yield from _refuse_unless_argument(_SOCKET[column], 0, (1,))


def _refuse(number: int | None, code: int) -> Sequence[_Step]:
    if number is None:
        return ()
    return (_Step(_JUMP_EQUAL, number, 0, 1), _Step(_RETURN, _ERRNO | code))


def _refuse_unless_bits(number: int, bits: int, code: int) -> Sequence[_Step]:
    return (
        _Step(_JUMP_EQUAL, number, 0, 4),
        _Step(_LOAD, 16),  # low half of the first argument
        _Step(_JUMP_SET, bits, 1, 0),
        _Step(_RETURN, _ERRNO | code),
        _Step(_LOAD, 0),
    )


def _refuse_if_bits(number: int, bits: int, code: int) -> Sequence[_Step]:
    return (
        _Step(_JUMP_EQUAL, number, 0, 4),
        _Step(_LOAD, 16),  # low half of the first argument
        _Step(_JUMP_SET, bits, 0, 1),
        _Step(_RETURN, _ERRNO | code),
        _Step(_LOAD, 0),
    )


def _refuse_unless_argument(number: int, index: int, allowed: Sequence[int]) -> Sequence[_Step]:
    count = len(allowed)
    return (
        _Step(_JUMP_EQUAL, number, 0, count + 3),
        _Step(_LOAD, 16 + 8 * index),
        *(_Step(_JUMP_EQUAL, value, count - i, 0) for i, value in enumerate(allowed)),
        _Step(_RETURN, _ERRNO | errno.EPERM),
        _Step(_LOAD, 0),
    )


def _refuse_unless_null(number: int, index: int) -> Sequence[_Step]:
    return (
        _Step(_JUMP_EQUAL, number, 0, 6),
        _Step(_LOAD, 16 + 8 * index),  # low half of the pointer
        _Step(_JUMP_EQUAL, 0, 0, 2),
        _Step(_LOAD, 20 + 8 * index),  # high half
        _Step(_JUMP_EQUAL, 0, 1, 0),
        _Step(_RETURN, _ERRNO | errno.EPERM),
        _Step(_LOAD, 0),
    )


def _refuse_if_argument(number: int, index: int, refused: Sequence[int]) -> Sequence[_Step]:
    count = len(refused)
    return (
        _Step(_JUMP_EQUAL, number, 0, count + 4),
        _Step(_LOAD, 16 + 8 * index),
        *(_Step(_JUMP_EQUAL, value, count - i + 1, 0) for i, value in enumerate(refused)),
        _Step(_LOAD, 0),
        _Step(_JUMP_EQUAL, number, 1, 0),
        _Step(_RETURN, _ERRNO | errno.EPERM),
    )
