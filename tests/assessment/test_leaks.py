"""Nothing of the answer key of any type is in any answer of the server before it is released."""

import re

import pytest

from app.assessment.grading import model_answer
from app.assessment.paper import answer_from, values_of
from app.assessment.services import close_attempt
from app.assessment.snapshots import question_of
from app.catalogue.documents import Draw
from app.core import clock
from app.core.storage import keep
from tests.factories import assessment as make
from tests.factories import catalogue, people

SECRETS = re.compile(
    r"canarykey|987654321|CANARYKEY|explanation|is_right|also-right|wrong-\d|value=\"(right|wrong)|0, 0, 487|750, 500",
    re.I,
)
JSON = {"Accept": "application/json"}
FORMS = {
    "single": {"choice": "1"}, "multiple": {"choice": ["1", "2"]}, "true_false": {"choice": "1"},
    "matching": {"pair-1": "1", "pair-2": "2"}, "ordering": {"place-1": "1", "place-2": "2"},
    "categorise": {"pair-1": "1"}, "cloze": {"gap-1": "1", "gap-2": "so", "gap-3": "7"},
    "numeric": {"number": "7", "unit": "km"}, "short_text": {"text": "so"}, "hotspot": {"point": "9,9"},
    "essay": {"text": "so"}, "pitch": {}, "description": {},
}  # fmt: skip
UNREADABLE = {
    "choice": "right", "pair-1": "canary", "place-1": "77", "gap-1": "77", "unit": "mile", "text": "x" * 20_001,
    "point": "2000,1", "file": "forged",
}  # fmt: skip


def questions():
    """One of every type, in a case of its own too."""
    of_a_case = [make.single("case-single"), make.short_text("case-text")]
    case = make.description("the-case", type="scenario", questions=of_a_case)
    return [*make.of_every_type(), case]


@pytest.fixture
def ploy(client, app):
    keep(b"a picture", "image/png")
    make.publish(questions=questions())
    return client.sign_in(people.rep())


def begin(browser, **of_quiz):
    keys = tuple(question["key"] for question in questions())
    quiz = catalogue.quiz(sections=(Draw(bank="channel", questions=keys),), **of_quiz)
    catalogue.publish_course("leads", quiz)
    catalogue.publish_curriculum("basics", "leads")
    return int(browser.post("/learn/leads/quiz/attempts").location.rsplit("/", 1)[1])


def kinds(attempt_id):
    return {slot.position: slot.snapshot["type"] for slot in make.slots(attempt_id)}


def asked_everything(browser, attempt_id):
    """Every page and reply of an open paper, for readable and unreadable answers, with and without script."""
    at = f"/attempts/{attempt_id}"
    for position, kind in kinds(attempt_id).items():
        form = {"sequence": "1", **FORMS[kind]}
        yield browser.get(f"{at}?question={position}")
        yield browser.put(f"{at}/answers/{position}", data=form, headers=JSON)
        yield browser.post(f"{at}/answers/{position}", data=form | {"sequence": "2", "to": "summary"})
        for name, value in UNREADABLE.items():
            yield browser.put(f"{at}/answers/{position}", data={"sequence": "3", name: value}, headers=JSON)
        yield browser.post(f"{at}/answers/{position}/check", data=form | {"sequence": "4"}, headers=JSON)
        yield browser.get(f"{at}?question={position}")
        yield browser.get(f"{at}/answers/{position}/recording")
    yield browser.get(at)
    yield browser.get(f"{at}/summary")
    yield browser.get(f"{at}/result")
    for letter in "ab":
        yield browser.get(f"{at}/pictures/{letter * 64}")


@pytest.mark.parametrize("layout", ["one", "all"])
@pytest.mark.parametrize("behaviour", ["deferred", "certainty"])
@pytest.mark.parametrize("language", ["en", "th"])
def test_no_page_and_no_reply_holds_anything_of_the_key_before_the_hand_in(ploy, layout, behaviour, language):
    attempt_id = begin(ploy, layout=layout, behaviour=behaviour, review="answers")
    ploy.post("/language", data={"language": language, "next": "/"})
    count = 0
    for answer in asked_everything(ploy, attempt_id):
        seen = answer.text + str(answer.headers)
        found = SECRETS.search(re.sub(r'name="csrf_token"[^>]*|nonce[^;]*', "", seen))
        assert not found, f"{found} in {answer.request.path}"
        count += 1
    assert count > 150


