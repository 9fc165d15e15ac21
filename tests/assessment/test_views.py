"""The pages of a quiz: what they show, what they never show, and what they do when it is too late."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.assessment.models import Attempt, Slot
from app.assessment.services import close_attempt
from app.catalogue.documents import Draw
from app.core import clock
from app.core.db import db, transaction
from app.flows.finish_quiz import finish_quiz
from tests.factories import assessment as make
from tests.factories import catalogue, certification, partners, people, points

MINUTE = timedelta(minutes=1)
JSON = {"Accept": "application/json"}
QUESTIONS = [
    *(make.single(f"s{n}") for n in range(1, 4)),
    make.multiple("m1", topic="rules"),
    make.true_false("t1", topic="rules"),
]


def publish_quiz(*before, **of_quiz):
    quiz = catalogue.quiz(**{"draw": 5, "pass_mark": 0.6, **of_quiz})
    catalogue.publish_course("leads", *before, quiz, catalogue.video("after"))
    catalogue.publish_curriculum("basics", "leads")
    return quiz


@pytest.fixture
def rep(app):
    make.publish(questions=QUESTIONS)
    return people.rep(name="Ploy Srisuwan")


@pytest.fixture
def ploy(client, rep):
    return client.sign_in(rep)


def begin(browser, **of_quiz) -> int:
    """Start through the page; returns the attempt's id."""
    publish_quiz(**of_quiz)
    answer = browser.post("/learn/leads/quiz/attempts")
    assert answer.status_code == 303
    return int(answer.location.rsplit("/", 1)[1])


def save(browser, attempt_id, position=1, *, headers=None, **form):
    form = {"sequence": 1, "flagged": 0} | form
    return browser.post(f"/attempts/{attempt_id}/answers/{position}", data=form, headers=headers)


def make_overdue(attempt_id: int) -> None:
    with transaction() as session:
        late = clock.now() - 5 * MINUTE
        session.execute(
            update(Attempt).where(Attempt.id == attempt_id).values(deadline_at=late, ends_at=late)
        )


def slot(attempt_id: int, position: int = 1) -> Slot:
    db.session.expire_all()
    return make.slots(attempt_id)[position - 1]


def test_a_start_leads_to_the_attempt_and_a_second_one_to_the_same(ploy):
    attempt_id = begin(ploy)
    again = ploy.post("/learn/leads/quiz/attempts")
    assert again.location.endswith(f"/attempts/{attempt_id}")


def test_a_locked_quiz_is_not_started_and_leads_to_its_page(ploy):
    publish_quiz(catalogue.video("film"), requires=("film",))
    answer = ploy.post("/learn/leads/quiz/attempts")
    assert (answer.status_code, answer.location) == (303, "/learn/leads/quiz")
    assert db.session.scalars(select(Attempt)).all() == []


@pytest.mark.parametrize(
    "path", ["/learn/leads/after/attempts", "/learn/leads/no/attempts", "/learn/no/quiz/attempts"]
)
def test_what_is_no_quiz_cannot_be_started(ploy, path):
    publish_quiz()
    assert ploy.post(path).status_code == 404


def test_a_quiz_of_a_course_that_is_not_offered_is_missing(ploy):
    catalogue.publish_course("leads", catalogue.quiz())
    assert ploy.post("/learn/leads/quiz/attempts").status_code == 404


def test_a_start_beyond_the_limit_says_why(ploy):
    attempt_id = begin(ploy, attempts=1)
    close_attempt(attempt_id, now=clock.now())
    assert ploy.post("/learn/leads/quiz/attempts").location == "/learn/leads/quiz"
    assert db.session.scalars(select(Attempt.id)).all() == [attempt_id]


def test_an_attempt_shows_one_question_and_opens_at_the_first_without_an_answer(ploy):
    attempt_id = begin(ploy)
    save(ploy, attempt_id, 1, choice="1")
    page = ploy.get(f"/attempts/{attempt_id}").text
    stems = [f"Stem of {q['key']}" for q in QUESTIONS]
    assert sum(stem in page for stem in stems) == 1
    assert "Question 2 of 5" in page and slot(attempt_id, 2).snapshot["stem"]["en"] in page


@pytest.mark.parametrize("wanted", ["0", "6", "-1"])
def test_a_question_that_is_not_on_the_paper_is_missing(ploy, wanted):
    attempt_id = begin(ploy)
    assert ploy.get(f"/attempts/{attempt_id}?question={wanted}").status_code == 404


