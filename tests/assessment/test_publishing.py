"""Publishing banks: what makes a version, what only a label, and who may write where."""

from datetime import date

import msgspec
import pytest
from sqlalchemy import func, select

from app.assessment.models import Bank, Question, QuestionVersion
from app.assessment.questions import QuestionDocument
from app.assessment.services import publish_bank
from app.assessment.services.publishing import keep_questions
from app.core.db import db, transaction
from app.core.errors import DomainError, NotVisible
from tests.factories import assessment as make
from tests.factories import people
from tests.factories.assessment import NOW


def question(values) -> QuestionDocument:
    return msgspec.convert(values, QuestionDocument)


def published(*questions, **values):
    return publish_bank(make.bank(questions=list(questions)), now=NOW, **values)


def row(key: str) -> Question:
    db.session.expire_all()
    return db.session.scalars(select(Question).where(Question.key == key)).one()


def revision() -> int:
    return db.session.scalars(select(Bank.revision)).one()


def versions() -> int:
    return db.session.scalar(select(func.count()).select_from(QuestionVersion)) or 0


@pytest.fixture
def studio(app) -> int:
    """A bank of the studio with one question."""
    return published(make.single("q1"), origin="studio").bank_id


@pytest.mark.parametrize(
    "label",
    [
        {"state": "draft"},
        {"owner": "Mali Boonsri"},
        {"review_on": date(2027, 3, 1)},
        {"tags": {"product": ("kru",)}},
    ],
)
def test_another_state_owner_date_or_tag_makes_no_version_but_a_new_revision(app, label):
    published(make.single("q1"))
    before = revision()
    done = published(make.single("q1", **label))
    assert (done.added, done.changed, done.relabelled, done.is_new) == (0, 0, 1, True)
    assert versions() == 1 and revision() == before + 1
    again = published(make.single("q1", **label))
    assert not again.is_new and revision() == before + 1


def test_a_new_wording_is_a_version_of_the_person_who_wrote_it(app):
    author = people.author().id
    published(make.single("q1"))
    before = revision()
    done = published(make.single("q1", difficulty="hard"), actor_id=author)
    assert (done.changed, done.relabelled) == (1, 0) and revision() > before
    newest = db.session.get_one(QuestionVersion, row("q1").current_version_id)
    assert (newest.number, newest.created_by, row("q1").difficulty) == (2, author, "hard")


def test_what_a_draw_needs_to_know_stands_on_the_row(app):
    published(make.scenario("case", tags={"objective": ["qualify"]}), make.description("words"))
    assert (row("case").type, row("case").marks, row("case").tags) == (
        "scenario",
        2,
        {"objective": ["qualify"]},
    )
    assert (row("words").type, row("words").marks) == ("description", 0)


def test_the_questions_of_a_scenario_are_part_of_its_wording(app):
    published(make.scenario())
    done = published(make.scenario(questions=[make.single("first"), make.true_false("second", answer=False)]))
    assert done.changed == 1


def test_the_files_do_not_publish_over_a_bank_of_the_studio(studio):
    with pytest.raises(DomainError, match="written in the studio"):
        published(make.single("q1", difficulty="hard"))
    assert versions() == 1


def test_the_studio_does_not_publish_over_a_bank_of_the_files(app):
    bank_id = published(make.single("q1")).bank_id
    with pytest.raises(DomainError, match="comes from the content files"):
        published(make.single("q2"), origin="studio")
    with pytest.raises(DomainError, match="comes from the content files"):
        keep_questions(bank_id, [question(make.single("q2"))], actor_id=None, now=NOW)


def test_questions_come_to_a_bank_of_the_studio_one_by_one_and_all_others_stay(studio):
    author = people.author().id
    came = keep_questions(
        studio,
        [question(make.single("q2")), question(make.single("q1", difficulty="hard"))],
        actor_id=author,
        now=NOW,
    )
    assert (came.added, came.changed, came.retired) == (1, 1, 0)
    before = revision()
    assert not keep_questions(studio, [question(make.single("q2"))], actor_id=author, now=NOW).is_new
    assert revision() == before and row("q1").state == row("q2").state == "ready"


def test_more_questions_than_are_looked_up_by_key_come_at_once(studio, monkeypatch):
    monkeypatch.setattr("app.assessment.services.publishing.FEW", 2)
    keys = [f"q{n}" for n in range(1, 5)]
    assert (
        keep_questions(studio, [question(make.single(key)) for key in keys], actor_id=None, now=NOW).added
        == 3
    )


@pytest.mark.parametrize(
    "values",
    [make.single("q2", topic="prices"), make.scenario(questions=[make.single("q", topic="prices")])],
)
def test_a_topic_that_the_bank_does_not_have_is_refused_also_within_a_scenario(studio, values):
    with pytest.raises(DomainError, match="no topic prices") as refusal:
        keep_questions(studio, [question(values)], actor_id=None, now=NOW)
    assert refusal.value.field == "topic"


def test_a_bank_that_is_not_there_is_not_visible(app):
    with pytest.raises(NotVisible):
        keep_questions(12345, [], actor_id=None, now=NOW)


def test_two_banks_of_the_same_id_hardly_ever_have_the_same_revision(app):
    with transaction() as session:
        made = [Bank(key=f"b{n}", title={}, topics={}, languages=["en"]) for n in range(3)]
        session.add_all(made)
        session.flush()
        assert len({bank.revision for bank in made}) == 3
