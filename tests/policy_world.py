"""The world of the policy tests: two partner companies that have everything, one without people, and the vendor.

Company A is the foreign one: its words, and every word that must not leave its place, hold a canary.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.assessment.models import Question
from app.catalogue.documents import AnyItem, AudienceRule, Course, Draw, File, Page, Sheet
from app.catalogue.queries import Live, live_course
from app.certification import issuing, printing
from app.certification.models import AwardPeriod
from app.certification.services import ask
from app.core import clock
from app.core.db import db, transaction
from app.core.jobs import drain
from app.core.storage import keep
from app.flows.finish_quiz import finish_quiz
from app.flows.revoke_certification import revoke_certification
from app.flows.start_quiz import start_quiz
from app.learning.services import enrol, enrol_in_curriculum, open_viewing
from app.notifications.models import Notice
from app.notifications.services import tell
from app.partners.models import Company
from app.people.links import INVITATION, PASSWORD_RESET, make_link
from app.people.models import ADMIN, AUTHOR, CHANNEL_MANAGER, PARTNER_ADMIN, REP, Affiliation, Person, SignIn
from app.people.services import Invitee, invite
from app.people.sessions import open_session
from tests.factories import assessment, catalogue, certification, learning, partners, people, points, studio
from tests.factories.catalogue import both
from tests.factories.content_files import FILM, PDFS, POSTER, VTT

CANARY_A = "CANARYA"
"""Stands in every word that company A brought: names, titles, mails, browsers."""
CANARY_INTERNAL = "CANARYINT"
"""Stands in lines that never leave the vendor, and in reasons that only channel managers read."""
CANARY_KEY = "CANARYKEY"
"""Stands in what explains the right answers (see factories/assessment.py)."""
CANARY_NOTE = "CANARYNOTE"
"""Stands in what the colleague was told."""
NOWHERE = 999_999
NO_CODE = "Z" * 26
ITEMS = ("film", "sheet", "playbook", "card", "rules", "quiz", "exam")


@dataclass(frozen=True)
class Belongings:
    """Everything that is somebody's, by its address. Nothing of it exists for nobody."""

    person_id: int = NOWHERE
    email: str = "nobody@example.com"
    company_id: int = NOWHERE
    seat_id: int = NOWHERE
    sign_in_id: int = NOWHERE
    open_attempt_id: int = NOWHERE
    closed_attempt_id: int = NOWHERE
    slot_id: int = NOWHERE
    """An essay that waits for a grader."""
    question_id: int = NOWHERE
    """A question of the studio's bank, which is the vendor's."""
    period_id: int = NOWHERE
    request_id: int = NOWHERE
    """That the admin asked to revoke the award."""
    code: str = NO_CODE
    notice_id: int = NOWHERE
    link_id: int = NOWHERE
    invitation: str = "no-such-token"
    reset: str = "no-such-token"
    course: str = "nowhere"
    curriculum: str = "nowhere"
    certification: str = "nowhere"
    viewing: str = "no-such-token"
    elsewhere_id: int = NOWHERE
    """Another company, to move to."""
    files: tuple[tuple[str, str], ...] = (("0" * 64, "film.mp4"),)
    """SHA-256 and name of each file of the film, its captions and its poster."""


@dataclass
class World:
    """Who acts, and whose things they ask for."""

    now: datetime
    cast: dict[str, Belongings] = field(default_factory=dict)
    """By role, and "colleague", "foreign", "two_seats"."""
    tokens: dict[str, str] = field(default_factory=dict)
    """The session of each of them."""
    empty_company_id: int = NOWHERE


def build(*, now: datetime | None = None) -> World:
    """Make it, in the open context; mails and certificates are made as the worker would."""
    world = World(now or clock.now())
    files = _publish()
    ours = partners.company(name="Borneo Partners", key="borneo", region="bangkok")
    theirs = partners.company(name=f"{CANARY_A} Trading", key="canarya-trading", region="chiang-mai")
    vendor = partners.company(kind="vendor", name="Kru Ltd")
    world.empty_company_id = partners.company(name="Empty Shell", region="bangkok").id
    boss = people.admin(at=vendor, name="Adele Admin", email="adele@kru.example")
    for role, person, company in _people(ours, theirs, vendor, boss):
        foreign = role in ("foreign", "their_admin")
        world.cast[role] = _belongings(person, company, "north" if foreign else "leads", boss, files, world)
        world.tokens[role] = _session(person)
    _two_seats(world, ours, theirs)
    _revoke(world, boss)
    drain()
    return world


