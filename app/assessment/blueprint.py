"""What is wrong with a blueprint, against the banks that it draws from (pure). Nobody can start an impossible quiz."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.assessment.bank_index import choice_of
from app.assessment.drawing import TooFewQuestions, build_paper
from app.assessment.stock import Stock
from app.catalogue.documents import Draw
from app.core.i18n import gettext as _
from app.core.i18n import ngettext


@dataclass(frozen=True)
class BlueprintFault:
    """One thing that is impossible. `section` counts from 0, None is all of them together; `field` is the one of the
    section that names it. The message goes on where "Section 2" begins.
    """

    section: int | None
    field: str
    message: str


def blueprint_faults(sections: Sequence[Draw], stocks: Mapping[str, Stock]) -> list[BlueprintFault]:
    """Every section that asks for what its bank does not have, and sections that do so only together.

    A stock needs to name the questions that the sections name, whatever their state.
    """
    times = Counter((section.bank, key) for section in sections for key in section.questions)
    faults: list[BlueprintFault] = []
    for number, section in enumerate(sections):
        stock = stocks.get(section.bank)
        if stock is None:
            words = _("there is no bank %(bank)s; correct the name or add it", bank=section.bank)
            faults.append(BlueprintFault(number, "bank", words))
            continue
        found = [*_unknown(section, stock), *_named(section, stock, times), *_short(section, stock, sections)]
        faults += [BlueprintFault(number, field, words) for field, words in found]
    return faults or list(_together(sections, stocks))


def _unknown(section: Draw, stock: Stock) -> Iterator[tuple[str, str]]:
    """Topics and tags that the bank does not know, and numbers that do not fit each other."""
    for topic in sorted(set(section.topics) - set(stock.topics)):
        known = ", ".join(stock.topics)
        yield "topics", _(
            "%(topic)s is not a topic of the bank %(bank)s (%(known)s); correct it",
            topic=topic, bank=section.bank, known=known,
        )  # fmt: skip
    for kind, values in section.tags.items():
        for value in values:
            if not stock.index.has_tag(kind, value):
                yield "tags", _(
                    "no question of the bank %(bank)s that is ready has the tag %(tag)s; correct it or tag some",
                    bank=section.bank, tag=f"{kind} {value}",
                )  # fmt: skip
    if bool(section.scenarios) != bool(section.of):
        yield (
            "of" if section.of else "scenarios",
            _("scenarios and of belong together: so many scenarios of so many questions; give both"),
        )
    if not section.count:
        yield "draw", _("asks nothing; give draw, questions or scenarios")


def _named(section: Draw, stock: Stock, times: Mapping[tuple[str, str], int]) -> Iterator[tuple[str, str]]:
    """Fixed questions that cannot stand on a paper."""
    for key in dict.fromkeys(section.questions):
        one, names = stock.named.get(key), {"key": key, "bank": section.bank}
        if one is None:
            yield "questions", _("the bank %(bank)s has no question %(key)s; correct the key", **names)
        elif one.state == "draft":
            yield "questions", _("the question %(key)s is a draft; make it ready or name another", **names)
        elif one.state == "retired":
            yield "questions", _("the question %(key)s is retired; name another", **names)
        elif one.kind == "scenario":
            yield "questions", _("%(key)s is a scenario; draw it with scenarios and of", **names)
        elif times[section.bank, key] > 1:
            yield "questions", _("the question %(key)s stands twice in this quiz; keep one", **names)


def _short(section: Draw, stock: Stock, sections: Sequence[Draw]) -> Iterator[tuple[str, str]]:
    """Too few questions for the section alone. Fixed ones are not there to be drawn."""
    fixed = {
        stock.named[key].question_id
        for other in sections
        if other.bank == section.bank
        for key in other.questions
        if key in stock.named
    }
    what = " ".join(filter(None, [section.difficulty, "/".join(section.topics), _tags(section)]))
    names = {"bank": section.bank, "what": f" ({what})" if what else ""}
    has = sum(question not in fixed for question in stock.index.pool(choice_of(section)))
    if has < section.draw:
        yield "draw", ngettext(
            "draws %(num)s question from the bank %(bank)s%(what)s, which has %(has)s; draw fewer or write more",
            "draws %(num)s questions from the bank %(bank)s%(what)s, which has %(has)s; draw fewer or write more",
            section.draw, has=has, **names,
        )  # fmt: skip
    has = len(stock.index.pool(choice_of(section, section.of)))
    if section.of and has < section.scenarios:
        yield "scenarios", ngettext(
            "draws %(num)s scenario of %(of)s questions from the bank %(bank)s%(what)s, which has %(has)s; "
            "draw fewer or write more",
            "draws %(num)s scenarios of %(of)s questions from the bank %(bank)s%(what)s, which has %(has)s; "
            "draw fewer or write more",
            section.scenarios, of=section.of, has=has, **names,
        )  # fmt: skip


def _tags(section: Draw) -> str:
    return " ".join("/".join(values) for values in section.tags.values())


def _together(sections: Sequence[Draw], stocks: Mapping[str, Stock]) -> Iterator[BlueprintFault]:
    """What only all sections together show."""
    try:
        build_paper(sections, stocks, seed="check")
    except TooFewQuestions:
        words = _("the sections overlap and together draw more questions than their banks have; draw fewer")
        yield BlueprintFault(None, "sections", words)
    fixed = [stocks[section.bank].named[key] for section in sections for key in section.questions]
    if not any(section.draw or section.scenarios for section in sections) and not any(f.marks for f in fixed):
        yield BlueprintFault(None, "sections", _("no question of this quiz gives a mark; add one that does"))
