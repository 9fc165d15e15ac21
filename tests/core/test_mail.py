"""Letters say what they should and nothing else."""

import pytest

from app.core.mail import Letter


def message(**more):
    values = {"to": "ploy@example.com", "subject": "Hello", "text": "Words", "message_id": "link.7"}
    return Letter(**values | more).message("Kru ครู <learn@example.com>")


def test_the_headers_are_complete_and_the_text_is_whole():
    mail = message(subject="ใบรับรองพร้อมแล้ว", text="สวัสดี\n.\nFrom here")
    assert (mail["To"], mail["Subject"]) == ("ploy@example.com", "ใบรับรองพร้อมแล้ว")
    assert mail["From"] == "Kru ครู <learn@example.com>"
    assert mail["Message-ID"] == "<link.7@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content() == "สวัสดี\n.\nFrom here\n"
    assert b"\r\n\r\n" in mail.as_bytes(policy=mail.policy.clone(linesep="\r\n"))


def test_a_subject_of_several_lines_is_one_line():
    mail = message(subject="Siam\r\nBcc: everybody@example.com")
    assert mail["Subject"] == "Siam Bcc: everybody@example.com"
    assert mail["Bcc"] is None


@pytest.mark.parametrize("to", ["a@b.c\r\nBcc: x@y.z", "a@b.c, x@y.z", "nobody", ""])
def test_an_address_that_is_not_one_is_refused(to):
    with pytest.raises(Exception, match=r".+"):
        message(to=to)