def _people(
    ours: Company, theirs: Company, vendor: Company, boss: Person
) -> list[tuple[str, Person, Company]]:
    a = CANARY_A
    return [
        ("their_admin", people.partner_admin(at=theirs, name=f"{a} Malee", email=f"{a}.malee@example.com"), theirs),
        ("foreign", people.rep(at=theirs, name=f"{a} Somchai", email=f"{a}.somchai@example.com"), theirs),
        (REP, people.rep(at=ours, name="Rita Rep", email="rita@borneo.example"), ours),
        ("colleague", people.rep(at=ours, name="Carl Colleague", email="carl@borneo.example"), ours),
        (PARTNER_ADMIN, people.partner_admin(at=ours, name="Paula Partner", email="paula@borneo.example"), ours),
        (AUTHOR, people.author(at=vendor, name="Arthur Author", email="arthur@kru.example"), vendor),
        (CHANNEL_MANAGER, people.channel_manager(at=vendor, name="Chan Nel", email="chan@kru.example"), vendor),
        (ADMIN, boss, vendor),
    ]  # fmt: skip


def _publish() -> tuple[tuple[str, str], ...]:
    """A course for everybody and one for A's region, each with every kind of item; the film's files."""
    assessment.publish()
    assessment.publish(
        key="talks", questions=[assessment.essay("plan", explanation={"en": "What it must have"})]
    )
    studio.studio_bank()
    for key, word in (("leads", "Leads"), ("north", f"{CANARY_A} north")):
        publish_course(key, word)
        catalogue.publish_curriculum(
            f"{key}-path",
            key,
            title=both(f"{word} path"),
            audience=AudienceRule(regions=("chiang-mai",)) if key == "north" else AudienceRule(),
        )
    certification.publish_certification("certified-seller", certification.course("leads"))
    points.publish_rules()
    film = _film()
    kept = (film["media"], film["poster"], *film["captions"].values())
    return tuple((file.sha256, file.name) for file in kept)


def publish_course(key: str, word: str, **of_playbook: Any) -> None:
    """A course with one item of every kind, whose titles begin with that word; its media is real."""
    pages = {
        lang: Sheet(
            _file(PDFS[lang], "application/pdf"),
            (Page(_file(POSTER, "image/jpeg"), 1280, 720, f"{word} page one"),),
        )
        for lang in ("en", "th")
    }
    secret = catalogue.line(f"{CANARY_INTERNAL} we have no SCORM yet", audience="internal")
    items: tuple[AnyItem, ...] = (
        catalogue.video("film", title=both(f"{word} film"), **_film()),
        catalogue.datasheet("sheet", sheets=pages),
        catalogue.playbook("playbook", **of_playbook),
        catalogue.card(
            "card", why_we_win=(catalogue.line(f"{word} wins"),), why_we_lose=(secret,), traps=(secret,)
        ),
        catalogue.acknowledgement("rules"),
        catalogue.quiz("quiz"),
        catalogue.quiz("exam", attempts=3),
    )
    catalogue.publish(catalogue.course(key, *items, title=both(f"{word} course"), summary=both(word)))


def _film() -> dict[str, Any]:
    return {
        "media": _file(FILM, "video/mp4"),
        "poster": _file(POSTER, "image/jpeg"),
        "captions": {lang: _kept(VTT.encode(), "text/vtt", f"film.{lang}.vtt") for lang in ("en", "th")},
        "duration": 42.4,
    }


def _file(path: Any, media_type: str) -> File:
    return _kept(path.read_bytes(), media_type, path.name)


def _kept(data: bytes, media_type: str, name: str) -> File:
    return File(keep(data, media_type), media_type, name)


def _belongings(
    person: Person, company: Company, course: str, boss: Person, files: tuple[tuple[str, str], ...], world: World
) -> Belongings:  # fmt: skip
    """Give somebody one of everything."""
    now, word = world.now, person.name.split()[0]
    version_id = _live(course).version_id
    enrol_in_curriculum(person.id, f"{course}-path", source="self", enrolled_by=person.id, now=now)
    enrol(person.id, course, now=now)
    learning.finish_items(person.id, course, "film", now=now)
    opened = start_quiz(
        person.id, course_key=course, quiz=catalogue.quiz("quiz"), version_id=version_id, now=now
    )
    closed = start_quiz(
        person.id, course_key=course, quiz=catalogue.quiz("exam", attempts=3), version_id=version_id, now=now
    )
    assessment.answer(closed, person.id, right=1, now=now)
    finish_quiz(closed, now=now)
    slot_id = _essay(person, course, version_id, now)
    period = certification.period(person, certified_at=now - timedelta(days=320))
    points.entry(person, occurred_at=now)
    notice_id = _notice(person, word, now)
    seat_id = people.open_seat(person.id)
    link = _invitation(boss, company, f"{word}{person.id}", now)
    sheet = _live(course).document.by_key["sheet"]
    viewing = open_viewing(person.id, course, sheet, now=now)
    with transaction() as session:
        again = make_link(
            session, INVITATION, person.id, now=now, company_id=company.id, roles=frozenset({REP})
        )
        reset = make_link(session, PASSWORD_RESET, person.id, now=now)
        session.get_one(Affiliation, seat_id).job_title = f"{word} seller"
    return Belongings(
        person_id=person.id,
        email=person.email,
        company_id=company.id,
        seat_id=seat_id,
        sign_in_id=_other_browser(person, word),
        open_attempt_id=opened,
        closed_attempt_id=closed,
        slot_id=slot_id,
        question_id=db.session.scalars(select(Question.id).where(Question.key == "s1")).one(),
        period_id=period.id,
        request_id=_request(period, boss, word, now),
        code=_certificate(period.id, now),
        notice_id=notice_id,
        link_id=link,
        invitation=again.token,
        reset=reset.token,
        course=course,
        curriculum=f"{course}-path",
        certification="certified-seller",
        viewing=viewing.token,
        elsewhere_id=world.empty_company_id,
        files=files,
    )


