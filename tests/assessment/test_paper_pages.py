"""The pages and routes of an open paper beyond one choice after another: all on one page, checks, certainty, cases,
pictures, recordings, signals, and how many statements they take.
"""

import io
import re
import wave
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.assessment.models import Attempt
from app.assessment.records import Signal
from app.assessment.services import close_attempt, grant_allowance
from app.catalogue.documents import Draw
from app.core import clock
from app.core.db import db, transaction
from app.core.storage import keep
from tests.factories import assessment as make
from tests.factories import catalogue, people

JSON = {"Accept": "application/json"}


def sound() -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as out:
        out.setparams((1, 1, 8000, 0, "NONE", ""))
        out.writeframes(bytes([128]) * 8000)
    return written.getvalue()


@pytest.fixture
def rep(app):
    return people.rep(name="Ploy Srisuwan")


@pytest.fixture
def ploy(client, rep):
    return client.sign_in(rep)


def begin(browser, questions, *, form=None, **of_quiz) -> int:
    make.publish(questions=questions)
    keys = tuple(question["key"] for question in questions)
    quiz = catalogue.quiz(
        sections=(Draw(bank="channel", questions=keys),), shuffle_questions=False, **of_quiz
    )
    catalogue.publish_course("leads", quiz)
    catalogue.publish_curriculum("basics", "leads")
    answer = browser.post("/learn/leads/quiz/attempts", data=form or {})
    return int(answer.location.rsplit("/", 1)[1])


def put(browser, attempt_id, position=1, *, sequence=1, **form):
    return browser.put(
        f"/attempts/{attempt_id}/answers/{position}", data={"sequence": sequence} | form, headers=JSON
    )


def slot(attempt_id, position=1):
    db.session.expire_all()
    return make.slots(attempt_id)[position - 1]


def form_of(page, position):
    """The part of a page that is one question."""
    return re.search(rf'<form[^>]*id="q{position}".*?</form>', page, re.S)[0]


def test_all_on_one_page_shows_every_question_with_a_form_of_its_own(ploy):
    attempt_id = begin(ploy, [make.single(f"q{n}") for n in range(5)], layout="all")
    page = ploy.get(f"/attempts/{attempt_id}").text
    for position in range(1, 6):
        form = form_of(page, position)
        assert f"Stem of q{position - 1}" in form and f"/answers/{position}#q{position}" in form
        assert "data-flag" in form
    assert page.count("data-timer") == 0


def test_words_that_ask_nothing_are_no_question_and_have_no_number(ploy):
    attempt_id = begin(ploy, [make.description("d"), make.single("a"), make.single("b")])
    page = ploy.get(f"/attempts/{attempt_id}").text
    assert "Stem of d" in page and "<title>To read" in page and "Clear my answer" not in page
    put(ploy, attempt_id, 2, choice="1")
    page = ploy.get(f"/attempts/{attempt_id}").text
    assert "Question 2 of 2" in page and "Stem of b" in page
    summary = ploy.get(f"/attempts/{attempt_id}/summary").text
    assert "Hand in 1 of 2" in summary and "1 question has no answer" in summary
    assert "Go to 2" in summary and f"/attempts/{attempt_id}?question=3" in summary


def test_the_case_stands_above_each_of_its_questions(ploy):
    case = make.description(
        "case", type="scenario", questions=[make.single("a"), make.numeric("b")], stem=make.text("A *hospital* asks."),
        markup="markdown",
    )  # fmt: skip
    attempt_id = begin(ploy, [case])
    for position in (1, 2):
        page = ploy.get(f"/attempts/{attempt_id}?question={position}").text
        assert "The case" in page and "A <em>hospital</em> asks." in page


def test_markdown_is_rendered_with_the_papers_own_pictures_and_plain_text_is_left_alone(ploy):
    sha256 = keep(b"a picture in a text", "image/png")
    words = make.text(f"See ![the field](stored:{sha256}) <b>here</b>.")
    attempt_id = begin(
        ploy,
        [make.single("a", stem=words, markup="markdown"), make.single("b", stem=make.text("A *star* <b>"))],
    )
    page = ploy.get(f"/attempts/{attempt_id}?question=1").text
    assert f'src="/attempts/{attempt_id}/pictures/{sha256}"' in page and "&lt;b&gt;here" in page
    assert "A *star* &lt;b&gt;" in ploy.get(f"/attempts/{attempt_id}?question=2").text
    assert ploy.get(f"/attempts/{attempt_id}/pictures/{sha256}").data == b"a picture in a text"


