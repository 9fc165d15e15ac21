"""Item analysis reads the latest graded papers, tells companies only to managers, and costs the same at any size."""

import pytest

from app.assessment.analysis_queries import question_analysis, quiz_analysis
from app.assessment.services import close_attempt
from tests.factories import assessment as make
from tests.factories import people
from tests.factories.assessment import NOW

pytestmark = pytest.mark.usefixtures("app")
REF = "leads/leads-quiz"


def sat(right, **of_quiz):
    """A graded paper of a new person with so many right answers."""
    person = people.rep()
    attempt_id = make.attempt(person.id, **of_quiz)
    make.answer(attempt_id, person.id, right=right)
    close_attempt(attempt_id, now=NOW)
    return attempt_id


@pytest.fixture
def manager(app):
    make.publish(questions=[make.single("q1"), make.single("q2")])
    return people.actor(people.channel_manager())


def test_a_quiz_tells_its_papers_mean_and_questions(manager):
    for right in (2, 1, 0):
        sat(right)
    found = quiz_analysis(manager, REF)
    assert (found.papers, found.mean) == (3, pytest.approx(0.5))
    assert [item.key for item in found.items] == ["q1", "q2"]
    assert sum(item.statistics.count for item in found.items) == 6
    assert sum(item.statistics.facility for item in found.items) == pytest.approx(1.0)


def test_an_open_paper_says_nothing_yet(manager):
    make.attempt(people.rep().id)
    assert quiz_analysis(manager, REF).papers == 0


def test_options_are_counted_by_key(manager):
    sat(2)
    sat(0)
    for item in quiz_analysis(manager, REF).items:
        rows = {row.key: row for row in item.statistics.options}
        assert rows["right"].is_right and rows["right"].count == 1
        assert sum(row.count for row in rows.values()) == 2


def test_a_question_is_compared_with_the_rest_of_its_papers(manager):
    for right in (2, 2, 1, 0):
        sat(right)
    (item,) = question_analysis(manager, make.slots(sat(1))[0].question_id)
    assert item.statistics.count == 5


def test_companies_are_named_to_managers_alone(manager):
    sat(1)
    author = people.actor(people.author())
    assert all(not item.statistics.companies for item in quiz_analysis(author, REF).items)
    assert all(item.statistics.companies for item in quiz_analysis(manager, REF).items)


def test_a_rep_sees_no_answers_at_all(manager):
    sat(1)
    assert quiz_analysis(people.actor(people.rep()), REF).papers == 0


def test_an_analysis_costs_the_same_statements_at_any_size(manager, statements):
    sat(1)
    statements.clear()
    quiz_analysis(manager, REF)
    few = len(statements)
    for _ in range(10):
        sat(1)
    statements.clear()
    quiz_analysis(manager, REF)
    assert len(statements) == few == 3