def _essay(person: Person, course: str, version_id: int, now: datetime) -> int:
    """A handed-in paper of one essay, by its slot. The quiz is no item of the course, so nothing hangs on it."""
    quiz = catalogue.quiz("talk", sections=(Draw(bank="talks", questions=("plan",)),))
    attempt_id = start_quiz(person.id, course_key=course, quiz=quiz, version_id=version_id, now=now)
    assessment.save(attempt_id, person.id, {"text": ["What I would say to them"]}, now=now)
    finish_quiz(attempt_id, now=now)
    return assessment.slots(attempt_id)[0].id


def _live(course: str) -> Live[Course]:
    live = live_course(course)
    assert live is not None
    return live


def _notice(person: Person, word: str, now: datetime) -> int:
    told = f"{CANARY_NOTE} curriculum" if word == "Carl" else f"{word} curriculum"
    key = f"policy:{person.id}"
    tell(person.id, "assigned", key=key, now=now, title=both(told), curriculum="leads-path", due=None)
    return db.session.scalars(select(Notice.id).where(Notice.key == key)).one()


def _invitation(boss: Person, company: Company, word: str, now: datetime) -> int:
    """An invitation that waits in the company since yesterday; its mail is owed."""
    role = AUTHOR if company.kind == "vendor" else REP
    invitee = Invitee(
        f"guest.of.{word}@example.com".lower(), f"{word} Guest", company.id, frozenset({role}), "en"
    )
    return invite(people.actor(boss), invitee, now=now - timedelta(hours=20))


def _certificate(period_id: int, now: datetime) -> str:
    frozen = issuing.freeze(period_id, now=now)
    pdf = printing.print_certificate(frozen.design, frozen.facts)
    issuing.mark_issued(frozen.certificate_id, keep(pdf, "application/pdf"), now=now)
    return frozen.code


def _request(period: AwardPeriod, boss: Person, word: str, now: datetime) -> int:
    """It waits for a second person."""
    asked = ask(
        "revoke",
        period.person_id,
        period.certification_key,
        period_id=period.id,
        details={"revoked_class": "misconduct"},
        reason=f"{CANARY_INTERNAL} {word} sat no exam",
        actor_id=boss.id,
        now=now,
    )
    return asked.request_id


def _other_browser(person: Person, word: str) -> int:
    open_session(person.id, people.open_seat(person.id), now=clock.now(), browser=f"{word} browser")
    return db.session.scalars(
        select(SignIn.id).where(SignIn.person_id == person.id).order_by(SignIn.id.desc()).limit(1)
    ).one()


def _session(person: Person) -> str:
    return open_session(person.id, people.open_seat(person.id), now=clock.now())


def _two_seats(world: World, ours: Company, theirs: Company) -> None:
    """A rep of ours who also manages the foreign company, and acts for ours now."""
    person = people.rep(at=ours, name="Dora Double", email="dora@borneo.example")
    seat_id = people.open_seat(person.id)
    people.seat(person, theirs, PARTNER_ADMIN)
    world.cast["two_seats"] = Belongings(person_id=person.id, email=person.email, seat_id=seat_id)
    world.tokens["two_seats"] = open_session(person.id, seat_id, now=clock.now())


def _revoke(world: World, boss: Person) -> None:
    """Their admin's and the colleague's second award is taken back, for reasons in words that stay inside."""
    for role, who in (("their_admin", CANARY_A), ("colleague", "Carl")):
        person = db.session.get_one(Person, world.cast[role].person_id)
        period = certification.period(person, certified_at=datetime(2025, 1, 6, tzinfo=UTC), cycle=2)
        revoke_certification(
            period.id,
            actor_id=boss.id,
            revoked_class="misconduct",
            reason=f"{CANARY_INTERNAL} {who} sold what was not ours",
            now=world.now,
        )
