"""Pages of learning: what each shows, what is closed at every address, and what never leaves the vendor."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.catalogue.documents import AudienceRule, File, Objection
from app.core.clock import now
from app.core.storage import keep
from app.learning import queries
from app.learning.completion import accepted_words
from app.learning.services import enrol, open_viewing
from tests.conftest import Client
from tests.factories import catalogue as make
from tests.factories import people as make_people
from tests.factories.learning import finish_course, finish_items
from tests.factories.partners import company


def text(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def offer(*items: Any, key: str = "leads", **more: Any) -> None:
    """A course that is offered to everybody."""
    make.publish_course(key, *items)
    make.publish_curriculum("essentials", key, **more)


def post(client: Client, path: str, **values: Any) -> TestResponse:
    return client.post(path, data=values, headers={"Accept": "application/json"})


@pytest.fixture
def person(app: Flask) -> Any:
    return make_people.rep(name="Ploy Srisuwan")


@pytest.fixture
def browser(client: Client, person: Any) -> Client:
    return client.sign_in(person)


def test_without_anything_to_learn_the_page_says_so(browser: Client) -> None:
    assert "Nothing to learn yet" in text(browser.get("/learn"))


def test_an_offered_curriculum_can_be_started_and_is_then_one_s_own(browser: Client, person: Any) -> None:
    offer(make.video())
    page = text(browser.get("/learn"))
    assert "Offered to you" in page
    answer = browser.post("/learn/curricula/essentials/start")
    assert (answer.status_code, answer.location) == (303, "/learn/curricula/essentials")
    assert queries.record_of(person.id).following["essentials"].source == "self"
    page = text(browser.get("/learn"))
    assert "Your curricula" in page
    assert "Offered to you" not in page


def test_what_is_not_meant_for_somebody_is_as_missing_as_what_does_not_exist(browser: Client) -> None:
    offer(make.video(), make.acknowledgement(), audience=AudienceRule(tiers=("platinum",)))
    hidden = [
        browser.get("/learn/leads"),
        browser.get("/learn/leads/film"),
        browser.get("/learn/leads/film/transcript"),
        browser.get("/learn/curricula/essentials"),
        post(browser, "/learn/leads/film/viewings"),
        post(browser, "/learn/leads/film/beacon", token="x", sequence="1"),
        post(browser, "/learn/leads/rules/acknowledge", name="Ploy Srisuwan"),
        browser.post("/learn/curricula/essentials/start"),
    ]
    missing = [browser.get("/learn/nothing"), browser.get("/learn/nothing/film")]
    assert [answer.status_code for answer in hidden + missing] == [404] * 10
    assert text(hidden[0]).replace("leads", "") != ""
    assert "Course leads" not in "".join(text(answer) for answer in hidden)


def test_a_course_shows_each_item_with_its_state_and_what_is_missing(browser: Client, person: Any) -> None:
    offer(make.video(), make.playbook(), make.quiz(requires=("film", "playbook")))
    finish_items(person.id, "leads", "film")
    open_viewing(person.id, "leads", make.playbook(), now=now())
    page = text(browser.get("/learn/leads"))
    assert "1 of 3 items done" in page
    assert "Still missing: 2 sections to read and 2 steps to tick." in page
    assert "Opens when you have finished Playbook playbook." in page
    assert 'aria-current="step"' in page


def test_finishing_a_course_names_what_it_earns_and_opens(browser: Client, person: Any) -> None:
    make.publish_course("leads", make.video())
    make.publish_course("numbers", make.video())
    make.publish_curriculum("essentials", "leads", "numbers", after={"numbers": ("leads",)})
    page = text(browser.get("/learn/leads"))
    assert "opens Course numbers" in page
    closed = browser.get("/learn/numbers")
    assert closed.status_code == 200
    assert "This course is not open yet." in text(closed)
    finish_course(person.id, "leads")
    assert "This course is not open yet." not in text(browser.get("/learn/numbers"))


LOCKED = [
    ("get", "/learn/leads/film-2"),
    ("get", "/learn/leads/film-2/transcript"),
    ("get", "/learn/leads/film-2/files/{sha}/film-2.mp4"),
    ("post", "/learn/leads/film-2/viewings"),
    ("post", "/learn/leads/film-2/beacon"),
    ("get", "/learn/leads/steps"),
    ("post", "/learn/leads/steps/steps"),
    ("get", "/learn/leads/rules"),
    ("post", "/learn/leads/rules/acknowledge"),
    ("get", "/learn/leads/quiz"),
]


@pytest.mark.parametrize(("method", "path"), LOCKED)
def test_a_lock_holds_at_every_address_and_names_the_unmet_rule(
    browser: Client, person: Any, method: str, path: str
) -> None:
    first = ("first",)
    media = File(sha256=keep(b"a film", "video/mp4"), media_type="video/mp4", name="film-2.mp4")
    closed = make.video("film-2", requires=first, media=media)
    offer(
        make.video("first", minutes=7),
        closed,
        make.playbook("steps", requires=first),
        make.acknowledgement(requires=first),
        make.quiz(requires=first),
    )
    address = path.format(sha=closed.media.sha256)
    answer = getattr(browser, method)(address)
    assert answer.status_code == 403
    assert "Film first" in text(answer)
    assert 'href="/learn/leads/first"' in text(answer)
    assert "about 7 min" in text(answer)
    assert getattr(browser, method)(address, headers={"Accept": "application/json"}).json["missing"] == [
        "first"
    ]
    finish_items(person.id, "leads", "first")
    assert getattr(browser, method)(address).status_code != 403


def test_a_course_that_waits_for_another_is_locked_at_its_items(browser: Client) -> None:
    make.publish_course("leads", make.video())
    make.publish_course("numbers", make.video())
    make.publish_curriculum("essentials", "leads", "numbers", after={"numbers": ("leads",)})
    for answer in (browser.get("/learn/numbers/film"), post(browser, "/learn/numbers/film/beacon")):
        assert answer.status_code == 403
        assert "leads" in text(answer)


def test_authors_may_look_at_anything_in_any_order(client: Client) -> None:
    offer(make.video("first"), make.video(requires=("first",)))
    assert client.sign_in(make_people.author()).get("/learn/leads/film").status_code == 200


def test_a_file_is_served_only_as_part_of_an_open_item(app: Flask, browser: Client) -> None:
    film = b"not really a film"
    media = File(sha256=keep(film, "video/mp4"), media_type="video/mp4", name="film.mp4")
    stray = keep(b"somebody else's file", "video/mp4")
    offer(make.video(media=media), make.playbook())
    answer = browser.get(f"/learn/leads/film/files/{media.sha256}/film.mp4")
    assert (answer.status_code, answer.data) == (200, film)
    for path in (
        f"/learn/leads/film/files/{stray}/film.mp4",
        f"/learn/leads/film/files/{media.sha256}/other.mp4",
        f"/learn/leads/playbook/files/{media.sha256}/film.mp4",
    ):
        assert browser.get(path).status_code == 404


def test_the_film_s_captions_are_chosen_in_the_reader_s_language(client: Client) -> None:
    offer(make.video())
    page = text(client.sign_in(make_people.rep(language="th")).get("/learn/leads/film"))
    assert 'srclang="th" label="ภาษาไทย" default' in page
    assert "ลีดหายในวันศุกร์" in page


def test_watching_is_credited_over_http_and_finishes_the_film(
    browser: Client, person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(make.video(duration=20), make.playbook())
    began = now()
    moment = [began]
    monkeypatch.setattr("app.core.clock.now", lambda: moment[0])
    opened = post(browser, "/learn/leads/film/viewings")
    assert opened.status_code == 201
    token = opened.json["token"]
    moment[0] = began + timedelta(seconds=10)
    half = post(
        browser,
        "/learn/leads/film/beacon",
        token=token,
        sequence="1",
        place="10",
        marks='{"played": [[0, 10, 1]]}',
    ).json
    assert (half["percent"], half["complete"], half["seen"]) == (50, False, [[0.0, 10.0]])
    assert "50%" in half["missing"]
    replay = post(
        browser, "/learn/leads/film/beacon", token=token, sequence="1", marks='{"played": [[10, 20, 1]]}'
    ).json
    assert (replay["accepted"], replay["percent"]) == (False, 50)
    page = text(browser.get("/learn/leads/film"))
    assert 'data-start="10.0"' in page
    moment[0] = began + timedelta(seconds=20)
    end = post(
        browser, "/learn/leads/film/beacon", token=token, sequence="2", marks='{"played": [[10, 20, 1]]}'
    ).json
    assert (end["finished"], end["complete"], end["missing"]) == (True, True, "")
    assert [one.item_key for one in queries.items_completed(person.id)] == ["film"]


@pytest.mark.parametrize(
    "values",
    [
        {"sequence": "1", "marks": "nonsense"},
        {"sequence": "-1", "marks": "{}"},
        {"sequence": "1", "marks": '{"finished": true}'},
        {"sequence": "1", "marks": '{"played": [[0, NaN, 1]]}'},
        {"sequence": "1", "marks": '{"played": [[0, 1, 1]' + ",[0, 1, 1]" * 300 + "]}"},
        {"sequence": "1", "marks": "[" * 20000},
        {"sequence": "99999999999", "marks": "{}"},
        {"marks": "{}"},
    ],
)
def test_what_is_no_report_is_refused_and_earns_nothing(
    browser: Client, person: Any, values: dict[str, str]
) -> None:
    offer(make.video())
    token = post(browser, "/learn/leads/film/viewings").json["token"]
    answer = post(browser, "/learn/leads/film/beacon", token=token, **values)
    assert answer.status_code == 422
    go = queries.record_of(person.id).current["leads"]
    assert queries.progress_in(go.id)["film"][0].evidence == {}


def test_somebody_else_s_report_is_as_missing_as_a_made_up_one(
    browser: Client, clients: Any, app: Flask
) -> None:
    offer(make.video())
    token = post(browser, "/learn/leads/film/viewings").json["token"]
    stranger = clients().sign_in(make_people.rep())
    foreign = post(stranger, "/learn/leads/film/beacon", token=token, sequence="1")
    made_up = post(stranger, "/learn/leads/film/beacon", token="nonsense", sequence="1")
    assert (foreign.status_code, foreign.data) == (made_up.status_code, made_up.data)
    assert foreign.status_code == 404


def test_a_page_opened_before_its_words_changed_must_be_loaded_again(browser: Client) -> None:
    offer(make.video())
    token = post(browser, "/learn/leads/film/viewings").json["token"]
    make.publish_course("leads", make.video(hash="new words"))
    assert post(browser, "/learn/leads/film/beacon", token=token, sequence="1").status_code == 409


def test_ticks_are_saved_without_script_and_with_it(browser: Client, person: Any) -> None:
    offer(make.playbook())
    form = browser.post("/learn/leads/playbook/steps", data={"step": ["1.1"]})
    assert (form.status_code, form.location) == (303, "/learn/leads/playbook")
    assert 'data-step="1.1" checked' in text(browser.get("/learn/leads/playbook"))
    one = post(browser, "/learn/leads/playbook/steps", changed="1.2", step="1.2").json
    assert one["missing"] == "Still missing: 2 sections to read."
    post(browser, "/learn/leads/playbook/steps", changed="1.1")
    page = text(browser.get("/learn/leads/playbook"))
    assert 'data-step="1.2" checked' in page
    assert 'data-step="1.1" checked' not in page


SECRET = make.line("CANARY-INTERNAL", audience="internal")


def rival() -> Any:
    return make.card(
        positioning=SECRET,
        why_we_lose=(SECRET,),
        traps=(SECRET,),
        objections=(
            Objection("free", make.both("Rival is free"), make.line("Free to fetch"), (SECRET,)),
            Objection("secret", make.both("CANARY-SAID"), SECRET),
        ),
    )


def test_internal_lines_never_reach_a_partner(browser: Client, client: Client, clients: Any) -> None:
    offer(rival())
    page = text(browser.get("/learn/leads/card"))
    assert "Free to fetch" in page
    assert "CANARY" not in page
    inside = text(clients().sign_in(make_people.channel_manager()).get("/learn/leads/card"))
    assert "CANARY-INTERNAL" in inside
    opened = post(browser, "/learn/leads/card/viewings")
    answer = post(
        browser,
        "/learn/leads/card/beacon",
        token=opened.json["token"],
        sequence="1",
        marks='{"opened": ["free"]}',
    ).json
    assert (answer["finished"], answer["places"]) == (True, ["free"])


def test_a_vendor_person_acting_for_a_partner_sees_no_internal_line(client: Client) -> None:
    offer(rival())
    both = make_people.person("rep", at=company())
    assert "CANARY" not in text(client.sign_in(both).get("/learn/leads/card"))


def test_a_line_past_its_date_says_not_to_quote_it(browser: Client) -> None:
    yesterday = now().date() - timedelta(days=2)
    offer(make.card(strengths=(make.line("Forty languages", verify_by=yesterday),)))
    page = text(browser.get("/learn/leads/card"))
    assert "Do not quote this until it is checked again." in page
    assert "1 line is past its date" in page


def test_a_text_is_accepted_under_one_s_own_name_and_shows_it(browser: Client, person: Any) -> None:
    rules = make.acknowledgement(version="4")
    offer(rules)
    words = accepted_words(rules)["en"]
    assert words in text(browser.get("/learn/leads/rules"))
    path = "/learn/leads/rules/acknowledge"
    wrong = browser.post(path, data={"name": "Somebody Else", "words": words})
    assert wrong.status_code == 422
    assert "Type your name as it stands in your account" in text(wrong)
    old = browser.post(path, data={"name": person.name, "words": "0" * 64})
    assert "The text was changed while you read it." in text(old)
    assert queries.items_completed(person.id) == []
    assert browser.post(path, data={"name": person.name, "words": words}).status_code == 303
    page = text(browser.get("/learn/leads/rules"))
    assert "You accepted this" in page
    assert words[:12] in page


def test_a_new_version_of_a_text_asks_again_and_says_so(browser: Client, person: Any) -> None:
    offer(make.acknowledgement(version="4"), make.video())
    finish_items(person.id, "leads", "rules")
    from app.learning.services import acknowledge

    rules = make.acknowledgement(version="4")
    acknowledge(
        person.id,
        "leads",
        rules,
        language="en",
        words=accepted_words(rules)["en"],
        own_name=person.name,
        name=person.name,
        now=now(),
    )
    make.publish_course("leads", make.acknowledgement(version="5"), make.video())
    page = text(browser.get("/learn/leads/rules"))
    assert "You accepted version 4" in page
    assert "Accept version 5" in page


def test_a_quiz_says_what_it_asks_before_it_starts(browser: Client) -> None:
    offer(make.quiz(time_limit=15, attempts=3))
    page = text(browser.get("/learn/leads/quiz"))
    for words in ("15 min", "80%", "3 left of 3", "Start the quiz", "/learn/leads/quiz/attempts"):
        assert words in page


def test_a_datasheet_shows_its_pages_with_their_words(browser: Client) -> None:
    offer(make.datasheet(pages=2))
    page = text(browser.get("/learn/leads/sheet"))
    assert "Page 2 of 2" in page
    assert "sheet page 2" in page


def test_a_transcript_leads_to_its_seconds(browser: Client) -> None:
    offer(make.video(), make.playbook())
    assert 'href="/learn/leads/film?t=4.0"' in text(browser.get("/learn/leads/film/transcript"))
    assert browser.get("/learn/leads/playbook/transcript").status_code == 404


def test_a_partner_admin_assigns_to_their_own_people_only(client: Client, app: Flask) -> None:
    offer(make.video())
    home = company()
    boss = make_people.partner_admin(at=home)
    own, foreign = make_people.rep(at=home), make_people.rep()
    browser = client.sign_in(boss)
    path = "/learn/curricula/essentials/assign"
    page = text(browser.get(path))
    assert own.name in page
    assert foreign.name not in page
    assert browser.get(f"{path}?company={make_people.open_seat(foreign.id)}999").status_code == 404
    refused = browser.post(path, data={"people": [str(foreign.id)]})
    assert refused.status_code == 422
    done = browser.post(path, data={"people": [str(own.id)], "due_on": "2099-12-18"})
    assert done.status_code == 303
    assert queries.record_of(own.id).following["essentials"].source == "manager"
    assert queries.record_of(foreign.id).following == {}


def test_a_channel_manager_assigns_to_everybody_of_a_company(client: Client, app: Flask) -> None:
    offer(make.video())
    home = company()
    people = [make_people.rep(at=home) for _ in range(3)]
    browser = client.sign_in(make_people.channel_manager())
    path = f"/learn/curricula/essentials/assign?company={home.id}"
    assert browser.post(path, data={"everybody": "1"}).status_code == 303
    assert all("essentials" in queries.record_of(one.id).following for one in people)


def test_reps_assign_nothing(browser: Client) -> None:
    offer(make.video())
    assert browser.get("/learn/curricula/essentials/assign").status_code == 404


PAGES = [
    "/learn",
    "/learn/curricula/essentials",
    "/learn/course-0",
    "/learn/course-0/film",
    "/learn/course-0/playbook",
    "/learn/course-0/card",
    "/learn/course-0/rules",
    "/learn/course-0/quiz",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_few_statements_and_the_same_number_with_ten_times_the_data(
    browser: Client, person: Any, statements: list[str], path: str
) -> None:
    items = (make.video(), make.playbook(), make.card(), make.acknowledgement(), make.quiz())
    counts = []
    for courses in (1, 10):
        for number in range(courses):
            make.publish_course(f"course-{number}", *items)
            enrol(person.id, f"course-{number}", now=now())
            open_viewing(person.id, f"course-{number}", make.video(), now=now())
            finish_items(person.id, f"course-{number}", "playbook")
        make.publish_curriculum("essentials", *(f"course-{n}" for n in range(courses)))
        browser.get(path)
        statements.clear()
        assert browser.get(path).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, counts


def test_a_beacon_needs_few_statements(browser: Client, statements: list[str]) -> None:
    offer(make.video(duration=600))
    token = post(browser, "/learn/leads/film/viewings").json["token"]
    post(browser, "/learn/leads/film/beacon", token=token, sequence="1")
    statements.clear()
    post(browser, "/learn/leads/film/beacon", token=token, sequence="2", marks='{"played": [[0, 1, 1]]}')
    assert len(statements) <= 6, statements
