"""Mails that development filed in a folder instead of sending."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

URL = re.compile(r"(https?://[^\s<>\"]+[^\s<>\".,)])")


@dataclass(frozen=True)
class FiledMail:
    """One mail; `pieces` is its text cut at addresses: (words, is an address)."""

    name: str
    to: str
    subject: str
    at: datetime
    pieces: list[tuple[str, bool]]


def filed_mails(folder: Path, limit: int = 50) -> list[FiledMail]:
    """The newest mails first."""
    if not folder.is_dir():
        return []
    newest = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)[:limit]
    return [_read(path) for path in newest]


def _read(path: Path) -> FiledMail:
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    return FiledMail(
        name=path.stem,
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        at=parsedate_to_datetime(str(mail["Date"])),
        pieces=cut_at_addresses(mail.get_content()),
    )


def cut_at_addresses(text: str) -> list[tuple[str, bool]]:
    """Text in pieces, so that a page can make links of the addresses and escape the rest."""
    return [(piece, bool(URL.fullmatch(piece))) for piece in URL.split(text) if piece]
