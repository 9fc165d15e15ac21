"""The studio's banks: for authors alone, found by filters, changed only where they are written here."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.assessment.models import Bank, Question
from app.assessment.services import publish_bank
from app.catalogue.documents import Draw
from app.core.db import db
from tests.factories import assessment as make
from tests.factories import catalogue, people, studio
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


def question(key):
    db.session.expire_all()
    return db.session.scalars(select(Question).where(Question.key == key)).one()


def test_without_a_bank_the_page_says_what_to_do_first(author):
    page = text(author.get("/studio/banks"))
    assert "No bank yet" in page and "/studio/new-bank" in page


def test_banks_stand_with_counts_by_type_and_state_origin_languages_and_what_is_due(author):
    soon = (NOW + timedelta(days=10)).date().isoformat()
    studio.studio_bank(
        questions=[
            make.single("s1", review_on=soon), make.single("s2", state="draft"), make.true_false("t1"),
            make.single("s3", state="retired", review_on=soon),
        ]
    )  # fmt: skip
    make.publish()
    page = text(author.get("/studio/banks"))
    assert "3 questions" in page and "Single choice 2 · True or false 1" in page
    assert "Draft 1" in page and "Retired 1" in page and "1 to review within 30 days" in page
    assert "Content files" in page and "selling · Studio" in page and "ภาษาไทย" in page


@pytest.mark.parametrize("who", [people.channel_manager, people.partner_admin, people.rep])
def test_nobody_but_authors_sees_a_bank(app, client, who):
    studio.studio_bank()
    client.sign_in(who())
    for path in ("/studio/banks", "/studio/new-bank", BANK, f"{BANK}/s1", f"{BANK}/import", f"{BANK}/export"):
        assert client.get(path).status_code == 404, path
    assert client.post(f"{BANK}/states", data={"question": 1, "state": "retired"}).status_code == 404


def test_a_missing_bank_is_a_missing_page(author):
    for path in ("", "/s1", "/import", "/export"):
        assert author.get(f"/studio/banks/nowhere{path}").status_code == 404


def test_a_new_bank_has_its_titles_and_leads_to_its_first_import(author):
    form = {"title_en": "Pricing", "title_th": "ราคา", "key": "pricing"}
    page = text(author.post("/studio/new-bank", data=form, follow_redirects=True))
    assert "Pricing" in page and "/studio/banks/pricing/import" in page
    row = db.session.scalars(select(Bank)).one()
    assert (row.origin, row.owner, row.languages) == ("studio", "Mali Boonsri", ["en", "th"])


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"title_en": "Pricing", "key": "Price list"}, "Use small letters"),
        ({"key": "pricing"}, "at least one language"),
        ({"title_en": "Selling", "key": "selling"}, "a bank with the key selling already"),
        ({"title_en": "Pricing", "key": ""}, "Give the bank a key"),
    ],
)
def test_a_bank_that_cannot_be_made_is_said_and_nothing_typed_is_lost(author, form, words):
    studio.studio_bank()
    page = text(author.post("/studio/new-bank", data=form), 422)
    assert words in page and form.get("title_en", "") in page
    assert len(db.session.scalars(select(Bank)).all()) == 1


MANY = [
    make.single("alpha", topic="rules", difficulty="hard", tags={"product": ["crm"]}),
    make.true_false("beta", state="draft", tags={"product": ["erp"], "competitor": ["crm"]}),
    make.single("gamma", state="retired", stem={"en": "How old is a lead?", "th": "ลีดอายุเท่าไร"}),
]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("", {"alpha", "beta", "gamma"}),
        ("topic=rules", {"alpha"}),
        ("difficulty=medium", {"beta", "gamma"}),
        ("type=true_false", {"beta"}),
        ("state=retired", {"gamma"}),
        ("tag=product:crm", {"alpha"}),
        ("tag=competitor:crm", {"beta"}),
        ("q=HOW+old", {"gamma"}),
        ("q=อายุ", {"gamma"}),
        ("q=alph", {"alpha"}),
        ("q=100%25", set()),
        ("topic=rules&state=draft", set()),
        ("topic=nonsense&tag=nonsense&state=nonsense&type=x&difficulty=y", {"alpha", "beta", "gamma"}),
    ],
)
def test_the_filter_narrows_the_list(author, query, keys):
    studio.studio_bank(questions=MANY)
    page = text(author.get(f"{BANK}?{query}"))
    assert {key for key in ("alpha", "beta", "gamma") if f'href="{BANK}/{key}"' in page} == keys
    assert 'value="product:crm"' in page


def test_only_questions_to_review_are_listed_when_asked_for(author):
    days = {"past": -3, "soon": 20, "later": 60}
    asked = [make.single(k, review_on=(NOW + timedelta(days=d)).date().isoformat()) for k, d in days.items()]
    studio.studio_bank(questions=asked)
    page = text(author.get(f"{BANK}?review=due"))
    assert f"{BANK}/past" in page and f"{BANK}/soon" in page and f"{BANK}/later" not in page
    assert "Past" in page


def test_the_list_goes_on_on_further_pages(author):
    studio.studio_bank(questions=[make.single(f"s{n:03}") for n in range(60)])
    page = text(author.get(BANK))
    assert f"{BANK}/s049" in page and f"{BANK}/s050" not in page
    following = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert f"{BANK}/s050" in text(author.get(following))


def test_how_many_quizzes_can_ask_a_question_is_said(author):
    studio.studio_bank(
        questions=[make.single("s1", topic="rules"), make.single("s2"), make.single("s3", state="draft")]
    )
    rules = catalogue.quiz("one", sections=(Draw(bank="selling", draw=1, topics=("rules",)),))
    fixed = catalogue.quiz("two", sections=(Draw(bank="selling", questions=("s1",)),))
    catalogue.publish_course("leads", rules, fixed)
    page = text(author.get(BANK))
    row = {key: page.split(f"{BANK}/{key}")[1].split("</tr>")[0] for key in ("s1", "s2", "s3")}
    assert "2 quizzes" in row["s1"] and "none" in row["s2"] and "none" in row["s3"]


def test_the_chosen_questions_change_their_state_and_the_bank_its_revision(author):
    studio.studio_bank()
    before = db.session.scalars(select(Bank.revision)).one()
    ids = [question("s1").id, question("s2").id]
    answer = author.post(f"{BANK}/states?topic=leads", data={"question": ids, "state": "draft"})
    assert (answer.status_code, answer.location) == (303, f"{BANK}?topic=leads")
    assert [question(key).state for key in ("s1", "s2", "s3")] == ["draft", "draft", "ready"]
    assert db.session.scalars(select(Bank.revision)).one() == before + 1


def test_a_question_of_another_bank_is_not_touched(author):
    studio.studio_bank()
    make.publish()
    foreign = question("q1").id
    author.post(f"{BANK}/states", data={"question": [foreign], "state": "retired"})
    assert question("q1").state == "ready"


def test_nothing_chosen_or_an_unknown_state_is_said(author):
    studio.studio_bank()
    page = author.post(f"{BANK}/states", data={"state": "draft"}, follow_redirects=True)
    assert "Choose at least one question" in text(page)
    page = author.post(
        f"{BANK}/states", data={"question": question("s1").id, "state": "gone"}, follow_redirects=True
    )
    assert "draft, ready or retired" in text(page)


def test_a_bank_of_the_content_files_is_not_changed_here(author):
    make.publish()
    page = text(author.get("/studio/banks/channel"))
    assert "comes from the content files" in page and 'name="question"' not in page and "/import" not in page
    assert author.get("/studio/banks/channel/import").status_code == 404
    author.post("/studio/banks/channel/states", data={"question": question("q1").id, "state": "retired"})
    assert question("q1").state == "ready"


def test_questions_that_a_live_quiz_cannot_do_without_stay_ready(author):
    studio.studio_bank()
    catalogue.publish_course(
        "leads", catalogue.quiz("exam", bank="selling", draw=3, title={"en": "Exam in leads"})
    )
    form = {"question": question("s1").id, "state": "retired"}
    page = text(author.post(f"{BANK}/states", data=form, follow_redirects=True))
    assert "Exam in leads" in page and "draws 3 questions" in page
    assert question("s1").state == "ready"


def test_they_cost_the_same_at_ten_times_the_questions(author, statements):
    def publish(count):
        asked = [make.single(f"s{n}", tags={"product": ["crm"]}) for n in range(count)]
        publish_bank(make.bank("selling", asked), origin="studio", now=NOW)

    def cost(path):
        statements.clear()
        text(author.get(path))
        return len(statements)

    publish(4)
    catalogue.publish_course("leads", catalogue.quiz("exam", bank="selling"))
    paths = ("/studio/banks", BANK, f"{BANK}?q=stem&tag=product:crm")
    for path in paths:
        cost(path)
    before = [cost(path) for path in paths]
    publish(45)
    for path in paths:
        cost(path)
    assert [cost(path) for path in paths] == before
    assert max(before) <= 15, statements
