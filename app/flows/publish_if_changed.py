"""Publish the content folder at a start, unless nothing in it has changed since the last time."""

import hashlib
from datetime import datetime
from pathlib import Path

from flask import current_app

from app.catalogue.queries import live_courses
from app.flows.publish_content import Report, publish

KEPT = "content.fingerprint"


class BadContent(Exception):
    """Nothing was published; the message lists every fault with its file and line."""

    def __init__(self, report: Report) -> None:
        super().__init__("\n".join(map(str, report.faults)))


def publish_if_changed(root: Path, *, now: datetime) -> bool:
    """Whether it was published. A fingerprint of names, sizes and times in the instance folder tells a change.

    Raises BadContent.
    """
    kept = current_app.config["KRU"].instance / KEPT
    found = fingerprint(root)
    if kept.exists() and kept.read_text() == found and live_courses():
        return False
    report = publish(root, now=now)
    if not report.is_sound:
        raise BadContent(report)
    kept.write_text(found)
    return True


def fingerprint(root: Path) -> str:
    """Changes when a file is added, taken away, or written again."""
    lines = []
    for path in sorted(root.rglob("*")):
        if path.is_file():
            state = path.stat()
            lines.append(f"{path.relative_to(root)} {state.st_size} {state.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
