"""What blueprints can take of the banks as they are now. Processes keep a bank's index for as long as its revision."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from threading import Lock

import msgspec
from sqlalchemy import Text, bindparam, cast, select

from app.assessment.bank_index import BankIndex, Entry, drawn_as
from app.assessment.models import Bank, Question
from app.assessment.stock import Named, Stock
from app.catalogue.documents import Draw
from app.core.db import AnyRow, read

MOST_KEPT = 100
"""So many indexes a process keeps: one of 50,000 questions takes about 2 MiB."""

BANKS = select(Bank.id, Bank.key, Bank.revision, Bank.topics).where(
    Bank.key.in_(bindparam("keys", expanding=True))
)
READY = (
    select(
        Question.bank_id,
        Bank.revision,
        Question.id,
        Question.current_version_id,
        Question.topic,
        Question.difficulty,
        Question.type,
        Question.marks,
        cast(Question.tags, Text).label("tags"),
    )
    .join(Bank, Bank.id == Question.bank_id)
    .where(Question.bank_id.in_(bindparam("bank_ids", expanding=True)), Question.state == "ready")
)
NAMED = (
    select(
        Bank.key.label("bank"),
        Question.key,
        Question.id,
        Question.current_version_id,
        Question.type,
        Question.marks,
        Question.state,
    )
    .join(Bank, Bank.id == Question.bank_id)
    .where(
        Bank.key.in_(bindparam("banks", expanding=True)), Question.key.in_(bindparam("keys", expanding=True))
    )
)

_kept: OrderedDict[int, tuple[int, BankIndex]] = OrderedDict()
_keeping = Lock()


def stocks_of(sections: Sequence[Draw]) -> dict[str, Stock]:
    """The stock of every bank that the sections draw from, by key; a bank that does not exist has none.

    One statement for the banks, one when questions are named, one when an index is not kept or old.
    """
    banks = read(BANKS, keys=sorted({section.bank for section in sections})).all()
    indexes = _indexes(banks)
    named = _named(sections)
    return {bank.key: Stock(indexes[bank.id], tuple(bank.topics), named.get(bank.key, {})) for bank in banks}


def _named(sections: Sequence[Draw]) -> dict[str, dict[str, Named]]:
    """The questions that sections call by their key, by bank."""
    keys = sorted({key for section in sections for key in section.questions})
    banks = sorted({section.bank for section in sections if section.questions})
    found: dict[str, dict[str, Named]] = {}
    for row in read(NAMED, banks=banks, keys=keys) if keys else ():
        one = Named(row.id, row.current_version_id, row.type, row.marks, row.state)
        found.setdefault(row.bank, {})[row.key] = one
    return found


def _indexes(banks: Sequence[AnyRow]) -> dict[int, BankIndex]:
    """By the bank's id. What is missing is read once, however many threads want it."""
    found = _still_kept(banks)
    if len(found) < len(banks):
        with _keeping:
            found = _still_kept(banks)
            missing = [bank for bank in banks if bank.id not in found]
            found |= _read_indexes(missing) if missing else {}
    return found


def _still_kept(banks: Sequence[AnyRow]) -> dict[int, BankIndex]:
    kept = [(bank, _kept.get(bank.id)) for bank in banks]
    return {bank.id: one[1] for bank, one in kept if one is not None and one[0] == bank.revision}


def _read_indexes(banks: Iterable[AnyRow]) -> dict[int, BankIndex]:
    revisions = {bank.id: bank.revision for bank in banks}
    rows: dict[int, list[AnyRow]] = {bank_id: [] for bank_id in revisions}
    for row in read(READY, bank_ids=list(revisions)):
        rows[row.bank_id].append(row)
        revisions[row.bank_id] = row.revision
    found = {bank_id: BankIndex(_entries(ready)) for bank_id, ready in rows.items()}
    for bank_id, index in found.items():
        _kept[bank_id] = (revisions[bank_id], index)
        _kept.move_to_end(bank_id)
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return found


def _entries(rows: Iterable[AnyRow]) -> Iterator[Entry]:
    for row in rows:
        of = drawn_as(row.type, row.marks)
        if of is not None:
            tags = {} if row.tags == "{}" else msgspec.json.decode(row.tags)
            yield Entry(row.id, row.current_version_id, row.topic, row.difficulty, of, tags)
