"""What authors see of banks and questions, the answer keys with them. Every read begins with who may author."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.assessment.models import DIFFICULTIES, QUESTION_STATES, Bank, Question, QuestionVersion, Slot
from app.assessment.policies import can_author
from app.assessment.questions import TAGS, TYPES, QuestionDocument, from_dict
from app.assessment.studio_words import BankNames
from app.catalogue.documents import Text as Words
from app.core.db import AnyRow, AnySelect, read
from app.core.errors import NotVisible
from app.core.paging import fetch
from app.core.value_pairs import is_postgresql
from app.people.actor import Actor
from app.people.listing import Listing
from app.people.models import Person

SIZE = 50
SOON = timedelta(days=30)
"""A review that falls due within this time is named."""
MOST_TAGS = 200
MOST_VERSIONS = 100


@dataclass(frozen=True)
class BankHead:
    """A bank without its questions."""

    id: int
    key: str
    title: Words
    topics: dict[str, Words]
    owner: str
    languages: list[str]
    origin: str

    @property
    def is_of_studio(self) -> bool:
        """Whether it may be changed here; a bank of the content files is changed there alone."""
        return self.origin == "studio"


@dataclass(frozen=True)
class BankCard:
    """A bank with its figures. `due` are the questions to review within 30 days, or already past it."""

    bank: BankHead
    by_state: dict[str, int] = field(default_factory=dict)
    by_type: dict[str, int] = field(default_factory=dict)
    due: int = 0

    @property
    def count(self) -> int:
        """Questions that are not retired."""
        return sum(number for state, number in self.by_state.items() if state != "retired")


BANK = (Bank.id, Bank.key, Bank.title, Bank.topics, Bank.owner, Bank.languages, Bank.origin)
BANKS = select(*BANK).order_by(Bank.key)
ONE_BANK = select(*BANK).where(Bank.key == bindparam("key"))
COUNTS = select(Question.bank_id, Question.state, Question.type, func.count()).group_by(
    Question.bank_id, Question.state, Question.type
)
DUE = (
    select(Question.bank_id, func.count())
    .where(Question.review_on <= bindparam("until"), Question.state != "retired")
    .group_by(Question.bank_id)
)


def banks(actor: Actor, *, today: date) -> list[BankCard]:
    """Every bank with its figures. Three statements; raises NotVisible for who does not author."""
    _require_author(actor)
    cards = {row.id: BankCard(BankHead(*row)) for row in read(BANKS)}
    for bank_id, state, kind, number in read(COUNTS):
        card = cards[bank_id]
        card.by_state[state] = card.by_state.get(state, 0) + number
        if state != "retired":
            card.by_type[kind] = card.by_type.get(kind, 0) + number
    due = {row[0]: row[1] for row in read(DUE, until=today + SOON)}
    return [BankCard(c.bank, c.by_state, _in_order(c.by_type), due.get(c.bank.id, 0)) for c in cards.values()]


def _in_order(by_type: dict[str, int]) -> dict[str, int]:
    return {kind: by_type[kind] for kind in TYPES if kind in by_type}


def _require_author(actor: Actor) -> None:
    if not can_author(actor):
        raise NotVisible


def get_bank(actor: Actor, key: str) -> BankHead:
    """Raises NotVisible when there is none or the actor does not author."""
    _require_author(actor)
    row = read(ONE_BANK, key=key).one_or_none()
    if row is None:
        raise NotVisible
    return BankHead(*row)


BANK_NAMES = select(Bank.key, Bank.title, Bank.topics).where(Bank.key.in_(bindparam("keys", expanding=True)))


def bank_names(keys: Collection[str]) -> dict[str, BankNames]:
    """What banks and their topics are called, by key. These say nothing of questions."""
    return {row.key: BankNames(row.title, row.topics) for row in read(BANK_NAMES, keys=sorted(keys))}


@dataclass(frozen=True)
class QuestionFilter:
    """What a list of questions is narrowed to; empty means everything. `tag` is "product:crm"."""

    topic: str = ""
    difficulty: str = ""
    type: str = ""
    state: str = ""
    tag: str = ""
    words: str = ""
    is_due: bool = False


@dataclass(frozen=True)
class QuestionRow:
    """A question in a list."""

    id: int
    key: str
    stem: Words
    type: str
    topic: str
    difficulty: str
    state: str
    owner: str
    review_on: date | None
    tags: dict[str, list[str]]


ROW = (
    Question.id, Question.key, QuestionVersion.document["stem"], Question.type, Question.topic, Question.difficulty,
    Question.state, Question.owner, Question.review_on, Question.tags,
)  # fmt: skip
ROWS = (
    select(*ROW)
    .join(QuestionVersion, QuestionVersion.id == Question.current_version_id)
    .where(Question.bank_id == bindparam("bank_id"))
)


def list_questions(
    bank: BankHead, wanted: QuestionFilter, *, at: str | None, today: date
) -> Listing[QuestionRow]:
    """A page of a bank's questions by key."""
    statement = ROWS.where(*_conditions(bank, wanted, today))
    keys = (Question.key.expression, Question.id.expression)
    page = fetch(statement, keys=keys, at=at, size=SIZE, values={"bank_id": bank.id})
    return Listing([QuestionRow(*row[: len(ROW)]) for row in page.rows], page.previous, page.next)


