"""Mail goes to a real SMTP server, with the headers it should have; while that is away it waits."""

import os
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from tests.factories import people
from tests.factories.partners import company
from tests.live.site import running_site, wait_for
from tools.services import free_port

pytestmark = pytest.mark.live


class Postman:
    """Keeps what it is given: the envelope's recipients and the parsed message."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((envelope.rcpt_tos, message))
        return "250 kept"


@pytest.fixture(scope="module")
def smtp_port():
    return free_port()


@pytest.fixture(scope="module")
def site(tmp_path_factory, smtp_port):
    settings = {
        "KRU_SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
        "KRU_MAIL_FROM": "Kru ครู <learn@example.com>",
    }
    with running_site(tmp_path_factory.mktemp("mail"), f"live_mail_{os.getpid()}", **settings) as site:
        yield site


@pytest.fixture
def postman(smtp_port):
    """The SMTP server, answering."""
    kept = Postman()
    server = Controller(kept, hostname="127.0.0.1", port=smtp_port)
    server.start()
    yield kept
    server.stop()


@pytest.fixture
def worker(site):
    process = site.start_worker()
    yield process
    site.end(process)


def test_an_invitation_and_a_reset_arrive_with_the_right_headers(site, postman, worker):
    with site.app.app_context():
        at = company(name="Siam Cloud\r\nBcc: everybody@example.com")
        admin = people.partner_admin(at=at, name="Niran\nX-Evil: 1").id
    form = {
        "email": "ploy@example.com",
        "name": "พลอย",
        "company": at_id(site),
        "roles": "rep",
        "language": "en",
    }
    assert site.browser_of(admin).fill_in("/people/invite", **form).status_code == 303
    wait_for(lambda: len(postman.letters) == 1)
    recipients, letter = postman.letters[0]
    assert recipients == ["ploy@example.com"]
    assert letter["To"] == "ploy@example.com"
    assert letter["From"] == "Kru ครู <learn@example.com>"
    assert letter["Subject"] == "Siam Cloud Bcc: everybody@example.com invites you to Kru"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].startswith("<link.") and letter["Message-ID"].endswith("@example.com>")
    assert letter["Date"].datetime is not None
    assert letter["Bcc"] is None and letter["Cc"] is None and letter["X-Evil"] is None
    text = letter.get_content()
    assert "พลอย" in text and letter.get_content_charset() == "utf-8"
    address = next(word for word in text.split() if "/invitation/" in word)
    assert address.startswith(f"{site.base}/invitation/")
    assert site.browser().get(address).status_code == 200

    with site.app.app_context():
        people.rep(email="mali@example.com", language="th")
    site.browser().fill_in("/forgot-password", email="MALI@example.com")
    wait_for(lambda: len(postman.letters) == 2)
    recipients, letter = postman.letters[1]
    assert recipients == ["mali@example.com"] and letter["To"] == "mali@example.com"
    address = next(word for word in letter.get_content().split() if "/reset/" in word)
    assert site.browser().get(address).status_code == 200
    assert letter["Message-ID"] != postman.letters[0][1]["Message-ID"]


def at_id(site):
    [(company_id,)] = site.rows("SELECT id FROM company WHERE name LIKE 'Siam Cloud%'")
    return company_id


def test_nobody_learns_by_mail_or_page_whether_an_address_has_an_account(site, postman, worker):
    with site.app.app_context():
        people.rep(email="known@example.com")
    known = site.browser().fill_in("/forgot-password", email="known@example.com")
    unknown = site.browser().fill_in("/forgot-password", email="unknown@example.com")
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    wait_for(lambda: site.count("outbox_job WHERE done_at IS NULL") == 0)
    assert [to for to, _letter in postman.letters] == [["known@example.com"]]


def test_while_the_mail_server_is_away_a_letter_waits_and_is_sent_once(site, smtp_port):
    with site.app.app_context():
        people.rep(email="later@example.com")
    site.browser().fill_in("/forgot-password", email="later@example.com")
    waiting = "outbox_job WHERE name = 'people.mail_link' AND done_at IS NULL AND failed_at IS NULL"
    site.drain()
    [(error, attempts)] = site.rows(f"SELECT error, attempts FROM {waiting}")
    assert "ConnectionRefusedError" in error and attempts == 1

    kept = Postman()
    server = Controller(kept, hostname="127.0.0.1", port=smtp_port)
    server.start()
    try:
        site.drain()
        assert kept.letters == []  # its pause is not over
        site.change("UPDATE outbox_job SET due_at = created_at WHERE done_at IS NULL")
        site.drain()
        site.drain()
    finally:
        server.stop()
    assert [to for to, _letter in kept.letters] == [["later@example.com"]]
    assert site.count(waiting) == 0