@pytest.mark.parametrize("behaviour", ["immediate", "multi_try"])
def test_a_check_tells_of_its_own_question_and_of_no_other(ploy, behaviour):
    attempt_id = begin(ploy, layout="all", behaviour=behaviour, review="topics")
    by_kind = {kind: position for position, kind in kinds(attempt_id).items()}
    at = f"/attempts/{attempt_id}"
    ploy.post(f"{at}/answers/{by_kind['numeric']}/check", data={"sequence": "1", "number": "5"})
    page = ploy.get(at).text
    form = re.search(rf'<form[^>]*id="q{by_kind["numeric"]}".*?</form>', page, re.S)[0]
    assert "Not right" in form
    assert ("CANARYKEY hints" in form) is (behaviour == "multi_try")
    assert not SECRETS.search(page.replace(form, ""))
    assert "CANARYKEY explains" not in form and "987654321" not in form


def test_the_right_answer_is_told_after_the_last_check_only_where_the_policy_shows_it_straight_after(ploy):
    for review, is_told in (("answers", True), ("topics", False)):
        attempt_id = begin(ploy, layout="all", behaviour="immediate", review=review)
        by_kind = {kind: position for position, kind in kinds(attempt_id).items()}
        at = f"/attempts/{attempt_id}"
        ploy.post(f"{at}/answers/{by_kind['numeric']}/check", data={"sequence": "1", "number": "5"})
        assert ("CANARYKEY explains numeric" in ploy.get(at).text) is is_told
        close_attempt(attempt_id, now=clock.now())


@pytest.mark.parametrize("kind", [kind for kind, form in FORMS.items() if form])
def test_right_and_wrong_answers_get_the_same_reply_byte_for_byte(ploy, kind):
    attempt_id = begin(ploy)
    position = next(p for p, k in kinds(attempt_id).items() if k == kind)
    question = question_of(make.slots(attempt_id)[position - 1].snapshot)
    right = values_of(question, model_answer(question)) or {"text": ["something else"]}
    replies = []
    for form in (FORMS[kind], right):
        sequence = len(replies) + 1
        answer = ploy.put(
            f"/attempts/{attempt_id}/answers/{position}", data={"sequence": sequence, **form}, headers=JSON
        )
        said = re.sub(r'"(clock|sequence)":[^,}]*', "", answer.text)
        replies.append((answer.status_code, said, len(answer.data)))
    assert replies[0] == replies[1]
    assert answer_from(question, right) == make.slots(attempt_id)[position - 1].answer


@pytest.mark.parametrize("review", ["score", "topics"])
def test_after_the_hand_in_the_paper_stays_hidden_unless_the_policy_releases_it(ploy, review):
    attempt_id = begin(ploy, review=review)
    ploy.post(f"/attempts/{attempt_id}/submit")
    page = ploy.get(f"/attempts/{attempt_id}/result").text
    assert not SECRETS.search(re.sub(r'name="csrf_token"[^>]*|nonce[^;]*', "", page))


def test_the_review_of_every_type_shows_its_right_answer_when_it_is_released(ploy):
    attempt_id = begin(ploy, review="answers")
    ploy.post(f"/attempts/{attempt_id}/submit")
    page = ploy.get(f"/attempts/{attempt_id}/result").text
    assert page.count("CANARYKEY explains") >= 14
    assert "987654321" in page and "Right places" in page
    for words in ("Choice Harbour", "Side a", "Step four", "Kind tree"):
        assert words in page
    assert page.count("Question ") >= 14
    assert list(kinds(attempt_id).values()).count("description") == 1


def test_the_keys_that_authors_gave_never_leave_not_even_in_the_review(ploy):
    attempt_id = begin(ploy, review="answers")
    ploy.post(f"/attempts/{attempt_id}/submit")
    page = ploy.get(f"/attempts/{attempt_id}/result").text
    assert "canarykey-" not in page and "wrong-1" not in page
