"""What the child may use: memory, time and files; afterwards neither the network nor other programs."""

import resource
import sys

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 30
FILE_BYTES = 16 * 1024 * 1024
"""The engine writes its fonts aside; nothing else is written."""

FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "urllib.",
    "http.",
    "ftplib.",
    "smtplib.",
)
"""Beginnings of the names of audit events; see the table in Python's documentation."""


def set_limits() -> None:
    """Before anything large is imported; every fork has them too."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        _set(kind, most)


def shut_the_door() -> None:
    """In a fork, before any facts are read: its processor time, and a hook that cannot be taken off again."""
    _set(resource.RLIMIT_CPU, CPU_SECONDS)
    sys.addaudithook(_refuse)


def _set(kind: int, most: int) -> None:
    _soft, hard = resource.getrlimit(kind)
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (least, least))


def _refuse(event: str, _args: object) -> None:
    if event.startswith(FORBIDDEN):
        raise PermissionError(f"the printer may not do this: {event}")