@pytest.mark.parametrize("review", ["score", "topics", "answers"])
def test_nothing_of_the_answer_key_is_in_any_answer_before_the_hand_in(ploy, review):
    attempt_id = begin(ploy, review=review, time_limit=15)
    answers = [ploy.get(f"/attempts/{attempt_id}?question={n}") for n in range(1, 6)]
    answers += [save(ploy, attempt_id, n, headers=JSON, choice="1") for n in range(1, 6)]
    answers += [save(ploy, attempt_id, 1, headers=JSON, choice="99", sequence=2)]
    answers += [ploy.get(f"/attempts/{attempt_id}/summary")]
    for answer in answers:
        seen = answer.text + str(answer.headers)
        assert "CANARYKEY" not in seen
        assert "explanation" not in seen and "is_right" not in seen and "also-right" not in seen
        assert "wrong-" not in seen
        assert 'value="right"' not in seen and 'value="wrong' not in seen
        assert answer.headers["Cache-Control"] == "no-store"


def test_right_and_wrong_choices_are_answered_alike(ploy):
    attempt_id = begin(ploy)
    said = [save(ploy, attempt_id, 1, headers=JSON, choice=str(n), sequence=n).get_json() for n in (1, 2)]
    for one in said:
        del one["sequence"], one["clock"]
    assert said[0] == said[1]


def test_an_autosave_answers_with_the_time_and_keeps_the_choice(ploy):
    attempt_id = begin(ploy)
    answer = save(ploy, attempt_id, 1, headers=JSON, choice="2")
    assert answer.status_code == 200
    said = answer.get_json()
    assert (said["kept"], said["sequence"]) == (True, 1)
    assert len(said["clock"]) == 5
    assert make.numbers(slot(attempt_id), set(slot(attempt_id).answer)) == ["2"]


def test_without_script_the_button_saves_and_leads_on(ploy):
    attempt_id = begin(ploy)
    assert save(ploy, attempt_id, 1, choice="1", to="2").location == f"/attempts/{attempt_id}?question=2"
    assert save(ploy, attempt_id, 2, choice="1", to="summary").location == f"/attempts/{attempt_id}/summary"
    assert 'value="1" checked' in ploy.get(f"/attempts/{attempt_id}?question=1").text


def test_a_page_sends_a_higher_number_than_the_answer_it_shows(ploy):
    attempt_id = begin(ploy)
    save(ploy, attempt_id, 1, choice="1", sequence=7)
    assert 'name="sequence" value="8"' in ploy.get(f"/attempts/{attempt_id}?question=1").text


def test_the_flag_stays_on_the_question_and_shows_in_the_summary(ploy):
    attempt_id = begin(ploy)
    answer = save(ploy, attempt_id, 3, set_flag="1", choice="1")
    assert answer.location == f"/attempts/{attempt_id}?question=3"
    assert slot(attempt_id, 3).is_flagged and slot(attempt_id, 3).answer
    assert "Question 3, answered, flagged" in ploy.get(f"/attempts/{attempt_id}/summary").text
    save(ploy, attempt_id, 3, set_flag="0", flagged="1", choice="1", sequence=2)
    assert not slot(attempt_id, 3).is_flagged


def test_an_older_answer_from_another_window_is_not_kept_and_says_so(ploy):
    attempt_id = begin(ploy)
    save(ploy, attempt_id, 1, choice="2", sequence=5)
    late = save(ploy, attempt_id, 1, headers=JSON, choice="1", sequence=3).get_json()
    assert (late["kept"], late["sequence"]) == (False, 5)
    plain = save(ploy, attempt_id, 1, choice="1", sequence=3, to="2")
    assert plain.location == f"/attempts/{attempt_id}?question=1"
    assert "answered in another window, and that newer answer is kept" in ploy.get(plain.location).text


@pytest.mark.parametrize(
    "form",
    [
        {"choice": "99"},
        {"sequence": "x"},
        {"sequence": "-1"},
        {"sequence": "9" * 30},
        {"sequence": "٣"},
        {"choice": ["1"] * 99},
    ],
)
def test_an_answer_that_cannot_be_read_is_refused_and_changes_nothing(ploy, form):
    attempt_id = begin(ploy)
    assert save(ploy, attempt_id, 1, headers=JSON, **form).status_code == 422
    assert slot(attempt_id).answer_sequence == 0


