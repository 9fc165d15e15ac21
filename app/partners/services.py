"""Commands on companies: make, change, close, open again; each audited."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import available_timezones

from babel import Locale
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import audit
from app.core.db import transaction
from app.core.errors import DomainError, NotVisible
from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _
from app.partners.models import COMPANY_TYPES, TIERS, Company
from app.partners.names import key_from_name, region_key, tidy_text

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
COUNTRIES = (
    frozenset(filter(re.compile("[A-Z]{2}").fullmatch, map(str, Locale("en").territories))) - NO_COUNTRIES
)


@dataclass(frozen=True)
class CompanyDraft:
    """What is written about a company. An empty key is made from the name."""

    name: str
    company_type: str = "reseller"
    tier: str = "registered"
    region: str = ""
    country: str = "TH"
    zone: str = "Asia/Bangkok"
    language: str = "en"
    key: str = ""


def checked(draft: CompanyDraft, *, is_vendor: bool = False) -> CompanyDraft:
    """The draft in its tidy form. Raises DomainError on the first field that is wrong."""
    name, region = tidy_text(draft.name), region_key(draft.region)
    types = ("vendor",) if is_vendor else tuple(t for t in COMPANY_TYPES if t != "vendor")
    rules = (
        ("name", 1 <= len(name) <= 100, _("Write a name of 1 to 100 characters.")),
        ("region", len(region) <= 60, _("Use at most %(n)d characters.", n=60)),
        ("company_type", draft.company_type in types, _("Use one of: %(words)s.", words=", ".join(types))),
        ("tier", draft.tier in TIERS, _("Use one of: %(words)s.", words=", ".join(TIERS))),
        ("country", draft.country.upper() in COUNTRIES, _("Use a country code of two letters, such as TH.")),
        ("zone", draft.zone in available_timezones(), _("Use a time zone such as Asia/Bangkok.")),
        ("language", draft.language in LANGUAGES, _("Use one of: %(words)s.", words=", ".join(LANGUAGES))),
        (
            "key",
            not draft.key or (len(draft.key) <= 60 and KEY.fullmatch(draft.key) is not None),
            _("Use small letters a to z, digits and single hyphens, at most 60."),
        ),
    )
    for field, is_right, message in rules:
        if not is_right:
            raise DomainError(message, field=field)
    return CompanyDraft(
        name=name,
        company_type=draft.company_type,
        tier=draft.tier,
        region=region,
        country=draft.country.upper(),
        zone=draft.zone,
        language=draft.language,
        key=draft.key,
    )


def create_company(
    draft: CompanyDraft, *, actor_id: int | None, now: datetime, is_vendor: bool = False
) -> int:
    """Returns the id. Raises DomainError on the field that is wrong; a key once used is never given again."""
    draft = checked(draft, is_vendor=is_vendor)
    try:
        with transaction() as session:
            key = draft.key or _free_key(session, key_from_name(draft.name))
            values = asdict(draft) | {"key": key, "kind": "vendor" if is_vendor else "partner"}
            company = Company(**values, created_at=now)
            session.add(company)
            session.flush()
            audit.record("company.created", "company", company.id, actor_id=actor_id, name=company.name)
            return company.id
    except IntegrityError:
        raise DomainError(_("That key belongs to another company."), field="key") from None


def _free_key(session: Session, wanted: str) -> str:
    taken = set(session.scalars(select(Company.key).where(Company.key.startswith(wanted, autoescape=True))))
    if wanted not in taken:
        return wanted
    number = next(n for n in range(2, len(taken) + 3) if f"{wanted}-{n}" not in taken)
    return f"{wanted}-{number}"


def change_company(company_id: int, draft: CompanyDraft, *, actor_id: int | None) -> dict[str, list[str]]:
    """Write the draft, but never the key; returns what changed as {field: [before, after]}.

    Raises NotVisible, or DomainError on the field that is wrong.
    """
    with transaction() as session:
        company = _held(session, company_id)
        tidy = checked(draft, is_vendor=company.kind == "vendor")
        wanted = {field: value for field, value in asdict(tidy).items() if field != "key"}
        changed = {
            field: [getattr(company, field), value]
            for field, value in wanted.items()
            if getattr(company, field) != value
        }
        for field, (_before, after) in changed.items():
            setattr(company, field, after)
        if changed:
            audit.record("company.changed", "company", company_id, actor_id=actor_id, changed=changed)
        return changed


def _held(session: Session, company_id: int) -> Company:
    company = session.scalars(select(Company).where(Company.id == company_id).with_for_update()).one_or_none()
    if company is None:
        raise NotVisible
    return company


def close_company(company_id: int, *, actor_id: int | None, now: datetime) -> None:
    """Nobody acts for it from now on. Raises NotVisible, or DomainError for the vendor."""
    with transaction() as session:
        company = _held(session, company_id)
        if company.kind == "vendor":
            raise DomainError(_("The vendor's own entry cannot be closed."))
        if company.closed_at is None:
            company.closed_at = now
            audit.record("company.closed", "company", company_id, actor_id=actor_id)


def reopen_company(company_id: int, *, actor_id: int | None) -> None:
    """Raises NotVisible."""
    with transaction() as session:
        company = _held(session, company_id)
        if company.closed_at is not None:
            company.closed_at = None
            audit.record("company.reopened", "company", company_id, actor_id=actor_id)
