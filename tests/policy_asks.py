"""How each route is asked for somebody's things: the addresses, and the form that would succeed for their owner."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.core import clock
from app.people.models import REP
from tests.factories.people import PASSWORD
from tests.policy_world import ITEMS, NOWHERE, Belongings

COMPANIES_CSV = "key,name,type\nnew-partner,New Partner,reseller\n"
GIFT = "::New one:: A lead cools. {TRUE}"
WHY = "Somebody called in the middle"
PEOPLE_CSV = "email,name,company,roles\nnew@example.com,New Person,borneo,rep\n"


@dataclass(frozen=True)
class Ask:
    """The values of a rule's parts, the query, and the form."""

    values: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)


Asks = Callable[[Belongings], list[Ask]]


def asks_for(row: str) -> Asks:
    """How to ask in a row of the policy table, such as "POST people.move" or "POST learning.assign (person)"."""
    return ASKS.get(row) or ASKS.get(row.partition(" ")[2]) or (lambda _b: [Ask()])


def one(values: Callable[[Belongings], dict[str, Any]], **form: Any) -> Asks:
    return lambda b: [Ask(values(b), form=form)]


def _items(*keys: str) -> Asks:
    return lambda b: [Ask({"course_key": b.course, "item_key": key}) for key in keys]


def _item(key: str, form: Callable[[Belongings], dict[str, Any]] = lambda _b: {}) -> Asks:
    return lambda b: [Ask({"course_key": b.course, "item_key": key}, form=form(b))]


def _film_files(b: Belongings) -> list[Ask]:
    where = {"course_key": b.course, "item_key": "film"}
    return [Ask({**where, "sha256": sha256, "name": name}) for sha256, name in b.files]


def _seat(b: Belongings) -> dict[str, Any]:
    return {"person_id": b.person_id, "affiliation_id": b.seat_id}


def _question(b: Belongings) -> dict[str, Any]:
    """Questions are the vendor's: there is one for everybody, and none for nobody."""
    return {"bank_key": "nowhere" if b.course == "nowhere" else "channel", "question_key": "q1"}


def _bank(b: Belongings) -> dict[str, Any]:
    """A bank that is written in the studio."""
    return {"bank_key": "nowhere" if b.course == "nowhere" else "selling"}


def _move(change: str, days: int) -> Asks:
    """To a day so many days from now: the awards end in 45 days, their grace 30 days later."""
    until = (clock.now() + timedelta(days=days)).date().isoformat()
    return one(
        lambda b: {"period_id": b.period_id, "change": change}, until=until, reason="On leave until spring"
    )


def _upload(text: str) -> Asks:
    return lambda _b: [Ask(form={"file": (io.BytesIO(text.encode()), "list.csv")})]


def _sign_in(b: Belongings) -> list[Ask]:
    right = b.email.endswith(".example") and not b.email.startswith("nobody")
    return [Ask(form={"email": b.email, "password": PASSWORD if right else "a wrong password"})]


person = one(lambda b: {"person_id": b.person_id})
company = one(lambda b: {"company_id": b.company_id})
attempt = one(lambda b: {"attempt_id": b.open_attempt_id})
closed = one(lambda b: {"attempt_id": b.closed_attempt_id})
slot = one(lambda b: {"slot_id": b.slot_id})
period = one(lambda b: {"period_id": b.period_id})
curriculum = one(lambda b: {"key": b.curriculum})
certification = one(lambda b: {"key": b.certification})
COMPANY = {
    "name": "Renamed",
    "company_type": "reseller",
    "tier": "registered",
    "region": "bangkok",
    "country": "TH",
    "zone": "Asia/Bangkok",
    "language": "en",
    "manager": "",
}
INVITEE = {"email": "fresh@example.com", "name": "Fresh Face", "roles": [REP], "language": "en"}