def test_a_gap_that_stands_inside_a_tag_cannot_break_out_of_it(ploy):
    stem = make.text('[x](/a "[[canarykey-list]]") [[canarykey-word]] [[canarykey-figure]]')
    attempt_id = begin(ploy, [make.cloze("c", stem=stem, markup="markdown")])
    form = form_of(ploy.get(f"/attempts/{attempt_id}").text, 1)
    assert 'title="[[1]]"' in form
    assert sorted(re.findall(r'name="gap-(\d)"', form)) == ["1", "2", "3"]


def test_a_picture_is_served_only_under_an_attempt_whose_questions_show_it(ploy, clients):
    shown, explained, other = (keep(name.encode(), "image/png") for name in ("shown", "explained", "other"))
    picture = make.picture()
    picture["file"]["sha256"] = shown
    question = make.single(
        "a", pictures=[picture], explanation=make.text(f"![why](stored:{explained})"), markup="markdown"
    )
    attempt_id = begin(ploy, [question], review="answers")
    at = f"/attempts/{attempt_id}/pictures"
    assert ploy.get(f"{at}/{shown}").data == b"shown"
    assert "no-store" not in ploy.get(f"{at}/{shown}").headers["Cache-Control"]
    for missing in (explained, other, "0" * 64, "..%2f..%2fetc", "A" * 64):
        assert ploy.get(f"{at}/{missing}").status_code == 404
    assert clients().sign_in(people.rep()).get(f"{at}/{shown}").status_code == 404
    assert clients().sign_in(people.admin()).get(f"{at}/{shown}").status_code == 404
    ploy.post(f"/attempts/{attempt_id}/submit")
    assert ploy.get(f"{at}/{shown}").status_code == 200
    assert ploy.get(f"{at}/{explained}").status_code == 200
    assert ploy.get(f"{at}/{other}").status_code == 404


def test_after_the_hand_in_pictures_go_with_the_paper_that_is_hidden(ploy):
    sha256 = keep(b"shown", "image/png")
    picture = make.picture()
    picture["file"]["sha256"] = sha256
    attempt_id = begin(ploy, [make.single("a", pictures=[picture])], review="topics")
    ploy.post(f"/attempts/{attempt_id}/submit")
    assert ploy.get(f"/attempts/{attempt_id}/pictures/{sha256}").status_code == 404


def test_an_answer_is_cleared_whatever_else_the_form_says(ploy):
    attempt_id = begin(ploy, [make.single("a")])
    put(ploy, attempt_id, choice="1")
    answer = ploy.post(
        f"/attempts/{attempt_id}/answers/1", data={"sequence": "2", "choice": "1", "clear": "1"}
    )
    assert answer.status_code == 303 and slot(attempt_id).answer == []


def test_immediate_feedback_comes_after_the_check_and_closes_the_answer(ploy):
    options = [make.option("right", right=True), make.option("wrong-1", feedback=make.text("Not so fast."))]
    attempt_id = begin(
        ploy, [make.single("a", options=options)], behaviour="immediate", shuffle_options=False
    )
    at = f"/attempts/{attempt_id}"
    assert "Not so fast." not in ploy.get(at).text and ">Check<" in ploy.get(at).text
    answer = ploy.post(f"{at}/answers/1/check", data={"sequence": "1", "choice": "2"})
    assert answer.location == f"{at}?question=1"
    page = ploy.get(f"{at}?question=1").text
    assert "Not right" in page and "Not so fast." in page and ">Check<" not in page
    assert re.search(r'<fieldset[^>]*id="q1-answer" disabled', page)
    assert put(ploy, attempt_id, sequence=2, choice="1").status_code == 422
    assert slot(attempt_id).answer == ["wrong-1"]


def test_several_tries_say_their_cost_first_then_the_hint_and_how_many_are_left(ploy):
    hints = [make.text("Look up."), make.text("Look down.")]
    question = make.numeric("n", hints=hints, penalty=0.25)
    attempt_id = begin(ploy, [question], behaviour="multi_try")
    at = f"/attempts/{attempt_id}"
    assert "You have 3 tries. Each wrong one costs 25% of the mark." in ploy.get(at).text
    told = ("Look up.", "2 more tries", "Look down.", "1 more try")
    for sequence, (first, second) in enumerate((told[:2], told[2:]), 1):
        ploy.post(f"{at}/answers/1/check", data={"sequence": sequence, "number": str(sequence)})
        page = ploy.get(at).text
        assert "Not right" in page and first in page and second in page
    ploy.post(f"{at}/answers/1/check", data={"sequence": "3", "number": "987654321", "unit": "km"})
    page = ploy.get(at).text
    assert ">Right<" in page and "CANARYKEY feedback" in page and "more tr" not in page


