"""What a CSV of people would do (pure): new, changed, unchanged, and what is wrong by line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import available_timezones

from app.core.csv_import import CHANGED, NEW, UNCHANGED, Change, CsvRow, LineFault, Plan, hostile_cell
from app.core.errors import DomainError
from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _
from app.people.identity import email_key
from app.people.models import REP
from app.people.seats import OpenSeat
from app.people.spelling import checked_email, checked_name

COLUMNS = ("email", "name", "company", "roles", "job_title", "language", "zone")
EXAMPLE = (
    "ploy@siamcloud.example",
    "Ploy Srisai",
    "siam-cloud",
    "rep",
    "Account executive",
    "th",
    "Asia/Bangkok",
)


@dataclass(frozen=True)
class Employer:
    """A company that the file names."""

    id: int
    key: str
    name: str
    is_vendor: bool
    is_closed: bool
    language: str
    zone: str


@dataclass(frozen=True)
class Known:
    """A person whom the file names and Kru has."""

    person_id: int
    name: str
    language: str
    zone: str
    is_disabled: bool
    seats: tuple[OpenSeat, ...]


@dataclass(frozen=True)
class PersonDraft:
    """What a line says about a person, filled up with what is there."""

    email: str
    name: str
    language: str
    zone: str
    company_id: int
    job_title: str
    roles: frozenset[str]
    person_id: int | None
    affiliation_id: int | None


Grantable = Callable[[Employer], frozenset[str]]


def plan_people(
    rows: Sequence[CsvRow],
    known: Mapping[str, Known],
    employers: Mapping[str, Employer],
    grantable: Grantable,
) -> Plan[PersonDraft]:
    """Compare the rows with the people of the same addresses; an empty cell leaves what is there."""
    changes: list[Change[PersonDraft]] = []
    faults: list[LineFault] = []
    seen: dict[str, int] = {}
    for row in rows:
        key = email_key(row.get("email"))
        if key in seen:
            message = _("This address stands in line %(n)d already.", n=seen[key])
            faults.append(LineFault(row.line, message))
            continue
        seen[key] = row.line
        fault = hostile_cell(row)
        if fault is None:
            try:
                changes.append(_compare(row, known.get(key), employers, grantable))
                continue
            except DomainError as refusal:
                fault = LineFault(row.line, f"{refusal.field or 'email'}: {refusal}")
        faults.append(fault)
    return Plan(tuple(changes), tuple(faults))


def _compare(
    row: CsvRow, known: Known | None, employers: Mapping[str, Employer], grantable: Grantable
) -> Change[PersonDraft]:
    email = checked_email(row.get("email"))
    employer = _employer(row, employers)
    seat = _seat(known, employer)
    draft = PersonDraft(
        email=email,
        name=checked_name(row.get("name", known.name if known else "")),
        language=_one_of("language", row.get("language", known.language if known else employer.language)),
        zone=_zone(row.get("zone", known.zone if known else employer.zone)),
        company_id=employer.id,
        job_title=_job_title(row.get("job_title", seat.job_title if seat else "")),
        roles=_roles(row, seat, grantable(employer)),
        person_id=known.person_id if known else None,
        affiliation_id=seat.affiliation_id if seat else None,
    )
    fields = _differences(draft, known, seat, employer)
    if fields and seat is not None and not seat.roles <= grantable(employer):
        raise DomainError(_("You cannot change this person."), field="email")
    kind = NEW if known is None else CHANGED if fields else UNCHANGED
    return Change(row.line, kind, email_key(email), draft.name, fields, draft)


def _employer(row: CsvRow, employers: Mapping[str, Employer]) -> Employer:
    employer = employers.get(row.get("company"))
    if employer is None:
        raise DomainError(
            _("There is no company with the key “%(key)s”.", key=row.get("company")), field="company"
        )
    if employer.is_closed:
        raise DomainError(_("%(name)s is closed. Open it again first.", name=employer.name), field="company")
    return employer


def _seat(known: Known | None, employer: Employer) -> OpenSeat | None:
    """An import never moves anybody between companies and never switches an account on."""
    if known is None:
        return None
    if known.is_disabled:
        raise DomainError(_("This account is switched off. Switch it on first."), field="email")
    here = next((seat for seat in known.seats if seat.company_id == employer.id), None)
    if here is None and known.seats:
        raise DomainError(
            _("Works for %(name)s. Move the person on their page.", name=known.seats[0].company_name),
            field="company",
        )
    return here


def _roles(row: CsvRow, seat: OpenSeat | None, allowed: frozenset[str]) -> frozenset[str]:
    held = seat.roles if seat else frozenset()
    text = row.get("roles")
    if not text and held:
        return held
    wanted = frozenset(text.replace(",", " ").replace(";", " ").lower().split()) or {REP}
    beyond = (wanted ^ held) - allowed
    if beyond:
        raise DomainError(
            _(
                "You cannot give or take away: %(roles)s. Use %(allowed)s.",
                roles=", ".join(sorted(beyond)),
                allowed=", ".join(sorted(allowed)),
            ),
            field="roles",
        )
    return frozenset(wanted)


def _one_of(column: str, value: str) -> str:
    if value not in LANGUAGES:
        raise DomainError(_("Use one of: %(words)s.", words=", ".join(LANGUAGES)), field=column)
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise DomainError(_("Use a time zone such as Asia/Bangkok."), field="zone")
    return value


def _job_title(value: str) -> str:
    if len(value) > 80:
        raise DomainError(_("Use at most %(n)d characters.", n=80), field="job_title")
    return value


def _differences(
    draft: PersonDraft, known: Known | None, seat: OpenSeat | None, employer: Employer
) -> tuple[tuple[str, str, str], ...]:
    pairs = (
        ("name", known.name if known else "", draft.name),
        ("company", seat.company_name if seat else "", employer.name),
        ("roles", _words(seat.roles) if seat else "", _words(draft.roles)),
        ("job_title", seat.job_title if seat else "", draft.job_title),
        ("language", known.language if known else "", draft.language),
        ("zone", known.zone if known else "", draft.zone),
    )
    return tuple(pair for pair in pairs if pair[1] != pair[2])


def _words(roles: frozenset[str]) -> str:
    return ", ".join(sorted(roles))
