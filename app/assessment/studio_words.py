"""What the studio calls things: types, states, difficulties, and a quiz's settings in sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.assessment.bank_index import choice_of
from app.assessment.blueprint import BlueprintFault
from app.assessment.stock import Stock
from app.assessment.terms import Terms, terms_of
from app.catalogue.documents import Draw, Quiz, ReviewMatrix, Text
from app.core.i18n import clock_time, day, minutes, ngettext, pick
from app.core.i18n import gettext as _


@dataclass(frozen=True)
class BankNames:
    """What a bank and its topics are called."""

    title: Text
    topics: dict[str, Text]


def type_words() -> dict[str, str]:
    """Types of questions, in the order in which they are offered."""
    return {
        "single": _("Single choice"),
        "multiple": _("Multiple choice"),
        "true_false": _("True or false"),
        "matching": _("Matching"),
        "ordering": _("Ordering"),
        "categorise": _("Sorting into categories"),
        "cloze": _("Text with gaps"),
        "numeric": _("Number"),
        "short_text": _("Short text"),
        "hotspot": _("Place on a picture"),
        "essay": _("Essay"),
        "pitch": _("Pitch"),
        "scenario": _("Case with questions"),
        "description": _("Words only"),
    }


def state_words() -> dict[str, str]:
    return {"draft": _("Draft"), "ready": _("Ready"), "retired": _("Retired")}


def difficulty_words() -> dict[str, str]:
    return {"easy": _("Easy"), "medium": _("Medium"), "hard": _("Hard")}


def tag_words() -> dict[str, str]:
    return {"objective": _("Objective"), "product": _("Product"), "competitor": _("Competitor")}


def origin_words() -> dict[str, str]:
    """Where a bank is written."""
    return {"files": _("Content files"), "studio": _("Studio")}


def section_words(section: Draw, bank: BankNames) -> list[str]:
    """What one section of a blueprint puts on the paper, one sentence for each way."""
    sentences = []
    if section.questions:
        sentences.append(
            ngettext(
                "%(num)d question that stands on every paper.",
                "%(num)d questions that stand on every paper.",
                len(section.questions),
            )
        )
    names = {"bank": pick(bank.title) or section.bank, "limits": _limits(section, bank.topics)}
    if section.draw:
        sentences.append(
            ngettext(
                "%(num)d question drawn from %(bank)s%(limits)s.",
                "%(num)d questions drawn from %(bank)s%(limits)s.",
                section.draw,
                **names,
            )
        )
    if section.scenarios:
        sentences.append(
            ngettext(
                "%(num)d case drawn from %(bank)s%(limits)s, %(of)s questions together.",
                "%(num)d cases drawn from %(bank)s%(limits)s, %(of)s questions together.",
                section.scenarios,
                of=section.of,
                **names,
            )
        )
    if section.floor:
        sentences.append(_("This section never comes to less than 0."))
    return sentences


def choice_words(section: Draw, stock: Stock | None) -> str:
    """How many questions and cases a section can choose from."""
    if stock is None:
        return _("There is no bank %(bank)s.", bank=section.bank)
    parts = []
    if section.draw:
        number = len(stock.index.pool(choice_of(section)))
        parts.append(ngettext("%(num)d question to choose from", "%(num)d questions to choose from", number))
    if section.scenarios:
        number = len(stock.index.pool(choice_of(section, section.of)))
        parts.append(ngettext("%(num)d case to choose from", "%(num)d cases to choose from", number))
    return " · ".join(parts)


def fault_words(faults: Iterable[BlueprintFault]) -> list[str]:
    """Each fault of a blueprint with the section that it is in."""
    return [
        _("Section %(number)s: %(fault)s.", number=fault.section + 1, fault=fault.message)
        if fault.section is not None
        else f"{fault.message[:1].upper()}{fault.message[1:]}."
        for fault in faults
    ]


def _limits(section: Draw, topics: dict[str, Text]) -> str:
    """What narrows a draw: the topics, how hard, the tags."""
    limits = []
    if section.topics:
        names = ", ".join(pick(topics.get(topic, {})) or topic for topic in section.topics)
        limits.append(_("topics %(names)s", names=names))
    if section.difficulty:
        limits.append(difficulty_words()[section.difficulty].lower())
    limits += [
        f"{tag_words().get(kind, kind).lower()} {' / '.join(values)}" for kind, values in section.tags.items()
    ]
    return "".join(f", {limit}" for limit in limits)


def settings_words(quiz: Quiz) -> list[tuple[str, str]]:
    """What is agreed about a quiz, as pairs of what and how."""
    pairs = [*terms_words(terms_of(quiz)), (_("Shuffled"), _shuffled(quiz))]
    if quiz.opens_at:
        pairs.append((_("Opens"), moment_words(quiz.opens_at)))
    if quiz.exposure_cap is not None:
        cap = f"{quiz.exposure_cap * 100:g}%"
        pairs.append((_("Spared"), _("Questions on more than %(cap)s of recent papers", cap=cap)))
    return pairs


def terms_words(terms: Terms) -> list[tuple[str, str]]:
    """What an attempt was begun with, as pairs of what and how."""
    pairs = [
        (_("Pass mark"), f"{terms.pass_mark * 100:g}%"),
        (_("Time"), _time(terms)),
        (_("Attempts"), _attempts(terms)),
        (_("Which attempt counts"), counts_words()[terms.counts]),
        (_("Answers are checked"), behaviour_words()[terms.behaviour]),
        (_("Layout"), _("One question at a time") if terms.layout == "one" else _("All on one page")),
        (_("Results"), release_words().get(terms.release, terms.release)),
        (_("Shown afterwards"), _shown(terms.review)),
    ]
    if terms.closes_at:
        pairs.append((_("Closes"), moment_words(terms.closes_at)))
    if terms.honour:
        pairs.append((_("Honour statement"), _("Asked for before the start")))
    if not terms.floor:
        pairs.append((_("Lowest score"), _("May be below 0")))
    return pairs


def _time(terms: Terms) -> str:
    if not terms.time_limit:
        return _("No limit")
    limit = minutes(terms.time_limit)
    if not terms.grace:
        return limit
    return _("%(limit)s, and %(grace)s of grace", limit=limit, grace=minutes(terms.grace))


def _attempts(terms: Terms) -> str:
    if not terms.attempts:
        return _waiting(_("Any number"), terms)
    return _waiting(ngettext("%(num)d attempt", "%(num)d attempts", terms.attempts), terms)


def _waiting(number: str, terms: Terms) -> str:
    """With the hours before the second, third, … attempt, where there are any."""
    if not terms.cooldown:
        return number
    return _("%(number)s, waiting %(hours)s", number=number, hours=_hours(terms.cooldown))


def _hours(waits: Iterable[int]) -> str:
    return ", ".join(_("%(n)s h", n=hours) for hours in waits)


def counts_words() -> dict[str, str]:
    return {
        "highest": _("The best one"),
        "latest": _("The latest"),
        "first": _("The first"),
        "average": _("The average of all"),
        "first_passing": _("The first that passes"),
    }


def behaviour_words() -> dict[str, str]:
    return {
        "deferred": _("After the hand-in"),
        "immediate": _("At once, one try"),
        "multi_try": _("At once, several tries with hints"),
        "certainty": _("After the hand-in, weighted by how sure one is"),
    }


def release_words() -> dict[str, str]:
    return {
        "at_once": _("At once"),
        "after_close": _("When the quiz has closed"),
        "by_hand": _("Released by hand"),
    }


def _shuffled(quiz: Quiz) -> str:
    match quiz.shuffle_questions, quiz.shuffle_options:
        case True, True:
            return _("Questions and options")
        case True, False:
            return _("Questions")
        case False, True:
            return _("Options")
        case _other:
            return _("Nothing")


def _shown(review: str | ReviewMatrix) -> str:
    presets = {
        "score": _("The score"),
        "topics": _("The score and the topics with gaps"),
        "answers": _("Everything, with the right answers"),
    }
    if isinstance(review, str):
        return presets.get(review, review)
    return _("By a table of its own: what, when and to whom")


def moment_words(at: datetime) -> str:
    """14 Dec 2026, 14:32 for the reader."""
    return f"{day(at)}, {clock_time(at)}"
