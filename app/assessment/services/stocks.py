"""What blueprints can take of the banks as they are now. Processes keep a bank's index for as long as its revision."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from threading import Lock

import msgspec
from sqlalchemy import Text, bindparam, cast, select

from app.assessment.bank_index import BankIndex, Entry, drawn_as, tag_pairs
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
    .order_by(Question.bank_id, Question.id)
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
    banks = _banks(sections)
    return _stocks(banks, _indexes(banks), sections)


def stocks_anew(sections: Sequence[Draw]) -> dict[str, Stock]:
    """As `stocks_of`, but read anew and kept by nobody: for a change of a bank that may yet be taken back."""
    banks = _banks(sections)
    return _stocks(banks, _without_revisions(_read_indexes(banks)), sections)


def _banks(sections: Sequence[Draw]) -> Sequence[AnyRow]:
    return read(BANKS, keys=sorted({section.bank for section in sections})).all()


def _stocks(
    banks: Sequence[AnyRow], indexes: Mapping[int, BankIndex], sections: Sequence[Draw]
) -> dict[str, Stock]:
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
            found |= _read_and_keep(missing) if missing else {}
    return found


def _still_kept(banks: Sequence[AnyRow]) -> dict[int, BankIndex]:
    kept = [(bank, _kept.get(bank.id)) for bank in banks]
    return {bank.id: one[1] for bank, one in kept if one is not None and one[0] == bank.revision}


def _read_and_keep(banks: Iterable[AnyRow]) -> dict[int, BankIndex]:
    found = _read_indexes(banks)
    for bank_id, kept in found.items():
        _kept[bank_id] = kept
        _kept.move_to_end(bank_id)
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return _without_revisions(found)


def _read_indexes(banks: Iterable[AnyRow]) -> dict[int, tuple[int, BankIndex]]:
    """The index of each bank with the revision that it is of, which may be newer than the one asked for."""
    found = {bank.id: (bank.revision, BankIndex(())) for bank in banks}
    rows = read(READY, bank_ids=list(found)).all()
    for bank_id, of_bank in groupby(rows, key=attrgetter("bank_id")):
        ready = list(of_bank)
        found[bank_id] = (ready[0].revision, BankIndex(_entries(ready)))
    return found


def _without_revisions(found: Mapping[int, tuple[int, BankIndex]]) -> dict[int, BankIndex]:
    return {bank_id: index for bank_id, (_revision, index) in found.items()}


def _entries(rows: Iterable[AnyRow]) -> Iterator[Entry]:
    """Many questions have the same tags: they are read once."""
    tags: dict[str, tuple[tuple[str, str], ...]] = {}
    for _bank, _revision, question_id, version_id, topic, difficulty, kind, marks, stored in rows:
        of = drawn_as(kind, marks)
        if of is None:
            continue
        if stored not in tags:
            tags[stored] = tag_pairs(msgspec.json.decode(stored))
        yield Entry(question_id, version_id, topic, difficulty, of, tags[stored])
