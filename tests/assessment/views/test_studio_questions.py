"""One question in the studio: as learners see it, with its key for authors, and nothing kept of what is tried."""

import pytest
import time_machine
from sqlalchemy import func, select

from app.assessment.models import Slot
from app.assessment.questions import TYPES
from app.assessment.services import publish_bank
from app.catalogue.documents import Draw
from app.core.db import db
from app.core.storage import keep
from tests.factories import assessment as make
from tests.factories import catalogue, partners, people, studio
from tests.factories.assessment import NOW

BANK = "/studio/banks/selling"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def author(app, client):
    return client.sign_in(people.author(name="Mali Boonsri"))


def text(response, status=200):
    assert response.status_code == status
    return response.get_data(as_text=True)


EVERY = [*make.of_every_type(), make.scenario("scenario")]


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_has_its_page_in_both_languages(author, kind):
    studio.studio_bank(questions=EVERY)
    key = kind.replace("_", "-")
    english = text(author.get(f"{BANK}/{key}?language=en"))
    thai = text(author.get(f"{BANK}/{key}?language=th"))
    assert f"Stem of {key}" in english and f"ไทย Stem of {key}" in thai
    assert f"CANARYKEY explains {key}" in english


def test_the_preview_has_the_learners_controls_and_the_key_stands_below(author):
    studio.studio_bank(questions=[make.single("s1", explanation={"en": "Because it is so"})])
    page = text(author.get(f"{BANK}/s1"))
    preview, below = page.split('id="key-s1"')
    assert 'type="radio" name="choice"' in preview and "Because it is so" not in preview
    assert "“Choice Harbour”" in below and "Because it is so" in below


def test_what_telling_answers_are_worth_stands_in_a_table(author):
    asked = make.numeric(
        "n1", accepted=[{"value": 10, "tolerance": 2, "feedback": {"en": "Well counted"}}], units=[]
    )
    studio.studio_bank(questions=[asked, make.multiple("m1")])
    page = text(author.get(f"{BANK}/n1"))
    for words in ("Lower end", "Upper end", "Just beyond", "Well counted", "100%", "0%"):
        assert words in page
    assert "50%" in text(author.get(f"{BANK}/m1"))


def test_an_answer_can_be_tried_and_nothing_is_kept(author):
    studio.studio_bank(questions=[make.multiple("m1"), make.short_text("t1")])
    page = text(author.get(f"{BANK}/m1?try=m1&choice=1"))
    assert "50% of the mark" in page and 'value="1" checked' in page
    assert "0% of the mark" in text(author.get(f"{BANK}/t1?try=t1&text=nonsense"))
    assert db.session.scalar(select(func.count(Slot.id))) == 0


@pytest.mark.parametrize(
    "query", ["try=m1&choice=99", "try=other&choice=1", "try=m1", "try=m1&choice=x&choice=y"]
)
def test_an_answer_that_cannot_be_read_is_none(author, query):
    studio.studio_bank(questions=[make.multiple("m1")])
    assert "of the mark</strong>" not in text(author.get(f"{BANK}/m1?{query}"))


def test_one_question_of_a_case_is_tried_for_itself(author):
    studio.studio_bank(questions=[make.scenario("case")])
    page = text(author.get(f"{BANK}/case?try=part-2&choice=1"))
    assert page.count("100% of the mark") == 1
    assert "100% of the mark" in page.split('id="try-part-2"')[1]
    assert "The case" in page


def test_every_version_can_be_looked_at_with_its_day_and_who(author):
    studio.studio_bank(questions=[make.single("s1", stem={"en": "Old words"})])
    mali = people.author(name="Niran Poom")
    new = make.bank("selling", [make.single("s1", stem={"en": "New words"})], title={"en": "Selling"})
    publish_bank(new, origin="studio", actor_id=mali.id, now=NOW)
    page = text(author.get(f"{BANK}/s1"))
    assert "New words" in page and "Old words" not in page
    assert "Niran Poom" in page and f"{BANK}/s1?version=1" in page
    old = text(author.get(f"{BANK}/s1?version=1"))
    assert "Old words" in old and "Version 2 is drawn now" in old
    assert author.get(f"{BANK}/s1?version=3").status_code == 404


def test_it_says_where_it_is_used_with_links(author):
    studio.studio_bank()
    fixed = catalogue.quiz(
        "exam", title={"en": "Exam in leads"}, sections=(Draw(bank="selling", questions=("s1",)),)
    )
    drawn = catalogue.quiz("drill", title={"en": "Drill"}, bank="selling")
    catalogue.publish_course("leads", fixed, drawn)
    page = text(author.get(f"{BANK}/s1")).split('id="used"')[1]
    assert "/studio/quizzes/leads/exam" in page and "on every paper" in page
    assert "/studio/quizzes/leads/drill" in page and "may be drawn" in page
    assert "/studio/quizzes/leads/exam" not in text(author.get(f"{BANK}/s2"))


def test_tags_owner_and_review_day_stand_beside_it(author):
    asked = make.single("s1", tags={"product": ["crm"]}, owner="Niran P.", review_on="2026-11-20")
    studio.studio_bank(questions=[asked])
    page = text(author.get(f"{BANK}/s1"))
    assert "Product: crm" in page and "tag=product:crm" in page
    assert "Niran P." in page and "Past" in page and "20 Nov 2026" in page


def test_only_authors_see_a_question_and_a_missing_one_is_a_missing_page(app, client, author):
    studio.studio_bank()
    assert author.get(f"{BANK}/none").status_code == 404
    for who in (people.channel_manager(), people.partner_admin()):
        assert client.sign_in(who).get(f"{BANK}/s1").status_code == 404


def test_a_picture_is_served_where_its_question_shows_it_and_nowhere_else(author, client):
    sha256, stranger = keep(b"a picture", "image/png"), keep(b"another", "image/png")
    picture = {**make.picture(), "file": {"sha256": sha256, "media_type": "image/png", "name": "a.png"}}
    studio.studio_bank(questions=[make.single("s1", pictures=[picture]), make.single("s2")])
    assert f"{BANK}/s1/files/{sha256}" in text(author.get(f"{BANK}/s1"))
    assert author.get(f"{BANK}/s1/files/{sha256}").data == b"a picture"
    for path in (f"s1/files/{stranger}", f"s2/files/{sha256}", "s1/files/nonsense"):
        assert author.get(f"{BANK}/{path}").status_code == 404
    client.sign_in(people.rep(at=partners.company()))
    assert client.get(f"{BANK}/s1/files/{sha256}").status_code == 404


def test_it_costs_the_same_at_ten_times_the_versions_and_papers(author, statements):
    studio.studio_bank(questions=[make.single("s1")])
    quiz = studio.publish_exam(sections=(Draw(bank="selling", questions=("s1",)),))

    def cost():
        statements.clear()
        text(author.get(f"{BANK}/s1"))
        return len(statements)

    cost()
    before = cost()
    for number in range(12):
        document = make.bank(
            "selling", [make.single("s1", stem={"en": f"Words {number}"})], title={"en": "Selling"}
        )
        publish_bank(document, origin="studio", now=NOW)
        studio.hand_in(people.rep().id, quiz)
    cost()
    assert cost() == before
    assert before <= 15, statements
