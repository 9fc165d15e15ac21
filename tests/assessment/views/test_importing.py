"""Questions from a file: shown first, imported exactly as shown, refused whole when broken. And taken out again."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app.assessment.models import Question, QuestionVersion
from app.core.db import db
from app.core.models import StoredFile
from tests.factories import assessment as make
from tests.factories import catalogue, people, studio
from tests.factories.assessment import NOW

IMPORT = "/studio/banks/selling/import"
GIFT = """$CATEGORY: Leads

::Who owns it::Who owns a lead? {=The partner ~The vendor}

::Sure::A lead cools. {TRUE}

::Match::Match. {=one}
"""


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def author(app, client):
    studio.studio_bank(questions=[make.single("s1")])
    return client.sign_in(people.author())


def text(response, status=200):
    assert response.status_code == status
    return response.get_data(as_text=True)


def upload(browser, content=GIFT, name="leads.gift", **form):
    raw = content if isinstance(content, bytes) else content.encode()
    form = {"file": (io.BytesIO(raw), name), "format": "", "language": "en", **form}
    return browser.post(IMPORT, data=form)


def sealed(page):
    return re.search(r'name="sealed"[^>]*value="([^"]+)"', page)[1]


def confirm(browser, token, **more):
    return browser.post(f"{IMPORT}/confirm", data={"sealed": token}, **more)


def counts():
    db.session.expire_all()
    tables = (Question, QuestionVersion)
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def states():
    db.session.expire_all()
    return dict(db.session.execute(select(Question.key, Question.state)).all())


def test_the_dry_run_tells_what_comes_and_imports_nothing(author):
    before = counts()
    page = text(upload(author))
    assert "nothing is written yet" in page and "Import exactly this" in page
    assert "Single choice" in page and "True or false" in page and "Who owns a lead?" in page
    assert counts() == before


def test_what_cannot_come_is_named_with_its_place_and_reason(author):
    numbers = GIFT + "\n::Odd::What is this? {~wrong ~also wrong}\n"
    page = text(upload(author, numbers))
    skipped = page.split('id="skipped"')[1]
    assert "Odd" in skipped


@pytest.mark.parametrize(("form", "state"), [({"as_draft": "y"}, "draft"), ({}, "ready")])
def test_confirming_imports_exactly_what_was_shown_as_drafts_or_ready(author, form, state):
    page = text(upload(author, **form))
    assert "Imported: 3 new, 0 changed." in text(confirm(author, sealed(page), follow_redirects=True))
    kept = states()
    assert kept.pop("s1") == "ready"
    assert sorted(kept.values()) == [state] * 3


def test_the_same_file_again_has_nothing_new(author):
    confirm(author, sealed(text(upload(author))))
    before = counts()
    page = text(upload(author))
    assert re.search(r"As they are.*?k-stat__num\">\s*3<", page, re.S)
    confirm(author, sealed(page))
    assert counts() == before


def test_when_the_bank_changed_meanwhile_nothing_is_written_and_the_report_is_shown_again(author, clients):
    page = text(upload(author))
    other = clients().sign_in(people.author())
    confirm(other, sealed(text(upload(other))))
    before = counts()
    again = text(confirm(author, sealed(page)), 409)
    assert "The bank has changed since you looked" in again and "Import exactly this" in again
    assert counts() == before


def test_somebody_elses_or_an_old_or_a_forged_confirmation_is_refused(author, clients):
    token = sealed(text(upload(author)))
    before = counts()
    other = clients().sign_in(people.author())
    for browser, sent in ((other, token), (author, token[:-3] + "abc"), (author, "")):
        assert "Choose the file again" in text(confirm(browser, sent, follow_redirects=True))
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        author.sign_in(people.author())
        assert confirm(author, token).status_code == 303
    assert counts() == before


def test_a_confirmation_for_another_bank_is_refused(author):
    token = sealed(text(upload(author)))
    studio.studio_bank("other", questions=[make.single("o1")])
    answer = author.post("/studio/banks/other/import/confirm", data={"sealed": token}, follow_redirects=True)
    assert "Choose the file again" in text(answer)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\xff\xfe\x00\xd8broken", "a.gift"),
        (b"", "a.gift"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><quiz>&b;</quiz>', "a.xml"),
        (b"PK\x03\x04 no zip", "a.zip"),
        (b"<html><body>no questions</body></html>", "a.xml"),
    ],
)
def test_a_broken_or_hostile_file_is_refused_whole_and_not_even_kept(author, content, name):
    before = counts(), db.session.scalar(select(func.count()).select_from(StoredFile))
    page = text(upload(author, content, name), 422)
    assert "k-field__error" in page and 'aria-invalid="true"' in page
    assert (counts(), db.session.scalar(select(func.count()).select_from(StoredFile))) == before


def test_without_a_file_the_form_asks_for_one(author):
    assert "Choose a file first" in text(author.post(IMPORT, data={"language": "en"}), 422)


def test_nobody_but_authors_imports_or_exports(author, client):
    client.sign_in(people.channel_manager())
    assert upload(client).status_code == 404
    assert confirm(client, "x").status_code == 404
    for path in ("", "/file?format=gift&language=en"):
        assert client.get(f"/studio/banks/selling/export{path}").status_code == 404


def test_nothing_is_imported_into_a_bank_of_the_content_files(author):
    make.publish()
    answer = author.post("/studio/banks/channel/import", data={"language": "en"})
    assert answer.status_code == 404


def test_an_import_that_would_stop_a_live_quiz_is_refused_before_it_is_confirmed(author):
    confirm(author, sealed(text(upload(author))))
    catalogue.publish_course(
        "leads", catalogue.quiz("exam", bank="selling", draw=4, title={"en": "Exam in leads"})
    )
    changed = GIFT.replace("The vendor", "The customer")
    page = text(upload(author, changed, as_draft="y"), 422)
    assert "Exam in leads" in page and "could not start any more" in page
    assert text(upload(author, changed))


def test_the_export_first_names_what_the_format_cannot_say(author):
    page = text(author.get("/studio/banks/selling/export"))
    assert "GIFT" in page and "Download" not in page
    page = text(author.get("/studio/banks/selling/export?format=gift&language=en"))
    assert "This format cannot say" in page and "What is lost" in page
    assert "/studio/banks/selling/export/file?format=gift&amp;language=en" in page


def test_the_export_is_a_file_that_can_be_imported_again(author):
    answer = author.get("/studio/banks/selling/export/file?format=gift&language=en")
    assert re.fullmatch(r"attachment; filename=selling\.\w+", answer.headers["Content-Disposition"])
    page = text(upload(author, answer.data, "selling.txt"))
    assert re.search(r"As they are.*?k-stat__num\">\s*1<", page, re.S)


@pytest.mark.parametrize("query", ["format=word&language=en", "format=gift&language=xx"])
def test_an_unknown_format_or_language_is_a_missing_page(author, query):
    for path in ("", "/file"):
        assert author.get(f"/studio/banks/selling/export{path}?{query}").status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_example_for_a_spreadsheet_can_be_taken_and_read_again(author, kind):
    assert f"{IMPORT}/template.{kind}" in text(author.get(IMPORT))
    example = author.get(f"{IMPORT}/template.{kind}").data
    assert "There is no question in this file" in text(upload(author, example, f"example.{kind}"))


def test_rows_of_the_example_become_questions_without_their_mark(author):
    example = re.sub(r"(?m)^#[^,]*", "", author.get(f"{IMPORT}/template.csv").text)
    page = text(upload(author, example, "example.csv"))
    assert "Import exactly this" in page and 'id="skipped"' not in page
    assert "Who owns a lead?" in page