def _conditions(bank: BankHead, wanted: QuestionFilter, today: date) -> Iterable[ColumnElement[bool]]:
    for column, value in (
        (Question.topic, wanted.topic),
        (Question.difficulty, wanted.difficulty),
        (Question.type, wanted.type),
        (Question.state, wanted.state),
    ):
        if value:
            yield column == value
    if wanted.words:
        yield _has_words(bank.languages, wanted.words)
    if wanted.tag:
        yield _has_tag(*wanted.tag.split(":", 1))
    if wanted.is_due:
        yield Question.review_on <= today + SOON
        yield Question.state != "retired"


def _has_words(languages: Iterable[str], words: str) -> ColumnElement[bool]:
    """In the stem, in whatever language, or in the key."""
    stem = QuestionVersion.document["stem"]
    texts = [stem[code].as_string().icontains(words, autoescape=True) for code in languages]
    return or_(Question.key.icontains(words.lower(), autoescape=True), *texts)


def _has_tag(kind: str, value: str) -> ColumnElement[bool]:
    if is_postgresql():
        return type_coerce(Question.tags, JSONB).contains({kind: [value]})
    values = func.json_each(Question.tags, f'$."{kind}"').table_valued("value", name="values_of_tag")
    return select(true()).select_from(values).where(values.c.value == value).exists()


@cache
def _tags(_postgresql: bool) -> AnySelect:
    """Every tag of a bank as kind and value, in order."""
    value: ColumnElement[Any]
    if _postgresql:
        kinds = func.jsonb_each(type_coerce(Question.tags, JSONB)).table_valued("key", "value", name="kinds")
        values = func.jsonb_array_elements_text(kinds.c.value).table_valued("value", name="values_of_tag")
        value = literal_column("values_of_tag.value")
    else:
        kinds = func.json_each(Question.tags).table_valued("key", "value", name="kinds")
        values = func.json_each(kinds.c.value).table_valued("value", name="values_of_tag")
        value = values.c.value
    kind, word = cast(kinds.c.key, Text).label("kind"), cast(value, Text).label("word")
    return (
        select(kind, word)
        .distinct()
        .select_from(Question)
        .join(kinds, true())
        .join(values, true())
        .where(Question.bank_id == bindparam("bank_id"))
        .order_by(kind, word)
        .limit(MOST_TAGS)
    )


def tags_of(bank: BankHead) -> list[tuple[str, str]]:
    """Kind and value of the bank's tags, for the filter."""
    return [(row.kind, row.word) for row in read(_tags(is_postgresql()), bank_id=bank.id)]


def known_filter(bank: BankHead, given: dict[str, str]) -> QuestionFilter:
    """What of the query's words can be meant; anything else narrows nothing."""

    def among(name: str, words: Iterable[str]) -> str:
        return given.get(name, "") if given.get(name, "") in words else ""

    tag = given.get("tag", "")
    return QuestionFilter(
        topic=among("topic", bank.topics),
        difficulty=among("difficulty", DIFFICULTIES),
        type=among("type", TYPES),
        state=among("state", QUESTION_STATES),
        tag=tag[:200] if tag.partition(":")[0] in TAGS and tag.partition(":")[2] else "",
        words=given.get("q", "").strip()[:100],
        is_due=given.get("review", "") == "due",
    )


@dataclass(frozen=True)
class Version:
    """One wording of a question, when it came and who brought it; empty for the content files."""

    id: int
    number: int
    at: datetime
    by: str


@dataclass(frozen=True)
class QuestionPage:
    """A question with one of its wordings, whole."""

    row: QuestionRow
    shown: Version
    current: int
    """The number of the wording that is drawn now."""
    document: QuestionDocument
    versions: list[Version]
    papers: int
    """On how many papers it has stood."""


ONE_QUESTION = (
    select(*ROW, Question.current_version_id)
    .join(QuestionVersion, QuestionVersion.id == Question.current_version_id)
    .where(Question.bank_id == bindparam("bank_id"), Question.key == bindparam("key"))
)
VERSIONS = (
    select(
        QuestionVersion.id, QuestionVersion.number, QuestionVersion.created_at, func.coalesce(Person.name, "")
    )
    .outerjoin(Person, Person.id == QuestionVersion.created_by)
    .where(QuestionVersion.question_id == bindparam("question_id"))
    .order_by(QuestionVersion.number.desc())
    .limit(MOST_VERSIONS)
)
DOCUMENT = select(QuestionVersion.document).where(QuestionVersion.id == bindparam("version_id"))
PAPERS = select(func.count(Slot.attempt_id.distinct())).where(Slot.question_id == bindparam("question_id"))


def get_question(bank: BankHead, key: str, *, version: int | None) -> QuestionPage:
    """A question in the wording of that number, or in the current one; raises NotVisible. Four statements."""
    row = read(ONE_QUESTION, bank_id=bank.id, key=key).one_or_none()
    if row is None:
        raise NotVisible
    versions = [Version(*found) for found in read(VERSIONS, question_id=row.id)]
    current = next(one for one in versions if one.id == row.current_version_id)
    shown = current if version is None else _numbered(versions, version)
    document = read(DOCUMENT, version_id=shown.id).scalar_one()
    papers = read(PAPERS, question_id=row.id).scalar_one()
    return QuestionPage(_row(row), shown, current.number, from_dict(document), versions, papers)


def _numbered(versions: list[Version], number: int) -> Version:
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        raise NotVisible
    return found


def _row(row: AnyRow) -> QuestionRow:
    values: list[Any] = list(row[: len(ROW)])
    return QuestionRow(*values)
