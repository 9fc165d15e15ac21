"""For whom a curriculum is, which courses are there for a person, and what of a card a partner sees."""

import pytest
from flask import Flask

from app.catalogue.documents import AudienceRule, Card, Objection
from app.learning.audiences import Profile, as_seen_by, is_meant_for
from app.learning.queries import open_course_keys
from app.learning.services import enrol
from app.people.sessions import load_actor, open_session
from tests.factories import catalogue as make
from tests.factories import people as make_people
from tests.factories.learning import NOON
from tests.factories.partners import company

GOLD_REP = Profile(frozenset({"rep"}), "reseller", "gold", "bangkok", "th")


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        (AudienceRule(), True),
        (AudienceRule(roles=("rep", "partner_admin")), True),
        (AudienceRule(roles=("partner_admin",)), False),
        (AudienceRule(tiers=("gold",), regions=("bangkok",), languages=("th",)), True),
        (AudienceRule(tiers=("gold",), regions=("north",)), False),
        (AudienceRule(company_types=("distributor",)), False),
        (AudienceRule(languages=("en",)), False),
    ],
)
def test_every_condition_given_must_hold(rule: AudienceRule, meant: bool) -> None:
    assert is_meant_for(rule, GOLD_REP) is meant


def actor_of(person):
    from app.core.clock import now

    actor = load_actor(open_session(person.id, make_people.open_seat(person.id), now=now()))
    assert actor is not None
    return actor


def test_partners_have_the_courses_offered_to_them_and_those_they_are_in(app: Flask) -> None:
    for key in ("offered", "hidden", "alone"):
        make.publish_course(key, make.video())
    make.publish_curriculum("for-reps", "offered", audience=AudienceRule(roles=("rep",)))
    make.publish_curriculum("for-gold", "hidden", audience=AudienceRule(tiers=("gold",)))
    person = make_people.rep(at=company(tier="silver"))
    assert open_course_keys(actor_of(person)) == {"offered"}
    enrol(person.id, "alone", now=NOON)
    assert open_course_keys(actor_of(person)) == {"offered", "alone"}


def test_vendor_roles_have_every_live_course(app: Flask) -> None:
    make.publish_course("hidden", make.video())
    assert open_course_keys(actor_of(make_people.author())) == {"hidden"}


def test_a_partner_s_card_knows_nothing_of_internal_lines() -> None:
    secret = make.line("CANARY-INTERNAL", audience="internal")
    card = make.card(
        positioning=secret,
        why_we_win=(secret, make.line("win")),
        objections=(
            Objection("open", make.both("Open"), make.line("say"), (secret, make.line("proof")), (secret,)),
            Objection("closed", make.both("Closed"), secret),
        ),
        traps=(secret,),
        price=(secret,),
        strengths=(secret,),
        questions=(secret,),
    )
    shown = as_seen_by(card, with_internal=False)
    assert isinstance(shown, Card)
    assert "CANARY" not in repr(shown)
    assert [o.key for o in shown.objections] == ["open"]
    assert [line.text["en"] for line in shown.why_we_win] == ["win"]
    assert as_seen_by(card, with_internal=True) is card
