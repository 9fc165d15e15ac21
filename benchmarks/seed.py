"""Fill a database: 1,000 companies, 20,000 people, 50 courses, 300,000 finished items; `scale` multiplies people.

Documents go through the product's own publishing, rows through COPY.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import psycopg
from psycopg.types.json import Json

from app.assessment.services import publish_bank
from app.catalogue.services import publish_document
from app.people.passwords import hash_password
from benchmarks import documents

COMPANIES = 1_000
PEOPLE_EACH = 20
ENROLMENTS_EACH = 3
ITEMS_EACH = 5
MANAGERS = 20
PASSWORD = "seven quiet rivers"
START = datetime(2025, 10, 1, tzinfo=UTC)
NOW = datetime.now(UTC)


def publish() -> dict[str, int]:
    """Publish everything; returns the version ids by key."""
    versions: dict[str, int] = {}
    publish_bank(documents.bank(), now=START)
    for kind, made in (
        ("course", [documents.course(i) for i in range(documents.COURSES)]),
        ("curriculum", [documents.curriculum(i) for i in range(documents.CURRICULA)]),
        ("certification", [documents.certification(i) for i in range(documents.CERTIFICATIONS)]),
    ):
        for document in made:
            published = publish_document(
                kind, document.key, msgspec.to_builtins(document), actor_id=None, now=START
            )
            versions[document.key] = published.version_id
    publish_document("points", "points", msgspec.to_builtins(documents.points()), actor_id=None, now=START)
    return versions


def fill(address: str, versions: dict[str, int]) -> None:
    """Companies, people and what they did."""
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        for table, columns, rows in _tables(versions, hash_password(PASSWORD)):
            _copy(connection, table, columns, rows)
            _continue_ids(connection, table, columns)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")


def _copy(
    connection: psycopg.Connection[Any], table: str, columns: str, rows: Iterable[tuple[Any, ...]]
) -> None:
    with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:  # type: ignore[arg-type]
        for row in rows:
            copy.write_row(row)


def _continue_ids(connection: psycopg.Connection[Any], table: str, columns: str) -> None:
    if columns.split(",")[0] == "id":
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        )  # type: ignore[arg-type]


def _tables(
    versions: dict[str, int], password_hash: str
) -> Iterator[tuple[str, str, Iterable[tuple[Any, ...]]]]:
    people = COMPANIES * PEOPLE_EACH
    yield (
        "company",
        "id,key,name,kind,company_type,tier,region,country,zone,language,created_at",
        _companies(),
    )
    yield (
        "person",
        "id,name,email,email_key,language,zone,theme,proof_name,password_hash,created_at",
        (
            (
                i,
                f"Person {i}",
                f"person{i}@example.com",
                f"person{i}@example.com",
                "en",
                "Asia/Bangkok",
                "auto",
                "full",
                password_hash,
                START,
            )
            for i in range(1, people + MANAGERS + 1)
        ),
    )
    yield (
        "affiliation",
        "id,person_id,company_id,job_title,is_credited,started_at",
        ((i, i, _company_of(i), "Sales", True, START) for i in range(1, people + MANAGERS + 1)),
    )
    yield (
        "role_grant",
        "affiliation_id,role,granted_at",
        ((i, "rep" if i <= people else "channel_manager", START) for i in range(1, people + MANAGERS + 1)),
    )
    yield (
        "portfolio",
        "company_id,manager_id",
        ((i, people + 1 + i % MANAGERS) for i in range(2, COMPANIES + 2)),
    )
    yield (
        "curriculum_enrolment",
        "person_id,curriculum_key,source,enrolled_at",
        ((i, f"curriculum-{i % documents.CURRICULA}", "rule", START) for i in range(1, people + 1)),
    )
    yield from _learning(people, versions)
    yield from _awards(people, versions)
    yield from _points(people)


def _company_of(person: int) -> int:
    """People go round the companies; those after the last partner's are the vendor's (company 1)."""
    return (person - 1) % COMPANIES + 2 if person <= COMPANIES * PEOPLE_EACH else 1


def _companies() -> Iterator[tuple[Any, ...]]:
    shared = ("TH", "Asia/Bangkok", "en", START)
    yield (1, "vendor", "Vendor", "vendor", "vendor", "registered", "", *shared)
    for i in range(2, COMPANIES + 2):
        tier = ("registered", "silver", "gold", "platinum")[i % 4]
        yield (
            i,
            f"partner-{i}",
            f"Partner {i:04}",
            "partner",
            "reseller",
            tier,
            f"region-{i % documents.CURRICULA}",
            *shared,
        )


def _learning(people: int, versions: dict[str, int]) -> Iterator[tuple[str, str, Iterable[tuple[Any, ...]]]]:
    enrolments = [
        (person, f"course-{(person * 7 + n * 13) % documents.COURSES:02}")
        for person in range(1, people + 1)
        for n in range(ENROLMENTS_EACH)
    ]
    yield (
        "enrolment",
        "id,person_id,course_key,cycle,enrolled_at,last_item_key,last_active_at",
        (
            (i, person, course, 1, START, "item-04", NOW - timedelta(days=i % 90, seconds=i))
            for i, (person, course) in enumerate(enrolments, 1)
        ),
    )
    yield (
        "item_completion",
        "enrolment_id,item_key,item_hash,item_kind,version_id,evidence,completed_at",
        (
            (i, f"item-{n:02}", f"{course[-2:]}-{n:02}", "video", versions[course], "watched", START)
            for i, (_person, course) in enumerate(enrolments, 1)
            for n in range(ITEMS_EACH)
        ),
    )


def _awards(people: int, versions: dict[str, int]) -> Iterator[tuple[str, str, Iterable[tuple[Any, ...]]]]:
    chance = random.Random(1)
    columns = (
        "person_id,certification_key,cycle,version_id,affiliation_id,certified_at,zone,"
        "valid_from,valid_until,grace_until,window_opens_on,evidence,"
        "origin,change,changed_at,change_reason"
    )

    def rows() -> Iterator[tuple[Any, ...]]:
        for person in range(1, people + 1):
            for key in chance.sample(range(documents.CERTIFICATIONS), 2):
                name = f"certification-{key:02}"
                first: date = (NOW - timedelta(days=chance.randint(1, 420))).date()
                until = first + timedelta(days=365)
                yield (
                    person, name, 1, versions[name], person, datetime(first.year, first.month, first.day, tzinfo=UTC),
                    "Asia/Bangkok", first, until, until + timedelta(days=30), until - timedelta(days=60),
                    Json({"facts": []}), "evidence", "awarded",
                    datetime(first.year, first.month, first.day, tzinfo=UTC), "",
                )  # fmt: skip

    yield "award_period", columns, rows()


def _points(people: int) -> Iterator[tuple[str, str, Iterable[tuple[Any, ...]]]]:
    """One course credit each: programme to person and company."""
    yield (
        "ledger_account",
        "id,kind,person_id,company_id",
        [
            (1, "programme", None, None),
            *((1 + i, "person", i, None) for i in range(1, people + 1)),
            *((1 + people + i, "company", None, i) for i in range(2, COMPANIES + 2)),
        ],
    )
    yield (
        "ledger_entry",
        "id,reason,reference,rule_key,rule_version_id,person_id,affiliation_id,company_id,subject,occurred_at,posted_at",
        (
            (
                i,
                "course_completed",
                f"course:{i}",
                "course",
                1,
                i,
                i,
                _company_of(i),
                "course:course-01",
                START,
                START,
            )
            for i in range(1, people + 1)
        ),
    )
    yield (
        "posting",
        "entry_id,account_id,amount",
        (
            row
            for i in range(1, people + 1)
            for row in ((i, 1, -80), (i, 1 + i, 40), (i, 1 + people + _company_of(i), 40))
        ),
    )