def test_the_summary_counts_and_links_what_has_no_answer(ploy):
    attempt_id = begin(ploy, attempts=3)
    for position in (1, 2, 4):
        save(ploy, attempt_id, position, choice="1")
    page = ploy.get(f"/attempts/{attempt_id}/summary").text
    assert "Hand in 3 of 5" in page and "2 questions have no answer" in page
    assert f'href="/attempts/{attempt_id}?question=5">5</a>' in page
    assert "Attempt 1 of 3." in page and "Pass mark 60%" in page
    assert "Go to 3" in page


def test_a_late_autosave_is_refused_and_the_next_page_is_the_result(ploy):
    attempt_id = begin(ploy, time_limit=15)
    make_overdue(attempt_id)
    answer = save(ploy, attempt_id, 1, headers=JSON, choice="1")
    assert (answer.status_code, answer.get_json()["next"]) == (409, f"/attempts/{attempt_id}")
    assert ploy.get(f"/attempts/{attempt_id}").location == f"/attempts/{attempt_id}/result"
    page = ploy.get(f"/attempts/{attempt_id}/result").text
    assert "The time was over at" in page and "What was saved until then has been graded" in page


@pytest.mark.parametrize("page", ["", "/summary", "/result"])
def test_any_page_of_an_overdue_attempt_hands_it_in(ploy, page):
    attempt_id = begin(ploy, time_limit=15)
    make_overdue(attempt_id)
    ploy.get(f"/attempts/{attempt_id}{page}")
    db.session.expire_all()
    assert db.session.get(Attempt, attempt_id).outcome == "expired"


def test_handing_in_twice_leads_to_the_same_result(ploy):
    attempt_id = begin(ploy)
    for _ in range(2):
        assert ploy.post(f"/attempts/{attempt_id}/submit").location == f"/attempts/{attempt_id}/result"
    assert save(ploy, attempt_id, 1, choice="1").location == f"/attempts/{attempt_id}"
    assert ploy.get(f"/attempts/{attempt_id}/summary").location == f"/attempts/{attempt_id}/result"


def test_an_open_attempt_has_no_result_yet(ploy):
    attempt_id = begin(ploy)
    assert ploy.get(f"/attempts/{attempt_id}/result").location == f"/attempts/{attempt_id}"


def hand_in(rep, attempt_id, *, right):
    make.answer(attempt_id, rep.id, right=right, now=clock.now())
    finish_quiz(attempt_id, now=clock.now())


def test_a_failed_attempt_shows_score_topics_what_to_read_and_another_try(ploy, rep):
    publish_quiz(catalogue.video("film"))
    publish_quiz(catalogue.video("film"), attempts=3, requires=("film",))
    from tests.factories import learning

    learning.finish_items(rep.id, "leads", "film")
    attempt_id = int(ploy.post("/learn/leads/quiz/attempts").location.rsplit("/", 1)[1])
    hand_in(rep, attempt_id, right=2)
    page = ploy.get(f"/attempts/{attempt_id}/result").text
    assert "Not passed yet" in page and "40%" in page and "2 of 5, pass mark 60%" in page
    assert "Rules of engagement" in page and "Leads" in page
    assert 'href="/learn/leads/film"' in page and "Film film" in page
    assert "Try again" in page and "You have 2 attempts left" in page
    assert "Right answers are not shown" in page and "CANARYKEY" not in page


def test_the_last_failed_attempt_says_whom_to_ask(ploy, rep):
    attempt_id = begin(ploy, attempts=1)
    hand_in(rep, attempt_id, right=0)
    page = ploy.get(f"/attempts/{attempt_id}/result").text
    assert "Ask your channel manager" in page and "Try again" not in page


def test_a_pass_shows_the_certification_the_points_and_the_next_item(ploy, rep):
    certification.publish_certification("seller", certification.exam("leads/quiz"))
    points.publish_rules()
    attempt_id = begin(ploy)
    hand_in(rep, attempt_id, right=5)
    page = ploy.get(f"/attempts/{attempt_id}/result").text
    assert "You hold Certified Seller, Ploy Srisuwan" in page
    assert "100%" in page and "points</strong>" in page
    assert "Next: Film after" in page


def test_right_answers_are_shown_when_the_policy_says_so_and_hidden_while_sitting_again(ploy, rep):
    attempt_id = begin(ploy, review="answers")
    hand_in(rep, attempt_id, right=1)
    page = ploy.get(f"/attempts/{attempt_id}/result").text
    assert page.count("CANARYKEY explains") == 5 and "right answer, yours" in page
    begin(ploy, review="answers")
    page = ploy.get(f"/attempts/{attempt_id}/result").text
    assert "CANARYKEY" not in page and "hidden while you sit this quiz again" in page


