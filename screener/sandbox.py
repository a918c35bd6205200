"""The second wall round a worker: what a parser that has been taken over still cannot do.

Landlock (Linux 5.13, by system calls, no package): no file is written, created, renamed or executed; from ABI 4 no TCP connection, from
ABI 6 no signal to and no abstract socket of a process outside. seccomp (through libseccomp, where it is installed): no socket of any
kind, no exec, no ptrace, no kernel interface that a reader of documents does not need. Reading files stays possible, and useless
without a way out. Where the kernel offers neither, `walls()` says so and the limits of `isolation` are the only wall.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
from functools import cache

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION_FLAG = 1
RULE_PATH_BENEATH = 1
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
O_PATH = getattr(os, "O_PATH", 0o10000000)

EXECUTE, WRITE_FILE = 1 << 0, 1 << 1
REMOVE_AND_MAKE = sum(1 << bit for bit in range(4, 13))
# The first ABI that knows each group of rights (Documentation/userspace-api/landlock.rst).
FILE_RIGHTS = ((1, EXECUTE | WRITE_FILE | REMOVE_AND_MAKE), (2, 1 << 13), (3, 1 << 14), (5, 1 << 15))
TCP_ABI, TCP_RIGHTS = 4, 0b11
SCOPE_ABI, SCOPES = 6, 0b11

FORBIDDEN_CALLS = (
    "socket", "connect", "bind", "listen", "accept", "accept4", "execve", "execveat", "ptrace", "process_vm_readv", "process_vm_writev", "mount",
    "umount2", "pivot_root", "unshare", "setns", "bpf", "perf_event_open", "userfaultfd", "keyctl", "add_key", "request_key", "open_by_handle_at",
    "io_uring_setup", "init_module", "finit_module", "kexec_load", "reboot", "swapon",
)  # fmt: skip


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("access", ctypes.c_uint64), ("parent", ctypes.c_int32))


@cache
def landlock_abi() -> int:
    """The version of Landlock that this kernel has; 0: none."""
    if platform.system() != "Linux":
        return 0
    answer = ctypes.CDLL(None, use_errno=True).syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION_FLAG)
    return max(0, int(answer))


@cache
def has_seccomp() -> bool:
    try:
        import pyseccomp  # noqa: F401  loads the system's libseccomp
    except (ImportError, OSError, RuntimeError):
        return False
    return True


def walls() -> str:
    """What this machine offers, for `screener --version -v` and for the person who must know."""
    return f"landlock {landlock_abi() or '-'}, seccomp {'yes' if has_seccomp() else '-'}"


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when the one that started it is gone; if it went before we could ask, leave now."""
    if platform.system() == "Linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def confine() -> None:
    """Put the second wall round this process, for good. Raises `OSError` where the kernel offers a wall and refuses to build it."""
    # pyseccomp looks for a writable folder when it is imported: before Landlock, or it is gone without a word.
    abi, seccomp, libc = landlock_abi(), has_seccomp(), ctypes.CDLL(None, use_errno=True)
    if abi and libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no_new_privs")
    if abi:
        _landlock(abi, libc)
    if seccomp:
        _seccomp()


def _landlock(abi: int, libc: ctypes.CDLL) -> None:
    files = sum(rights for since, rights in FILE_RIGHTS if abi >= since)
    rules = _Ruleset(files, TCP_RIGHTS if abi >= TCP_ABI else 0, SCOPES if abi >= SCOPE_ABI else 0)
    size = 24 if abi >= SCOPE_ABI else 16 if abi >= TCP_ABI else 8
    ruleset = libc.syscall(CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(size), 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    null = os.open("/dev/null", O_PATH | os.O_CLOEXEC)
    try:
        allowed = _PathBeneath(WRITE_FILE, null)
        failed = libc.syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, ctypes.byref(allowed), 0)
        failed = failed or libc.syscall(RESTRICT_SELF, ruleset, 0)
        if failed:
            raise OSError(ctypes.get_errno(), "landlock_restrict_self")
    finally:
        os.close(null)
        os.close(ruleset)


def _seccomp() -> None:
    import errno

    import pyseccomp

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for call in FORBIDDEN_CALLS:
        rules.add_rule(pyseccomp.ERRNO(errno.EPERM), call)
    rules.load()
