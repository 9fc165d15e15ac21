"""The page of filed mails."""

from email.message import EmailMessage

import pytest

from app.core.mail import file_away
from app.web.outbox import cut_at_addresses, filed_mails


@pytest.fixture
def mail_folder(app, tmp_path, monkeypatch):
    from dataclasses import replace

    monkeypatch.setitem(app.config, "KRU", replace(app.config["KRU"], instance=tmp_path))
    return tmp_path / "mail"


def letter(subject, text):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "kru@localhost", "ploy@siamcloud.example", subject
    mail["Date"] = "Mon, 23 Nov 2026 07:32:00 GMT"
    mail.set_content(text)
    return mail


def test_mails_stand_there_with_their_links(client, mail_folder):
    file_away(letter("คำเชิญ <b>", "Open http://localhost/invitation/abc.\n<script>"), mail_folder, "one")
    html = client.get("/mail").get_data(as_text=True)
    assert "คำเชิญ &lt;b&gt;" in html and "ploy@siamcloud.example" in html
    assert '<a href="http://localhost/invitation/abc">http://localhost/invitation/abc</a>.' in html
    assert "&lt;script&gt;" in html


def test_an_empty_box_says_what_would_fill_it(client, mail_folder):
    assert "No mail yet" in client.get("/mail").get_data(as_text=True)


def test_the_newest_come_first_and_not_without_end(mail_folder):
    import os

    for number in range(5):
        file_away(letter(f"Mail {number}", "x"), mail_folder, f"m{number}")
        os.utime(mail_folder / f"m{number}.eml", (number, number))
    assert [mail.subject for mail in filed_mails(mail_folder, limit=2)] == ["Mail 4", "Mail 3"]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://a.example/x?y=1&z=2, then", ["https://a.example/x?y=1&z=2"]),
        ("javascript:alert(1)", []),
        ("(http://b.example/p)", ["http://b.example/p"]),
    ],
)
def test_only_web_addresses_become_links(text, links):
    pieces = cut_at_addresses(text)
    assert [words for words, is_address in pieces if is_address] == links
    assert "".join(words for words, _ in pieces) == text