def test_a_void_attempt_shows_no_score(ploy, rep):
    attempt_id = begin(ploy)
    hand_in(rep, attempt_id, right=5)
    with transaction() as session:
        session.execute(
            update(Attempt).where(Attempt.id == attempt_id).values(outcome="void", voided_at=clock.now())
        )
    page = ploy.get(f"/attempts/{attempt_id}/result").text
    assert "declared void" in page and "100%" not in page


def routes(attempt_id: int):
    return [
        ("GET", f"/attempts/{attempt_id}"),
        ("GET", f"/attempts/{attempt_id}/summary"),
        ("GET", f"/attempts/{attempt_id}/result"),
        ("POST", f"/attempts/{attempt_id}/submit"),
        ("POST", f"/attempts/{attempt_id}/answers/1"),
    ]


@pytest.mark.parametrize("who", ["rep", "partner_admin", "author", "channel_manager", "admin"])
def test_a_foreign_attempt_cannot_be_told_from_a_missing_one(ploy, clients, who):
    attempt_id = begin(ploy)
    other = clients().sign_in(getattr(people, who)())
    for real, missing in zip(routes(attempt_id), routes(999_999_999), strict=True):
        data = {"sequence": 1, "choice": "1"}
        answers = [other.open(path, method=method, data=data) for method, path in (real, missing)]
        assert [a.status_code for a in answers] == [404, 404], real
    assert slot(attempt_id).answer == [] and db.session.get(Attempt, attempt_id).closed_at is None


def test_a_number_too_large_for_the_database_is_missing(ploy):
    assert ploy.get("/attempts/99999999999999999999").status_code == 404


@pytest.mark.parametrize(("who", "code"), [("channel_manager", 200), ("partner_admin", 200), ("rep", 404)])
def test_a_result_is_also_for_whoever_may_see_the_person_but_never_its_answers(app, clients, who, code):
    make.publish(questions=QUESTIONS)
    company = partners.company()
    rep = people.rep(at=company, name="Ploy Srisuwan")
    attempt_id = begin(clients().sign_in(rep), review="answers")
    hand_in(rep, attempt_id, right=5)
    seat = {} if who == "channel_manager" else {"at": company}
    answer = clients().sign_in(getattr(people, who)(**seat)).get(f"/attempts/{attempt_id}/result")
    assert answer.status_code == code
    assert "CANARYKEY" not in answer.text
    assert ("Sat by Ploy Srisuwan" in answer.text) is (code == 200)


def test_switching_the_language_keeps_the_answers(ploy, rep):
    attempt_id = begin(ploy)
    save(ploy, attempt_id, 1, choice="2")
    ploy.post("/language", data={"language": "th", "next": f"/attempts/{attempt_id}?question=1"})
    page = ploy.get(f"/attempts/{attempt_id}?question=1").text
    assert slot(attempt_id).snapshot["stem"].get("th", "") in page
    assert 'value="2" checked' in page


@pytest.mark.parametrize("size", [3, 40])
def test_the_pages_take_the_same_statements_whatever_the_size_of_the_paper(client, app, statements, size):
    make.publish(questions=[make.single(f"q{n}", topic=("leads", "rules")[n % 2]) for n in range(size)])
    certification.publish_certification("seller", certification.exam("leads/quiz"))
    rep = people.rep()
    ploy = client.sign_in(rep)
    attempt_id = begin(ploy, sections=(Draw(bank="channel", draw=size),), pass_mark=0.1)
    counts = {}
    for name, ask in {
        "attempt": lambda: ploy.get(f"/attempts/{attempt_id}"),
        "save": lambda: save(ploy, attempt_id, 1, headers=JSON, choice="1"),
        "summary": lambda: ploy.get(f"/attempts/{attempt_id}/summary"),
        "result": lambda: (
            hand_in(rep, attempt_id, right=size),
            statements.clear(),
            ploy.get(f"/attempts/{attempt_id}/result"),
        ),
    }.items():
        ask()
        statements.clear()
        ask() if name != "result" else ploy.get(f"/attempts/{attempt_id}/result")
        counts[name] = len(statements)
    assert counts == {"attempt": 4, "save": 2, "summary": 3, "result": 8}