ASKS: dict[str, Asks] = {
    "assessment.attempt": attempt,
    "assessment.summary": attempt,
    "assessment.submit": attempt,
    "assessment.result": one(lambda b: {"attempt_id": b.closed_attempt_id}),
    "assessment.save": one(
        lambda b: {"attempt_id": b.open_attempt_id, "position": 1}, choice="1", sequence="7"
    ),
    "assessment.check": one(
        lambda b: {"attempt_id": b.open_attempt_id, "position": 1}, choice="1", sequence="7"
    ),
    "assessment.signals": attempt,
    "assessment.record": one(lambda b: {"attempt_id": b.open_attempt_id, "position": 1}),
    "assessment.recording": one(lambda b: {"attempt_id": b.open_attempt_id, "position": 1}),
    "assessment.picture": one(lambda b: {"attempt_id": b.open_attempt_id, "sha256": b.files[0][0]}),
    "assessment.start": _items("quiz"),
    "assessment.quiz_analysis_page": _items("quiz"),
    "assessment.question_analysis_page": one(_question),
    "assessment.regrade": lambda b: [
        Ask(_question(b), query=query) for query in ({}, {"kind": "dropped"}, {"kind": "mended"})
    ],
    "assessment.regrade_save": one(_question, kind="dropped", reason="The key was wrong"),
    "assessment.regrade_undo": one(
        lambda b: {**_question(b), "regrade_id": 1}, reason="It was right after all"
    ),
    "assessment.new_bank_save": lambda _b: [Ask(form={"title_en": "Brand new", "key": "brand-new"})],
    "assessment.bank": one(_bank),
    "assessment.bank_states": lambda b: [
        Ask(_bank(b), form={"question": str(b.question_id), "state": "draft"})
    ],
    "assessment.question": one(_question),
    "assessment.question_file": one(lambda b: {**_question(b), "sha256": b.files[0][0]}),
    "assessment.import_questions": one(_bank),
    "assessment.import_dry": lambda b: [
        Ask(_bank(b), form={"file": (io.BytesIO(GIFT.encode()), "new.gift"), "language": "en"})
    ],
    "assessment.import_confirm": one(_bank, sealed="forged"),
    "assessment.import_template": lambda b: [Ask({**_bank(b), "kind": kind}) for kind in ("csv", "xlsx")],
    "assessment.export_questions": lambda b: [
        Ask(_bank(b), query=query) for query in ({}, {"format": "gift", "language": "en"})
    ],
    "assessment.export_file": lambda b: [Ask(_bank(b), query={"format": "qti3", "language": "th"})],
    "assessment.quiz": _items("exam"),
    "assessment.release_results": lambda b: [
        Ask({"course_key": b.course, "item_key": "exam"}, form={"attempt": str(b.closed_attempt_id)})
    ],
    "assessment.grade": slot,
    "assessment.grade_save": one(lambda b: {"slot_id": b.slot_id}, percent="80", comment="Well argued"),
    "assessment.second_grader": one(lambda b: {"slot_id": b.slot_id}, reason=WHY),
    "assessment.grading_file": one(lambda b: {"slot_id": b.slot_id, "sha256": b.files[0][0]}),
    "assessment.desk_attempt": closed,
    "assessment.void": closed,
    "assessment.void_save": one(lambda b: {"attempt_id": b.closed_attempt_id}, reason=WHY),
    "assessment.allowance": closed,
    "assessment.allowance_save": one(
        lambda b: {"attempt_id": b.closed_attempt_id}, extra_attempts="1", reason=WHY
    ),
    "assessment.release_one": closed,
    "catalogue.library": lambda _b: [
        Ask(),
        *(Ask(query={"q": q}) for q in ("SCORM", "film", "course", "page")),
    ],
    "certification.award": period,
    "GET certification.change": lambda b: [
        Ask({"period_id": b.period_id, "change": change}) for change in ("extend", "defer", "reinstate")
    ],
    "POST certification.change_save (extend)": _move("extend", 60),
    "POST certification.change_save (defer)": _move("defer", 90),
    "POST certification.change_save (renewed since)": _move("extend", 60),
    "POST certification.change_save (reinstate)": one(
        lambda b: {"period_id": b.period_id, "change": "reinstate"}, reason="It was the right one"
    ),
    "certification.decide": one(lambda b: {"request_id": b.request_id}, verdict="refused"),
    "certification.give": person,
    "certification.give_save": one(
        lambda b: {"person_id": b.person_id},
        certification="certified-seller",
        kind="external",
        reference="CSA 4711",
        reason="Passed the vendor's own exam",
    ),
    "certification.holders": certification,
    "certification.certificate": one(lambda b: {"code": b.code}),
    "certification.certification": certification,
    "certification.making": period,
    "certification.renew": certification,
    "certification.revoke": one(
        lambda b: {"period_id": b.period_id}, revoked_class="error", reason="Issued to the wrong person"
    ),
    "certification.verify": one(lambda b: {"code": b.code}),
    "GET certification.verify_form (code)": lambda b: [Ask(query={"code": b.code})],
    "learning.acknowledge": lambda b: [
        Ask({"course_key": b.course, "item_key": "rules"}, form={"name": "", "words": ""})
    ],
    "GET learning.assign": curriculum,
    "GET learning.assign (company)": lambda b: [Ask({"key": "leads-path"}, query={"company": b.company_id})],
    "POST learning.assign (company)": lambda b: [
        Ask({"key": "leads-path"}, query={"company": b.company_id}, form={"people": str(b.person_id)})
    ],
    "POST learning.assign (curriculum)": lambda b: [Ask({"key": b.curriculum}, form={"everybody": "1"})],
    "POST learning.assign (person)": lambda b: [
        Ask({"key": "leads-path"}, form={"people": str(b.person_id)})
    ],
    "learning.beacon": _item("sheet", lambda b: {"token": b.viewing, "sequence": "1", "marks": "{}"}),
    "POST learning.beacon (unreadable)": _item("sheet", lambda b: {"token": b.viewing, "marks": "[]"}),
    "learning.course": one(lambda b: {"course_key": b.course}),
    "learning.curriculum": curriculum,
    "learning.files": _film_files,
    "learning.item": _items(*ITEMS),
    "learning.open_viewing": _items("film", "sheet", "playbook", "card"),
    "learning.start_curriculum": curriculum,
    "learning.steps": _item("playbook", lambda _b: {"step": "1.1"}),
    "learning.transcript": _items("film"),
    "notifications.open_notice": one(lambda b: {"notice_id": b.notice_id}),
    "partners.close": company,
    "partners.company_edit": company,
    "partners.company_save": one(lambda b: {"company_id": b.company_id}, **COMPANY),
    "partners.import_companies_dry": _upload(COMPANIES_CSV),
    "partners.new_save": lambda _b: [Ask(form={**COMPANY, "name": "Brand New"})],
    "partners.reopen": company,
    "people.account_save": lambda _b: [
        Ask(form={"name": "New Name", "language": "en", "zone": "Asia/Bangkok", "theme": "dark"})
    ],
    "people.disable": person,
    "people.enable": person,
    "people.end_browser": one(lambda b: {"sign_in_id": b.sign_in_id}),
    "people.forgot_submit": lambda b: [Ask(form={"email": b.email})],
    "people.grant": one(_seat, role=REP),
    "people.import_people_dry": _upload(PEOPLE_CSV),
    "people.invitation": one(lambda b: {"token": b.invitation}),
    "people.invitation_submit": one(lambda b: {"token": b.invitation}),
    "people.invitation_again": one(lambda b: {"link_id": b.link_id}),
    "people.invitation_withdraw": one(lambda b: {"link_id": b.link_id}),
    "people.invite_member": person,
    "people.invite_submit": lambda b: [Ask(form={**INVITEE, "company": str(b.company_id)})],
    "people.leave": one(_seat),
    "people.move": person,
    "people.move_submit": lambda b: [
        Ask(
            {"person_id": b.person_id},
            form={"company": str(b.elsewhere_id), "roles": [REP], "job_title": "Seller"},
        )
    ],
    "people.password_save": lambda _b: [Ask(form={"current": PASSWORD, "password": "eleven loud mountains"})],
    "people.people (company)": lambda b: [Ask(query={"company": b.company_id})],
    "people.people (words)": lambda b: [Ask(query={"q": b.email})],
    "people.person": person,
    "people.reset": one(lambda b: {"token": b.reset}),
    "people.reset_submit": one(lambda b: {"token": b.reset}, password="eleven loud mountains"),
    "people.revoke": one(_seat, role=REP),
    "people.sign_in_submit": _sign_in,
    "people.switch_seat": lambda b: [Ask(form={"affiliation_id": str(b.seat_id)})],
    "reporting.company": company,
    "reporting.company_export": lambda b: [
        Ask({"company_id": b.company_id, "kind": kind}) for kind in ("csv", "xlsx")
    ],
    "reporting.evidence": one(lambda b: {"person_id": b.person_id, "key": "certified-seller"}),
    "static": lambda b: [Ask({"filename": "manifest.json" if b.person_id != NOWHERE else "no-such-file.js"})],
    "web.set_language": lambda _b: [Ask(form={"language": "th"})],
    "web.styleguide": lambda _b: [Ask(query={"role": role}) for role in ("rep", "channel_manager")],
}