def test_checking_nothing_says_what_to_do(ploy):
    attempt_id = begin(ploy, [make.single("a")], behaviour="immediate")
    answer = ploy.post(f"/attempts/{attempt_id}/answers/1/check", data={"sequence": "1"})
    assert "There is no answer yet" in ploy.get(answer.location).text


def test_certainty_says_what_each_step_wins_and_costs_and_is_kept(ploy):
    attempt_id = begin(ploy, [make.single("a"), make.essay("e")], behaviour="certainty")
    page = ploy.get(f"/attempts/{attempt_id}?question=1").text
    for words in (
        "right wins 1 point, wrong costs nothing",
        "right wins 2 points, wrong costs 2",
        "right wins 3 points, wrong costs 6",
    ):
        assert words in page
    put(ploy, attempt_id, choice="1", certainty="3")
    assert slot(attempt_id).certainty == 3
    assert 'value="3" checked' in ploy.get(f"/attempts/{attempt_id}?question=1").text
    assert "How sure are you?" not in ploy.get(f"/attempts/{attempt_id}?question=2").text
    assert put(ploy, attempt_id, sequence=2, choice="1", certainty="9").status_code == 422


def record(browser, attempt_id, data, *, sequence=1, name="pitch.wav", **headers):
    return browser.post(
        f"/attempts/{attempt_id}/answers/1/recording?sequence={sequence}&name={name}",
        data=data,
        headers=JSON | headers,
        content_type="application/octet-stream",
    )


def test_a_recording_is_taken_kept_named_by_its_token_and_played_to_its_owner_alone(ploy, clients):
    attempt_id = begin(ploy, [make.pitch("p", medium="audio")])
    said = record(ploy, attempt_id, sound()).get_json()
    assert said["kept"] and said["name"] == "pitch.wav"
    kept = slot(attempt_id).answer
    assert kept["media_type"] == "audio/wav"
    assert put(ploy, attempt_id, sequence=2, file=said["token"], flagged="1").status_code == 200
    assert slot(attempt_id).answer == kept and slot(attempt_id).is_flagged
    page = ploy.get(f"/attempts/{attempt_id}")
    assert "camera=(self), microphone=(self)" in page.headers["Permissions-Policy"]
    assert said["token"] in page.text and kept["file"] not in page.text
    at = f"/attempts/{attempt_id}/answers/1/recording"
    media = ploy.get(at)
    assert (media.status_code, media.mimetype, media.data) == (
        200,
        "audio/x-wav",
        sound(),
    ) or media.data == sound()
    for other in (people.rep(), people.channel_manager(), people.admin()):
        assert clients().sign_in(other).get(at).status_code == 404
    assert put(ploy, attempt_id, sequence=3).status_code == 200
    assert slot(attempt_id).answer == {} and ploy.get(at).status_code == 404


def test_nobody_names_a_file_that_they_did_not_record(ploy):
    attempt_id = begin(ploy, [make.pitch("p", medium="audio"), make.pitch("p2", medium="audio")])
    secret = keep(b"somebody else's", "audio/wav")
    token = record(ploy, attempt_id, sound()).get_json()["token"]
    forged = {"file": secret, "media_type": "audio/wav", "name": "x"}
    assert put(ploy, attempt_id, sequence=2, **forged).status_code == 422
    assert put(ploy, attempt_id, 2, file=token).status_code == 422
    assert not slot(attempt_id, 2).answer


def test_a_recording_without_script_comes_with_the_form(ploy):
    attempt_id = begin(ploy, [make.pitch("p", medium="audio")])
    form = {"sequence": "1", "to": "summary", "recording": (io.BytesIO(sound()), "my pitch.wav")}
    answer = ploy.post(f"/attempts/{attempt_id}/answers/1", data=form, content_type="multipart/form-data")
    assert answer.location == f"/attempts/{attempt_id}/summary"
    assert slot(attempt_id).answer["name"] == "my pitch.wav"


@pytest.mark.parametrize(
    ("data", "words"), [(b"", "more than 100 MB"), (b"no sound at all", "This file is no recording")]
)
def test_what_is_no_recording_is_refused_and_the_old_one_stays(ploy, data, words):
    attempt_id = begin(ploy, [make.pitch("p", medium="audio")])
    record(ploy, attempt_id, sound())
    answer = record(ploy, attempt_id, data, sequence=2)
    assert answer.status_code == 422 and words in answer.get_json()["error"]
    assert slot(attempt_id).answer["media_type"] == "audio/wav"


def test_a_question_that_asks_for_no_recording_takes_none(ploy):
    attempt_id = begin(ploy, [make.essay("e")])
    assert record(ploy, attempt_id, sound()).status_code == 404
    assert not slot(attempt_id).answer


