"""CPU time and memory of a process and all its descendants, from /proc."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """The process and its descendants that are alive now."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            parent = _stat(int(entry.name), 1)
            if parent is not None:
                children.setdefault(int(parent), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        process = waiting.pop()
        found.append(process)
        waiting += children.get(process, [])
    return found


def cpu_seconds(roots: list[int]) -> float:
    """User and system time of the trees, with that of children that have ended and been waited for."""
    total = 0.0
    for process in (p for root in roots for p in tree(root)):
        values = [_stat(process, field) for field in (11, 12, 13, 14)]
        total += sum(float(value) for value in values if value is not None) / TICKS
    return total


def memory_mib(root: int) -> float:
    """Proportional set size of the tree."""
    total = 0
    for process in tree(root):
        try:
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        except OSError:
            continue
    return total / 1024


def _stat(process: int, field: int) -> str | None:
    """A field after the command's name: 1 is the parent, 11 to 14 the four times in ticks."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[field]
    except (OSError, IndexError):
        return None
