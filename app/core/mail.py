"""Mail: to SMTP when one is configured, else into a folder that a development page shows."""

import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import current_app

from app.core.jobs import enqueue, job


@dataclass(frozen=True)
class Letter:
    """One mail in plain text. Headers cannot be smuggled in: line ends in them are refused."""

    to: str
    subject: str
    text: str
    message_id: str

    def message(self, sender: str) -> EmailMessage:
        name, address = parseaddr(sender)
        mail = EmailMessage()
        mail["From"] = Address(name, addr_spec=address)
        mail["To"] = Address(addr_spec=self.to)
        mail["Subject"] = " ".join(self.subject.split())
        mail["Message-ID"] = f"<{self.message_id}@{address.rpartition('@')[2]}>"
        mail["Date"] = formatdate(usegmt=True)
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(self.text)
        return mail


def send_later(to: str, subject: str, text: str, *, key: str) -> None:
    """Owe a mail in the running transaction; the key makes it one mail, and is its Message-ID."""
    enqueue(
        send_letter, key=f"mail:{key}", to=to, subject=subject, text=text, message_id=key.replace(":", ".")
    )


@job("core.send_letter", max_attempts=8)
def send_letter(to: str, subject: str, text: str, message_id: str) -> None:
    """Hand one mail over; sent again after a crash it has the same Message-ID."""
    settings = current_app.config["KRU"]
    mail = Letter(to, subject, text, message_id).message(settings.mail_from)
    if settings.smtp_url:
        deliver(mail, settings.smtp_url)
    else:
        file_away(mail, settings.instance / "mail", message_id)


def deliver(mail: EmailMessage, url: str) -> None:
    """`smtp://`, `smtp+starttls://` or `smtps://`, with user:password@ if needed."""
    parts = urlsplit(url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=20, context=context)
    else:
        connection = smtplib.SMTP(host, parts.port or 25, timeout=20)
    with connection:
        if parts.scheme == "smtp+starttls":
            connection.starttls(context=context)
        if parts.username:
            connection.login(unquote(parts.username), unquote(parts.password or ""))
        connection.send_message(mail)


def file_away(mail: EmailMessage, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    safe = "".join(c if c.isalnum() or c in ".-" else "_" for c in name)
    (folder / f"{safe}.eml").write_bytes(mail.as_bytes())