def test_a_recording_that_comes_too_late_is_409(ploy):
    attempt_id = begin(ploy, [make.pitch("p", medium="audio")])
    close_attempt(attempt_id, now=clock.now())
    assert record(ploy, attempt_id, sound()).status_code == 409


def test_signals_are_read_strictly_and_never_more_than_fifty_at_once(ploy):
    attempt_id = begin(ploy, [make.single("a")], honour=True, form={"honour": "yes"})
    at = f"/attempts/{attempt_id}/signals"
    sent = [
        {"kind": "left", "position": 1, "amount": 3},
        {"kind": "returned", "amount": -3},
        {"kind": "pasted", "position": "1"},
        {"kind": 7},
        {"kind": "sang"},
        {"kind": "copied", "position": 1, "amount": True},
        "left",
        None,
        *[{"kind": "pasted", "position": 1, "amount": 5}] * 100,
    ]
    assert ploy.post(at, json=sent).status_code == 204
    for nonsense in ({}, None, 5, "left"):
        assert ploy.post(at, json=nonsense).status_code == 204
    kept = db.session.execute(select(Signal.kind, Signal.amount).order_by(Signal.id)).all()
    assert kept[0] == ("left", 3) and {tuple(row) for row in kept[1:]} == {("pasted", 5)}
    assert len(kept) <= 50


def test_a_page_without_honour_does_not_watch(ploy):
    plain = begin(ploy, [make.single("a")])
    assert "data-signals" not in ploy.get(f"/attempts/{plain}").text
    close_attempt(plain, now=clock.now())
    watched = begin(ploy, [make.single("a")], honour=True, form={"honour": "yes"})
    assert f'data-signals="/attempts/{watched}/signals"' in ploy.get(f"/attempts/{watched}").text


def test_who_has_not_given_their_word_is_asked_for_it_and_no_attempt_begins(ploy):
    make.publish(questions=[make.single("a")])
    catalogue.publish_course("leads", catalogue.quiz(draw=1, honour=True))
    catalogue.publish_curriculum("basics", "leads")
    page = ploy.get("/learn/leads/quiz").text
    assert 'name="honour"' in page and "Kru notes when you leave its page" in page
    answer = ploy.post("/learn/leads/quiz/attempts")
    assert answer.location == "/learn/leads/quiz"
    assert "First state that the work will be your own" in ploy.get(answer.location).text
    assert db.session.scalars(select(Attempt)).all() == []


def test_the_timer_shows_the_deadline_and_how_long_answers_count_after_it(ploy):
    attempt_id = begin(ploy, [make.single("a")], time_limit=20, grace=5)
    timer = re.search(r'data-timer="(\d+)" data-timer-then="(\d+)"', ploy.get(f"/attempts/{attempt_id}").text)
    assert 1195 <= int(timer[1]) <= 1200 and 298 <= int(timer[2]) <= 300
    with transaction() as session:
        past = clock.now() - timedelta(minutes=2)
        session.execute(update(Attempt).where(Attempt.id == attempt_id).values(deadline_at=past))
    assert 'data-timer="0"' in ploy.get(f"/attempts/{attempt_id}").text


def test_who_was_given_more_time_has_it_on_the_page_and_before(ploy, rep):
    boss = people.channel_manager()
    grant_allowance(
        rep.id, quiz_ref=None, time_percent=150,
        reason="Reads with a screen reader", actor_id=boss.id, now=clock.now(),
    )  # fmt: skip
    attempt_id = begin(ploy, [make.single("a")], time_limit=20)
    seconds = int(re.search(r'data-timer="(\d+)"', ploy.get(f"/attempts/{attempt_id}").text)[1])
    assert 1795 <= seconds <= 1800


@pytest.mark.parametrize("behaviour", ["deferred", "multi_try"])
@pytest.mark.parametrize("layout", ["one", "all"])
@pytest.mark.parametrize("size", [3, 40])
def test_a_page_takes_the_same_statements_whatever_the_size_of_the_paper(
    ploy, statements, size, layout, behaviour
):
    attempt_id = begin(
        ploy,
        [make.single(f"q{n}") for n in range(size)],
        layout=layout,
        behaviour=behaviour,
        review="answers",
    )
    at = f"/attempts/{attempt_id}"
    ploy.get(at)
    counts = {}
    for name, ask in {
        "page": lambda: ploy.get(at),
        "put": lambda: put(ploy, attempt_id, choice="1", sequence=9),
        "result": lambda: ploy.get(f"{at}/result"),
    }.items():
        if name == "result":
            ploy.post(f"{at}/submit")
            ploy.get(f"{at}/result")
        statements.clear()
        ask()
        counts[name] = len(statements)
    assert counts["page"] == (5 if behaviour == "multi_try" else 4)
    assert counts["put"] == 3 and counts["result"] <= 12
