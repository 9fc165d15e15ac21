"""Companies from a CSV: what it would do, then exactly that, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.csv_import import (
    CHANGED,
    NEW,
    UNCHANGED,
    Change,
    CsvRow,
    LineFault,
    Plan,
    hostile_cell,
    read_csv,
    refuse_outdated,
)
from app.core.db import db, transaction
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.partners.models import Company
from app.partners.services import CompanyDraft, change_company, checked, create_company

FIELDS = {
    "key": "key",
    "name": "name",
    "type": "company_type",
    "tier": "tier",
    "region": "region",
    "country": "country",
    "zone": "zone",
    "language": "language",
}
"""Columns of the file, and what they fill."""
COLUMNS = tuple(FIELDS)
EXAMPLE = ("siam-cloud", "Siam Cloud", "reseller", "silver", "Bangkok", "TH", "Asia/Bangkok", "th")


def plan_companies(rows: Sequence[CsvRow], existing: Mapping[str, Company]) -> Plan[CompanyDraft]:
    """Compare the rows with the companies of the same keys; an empty cell leaves what is there."""
    changes: list[Change[CompanyDraft]] = []
    faults: list[LineFault] = []
    seen: dict[str, int] = {}
    for row in rows:
        key = row.get("key")
        if key in seen:
            message = _("The key %(key)s stands in line %(n)d already.", key=key, n=seen[key])
            faults.append(LineFault(row.line, message))
            continue
        seen[key] = row.line
        outcome = hostile_cell(row) or _compare(row, existing.get(key))
        if isinstance(outcome, LineFault):
            faults.append(outcome)
        else:
            changes.append(outcome)
    return Plan(tuple(changes), tuple(faults))


def _compare(row: CsvRow, company: Company | None) -> Change[CompanyDraft] | LineFault:
    if not row.get("key"):
        return LineFault(row.line, _("The key is missing."))
    if company is not None and company.kind == "vendor":
        return LineFault(row.line, _("The vendor's own entry is not imported."))
    base = _draft_of(company) if company else CompanyDraft(name="")
    try:
        draft = checked(replace(base, **{field: row.cells[c] for c, field in FIELDS.items() if row.get(c)}))
    except DomainError as refusal:
        column = next((c for c, field in FIELDS.items() if field == refusal.field), "")
        return LineFault(row.line, f"{column}: {refusal}")
    before, after = asdict(base), asdict(draft)
    fields = tuple(
        (column, before[field] if company else "", after[field])
        for column, field in FIELDS.items()
        if (company is None and after[field]) or (company is not None and before[field] != after[field])
    )
    kind = NEW if company is None else CHANGED if fields else UNCHANGED
    return Change(row.line, kind, draft.key, draft.name, fields, draft)


def _draft_of(company: Company) -> CompanyDraft:
    return CompanyDraft(**{field: getattr(company, field) for field in CompanyDraft.__dataclass_fields__})


def plan_company_file(raw: bytes) -> Plan[CompanyDraft]:
    """The dry run. Raises DomainError on the field `file`."""
    return _plan(db.session(), raw, is_final=False)


def _plan(session: Session, raw: bytes, *, is_final: bool) -> Plan[CompanyDraft]:
    rows = read_csv(raw, columns=COLUMNS, required=("key",))
    wanted = select(Company).where(Company.key.in_([row.get("key") for row in rows])).order_by(Company.id)
    found = session.scalars(wanted.with_for_update() if is_final else wanted)
    return plan_companies(rows, {company.key: company for company in found})


def import_companies(raw: bytes, shown: str, *, actor_id: int | None, now: datetime) -> Plan[CompanyDraft]:
    """Do what was shown, in one transaction. Raises PlanOutdated when it would be anything else."""
    with transaction() as session:
        plan = _plan(session, raw, is_final=True)
        refuse_outdated(plan, shown)
        keys = [change.key for change in plan.of_kind(CHANGED)]
        rows = session.execute(select(Company.key, Company.id).where(Company.key.in_(keys)))
        ids = {row[0]: row[1] for row in rows}
        for change in plan.of_kind(NEW):
            create_company(change.draft, actor_id=actor_id, now=now)
        for change in plan.of_kind(CHANGED):
            change_company(ids[change.key], change.draft, actor_id=actor_id)
        audit.record(
            "companies.imported",
            "file",
            plan.fingerprint[:16],
            actor_id=actor_id,
            new=len(plan.of_kind(NEW)),
            changed=len(plan.of_kind(CHANGED)),
        )
        return plan
