"""Where each role can go: the main entries, the groups of the side bar, the account menu."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from app.core.i18n import gettext as _
from app.people.actor import Actor


@dataclass(frozen=True)
class Entry:
    """A link of the navigation. `icon_current` marks the place by shape, not by colour alone."""

    label: str
    url: str
    icon: str
    icon_current: str
    current: bool


@dataclass(frozen=True)
class Group:
    """Entries of the side bar under one word; the first group has none."""

    title: str
    entries: list[Entry]


@dataclass(frozen=True)
class Navigation:
    """`main` and `more` stand in the bars of partner roles, `groups` in the side bar of vendor roles."""

    main: list[Entry]
    more: list[Entry]
    groups: list[Group]
    search: Entry


def navigation(actor: Actor) -> Navigation:
    """All that a person may go to."""
    search = _entry("catalogue.library", _("Library"), "search")
    if actor.is_vendor:
        return Navigation([], [], _vendor_groups(actor), search)
    return Navigation(_learner_main(), _partner_admin_more(actor), [], search)


def _learner_main() -> list[Entry]:
    return [
        _entry("reporting.home", _("Home"), "house-door", "house-door-fill"),
        _entry("learning.learn", _("Learn"), "book", "book-fill", also=("learning", "assessment")),
        _entry("certification.mine", _("Certifications"), "award", "award-fill", also=("certification",)),
        _entry("points.mine", _("Points"), "coin", also=("points",)),
    ]


def _partner_admin_more(actor: Actor) -> list[Entry]:
    if not actor.is_partner_admin:
        return []
    return [
        _entry(
            "reporting.company",
            _("My company"),
            "building",
            within=("learning.assign",),
            company_id=actor.company_id,
        ),
        _entry("people.people", _("People"), "people", within=ABOUT_PEOPLE),
    ]


def _vendor_groups(actor: Actor) -> list[Group]:
    """Nobody of the vendor has a home apart: the mark leads to the first of these."""
    groups = []
    if actor.is_channel_manager:
        groups.append(
            Group(
                _("Partners"),
                [
                    _entry(
                        "reporting.board",
                        _("Board"),
                        "grid-3x3-gap",
                        within=("reporting.company", "learning.assign"),
                    ),
                    _entry("partners.companies", _("Partners"), "building", also=("partners",)),
                    _entry("people.people", _("People"), "people", within=ABOUT_PEOPLE + AWARDS),
                    _entry("certification.requests", _("Requests"), "inbox"),
                    _entry("points.board", _("Points"), "coin"),
                ],
            )
        )
    groups.append(Group(_("Content"), _content(actor)))
    if actor.is_admin:
        groups.append(Group(_("Programme"), _administration()))
    return groups


def _content(actor: Actor) -> list[Entry]:
    """What authors write, what graders read, and the library for everybody."""
    entries = []
    if actor.is_author:
        entries += [
            _entry("catalogue.content", _("Content"), "pencil-square", also=("catalogue",)),
            _entry("assessment.banks", _("Question banks"), "question-circle", within=BANKS),
        ]
    if actor.is_author or actor.is_channel_manager:
        entries += [
            _entry("assessment.quizzes", _("Quizzes"), "patch-question", within=QUIZZES),
            _entry("assessment.grading", _("Grading"), "clipboard-check", within=GRADING),
        ]
    return [*entries, _entry("catalogue.library", _("Library"), "collection", also=("learning",))]


def _administration() -> list[Entry]:
    entries = [_entry("people.audit", _("Audit"), "shield-lock")]
    if not current_app.config["KRU"].production:
        entries.append(_entry("web.outbox_mail", _("Mail"), "envelope"))
    return entries


def role_word(actor: Actor) -> str:
    """What a person of the vendor is called; partners are known by their company."""
    if actor.is_admin:
        return _("Admin")
    if actor.is_channel_manager:
        return _("Channel manager")
    return _("Author") if actor.is_author else ""


def account_links() -> list[Entry]:
    return [
        _entry("people.account", _("Account"), "person"),
        _entry("notifications.inbox", _("Notices"), "bell"),
    ]


def gate_links() -> list[Entry]:
    """The foot of pages that the world sees."""
    return [_entry("certification.verify_form", _("Check a certificate"), "patch-check")]


def home() -> str:
    """Where the mark leads."""
    return "/"


def _entry(
    endpoint: str,
    label: str,
    icon: str,
    icon_current: str = "",
    *,
    also: tuple[str, ...] = (),
    within: tuple[str, ...] = (),
    **values: Any,
) -> Entry:
    """A link; it is the current place on its own page, on those in `within` and in the packages in `also`."""
    given = request.view_args or {}
    own = request.endpoint == endpoint and all(given.get(k) == v for k, v in values.items())
    own = own or request.endpoint in within
    return Entry(
        label=label,
        url=url_for(endpoint, **values),
        icon=icon,
        icon_current=icon_current or icon,
        current=own or (request.blueprint in also and request.endpoint not in ENDPOINTS),
    )


ABOUT_PEOPLE = (
    "people.person",
    "people.invite",
    "people.invite_submit",
    "people.move",
    "people.move_submit",
    "people.import_people",
    "people.import_people_dry",
    "people.import_people_confirm",
    "reporting.evidence",
)
"""Pages that one reaches from a person."""
AWARDS = (
    "certification.award",
    "certification.revoke",
    "certification.change",
    "certification.change_save",
    "certification.give",
    "certification.give_save",
    "certification.holders",
)
"""A person's awards; for whoever learns they are among the own certifications."""

BANKS = tuple(
    f"assessment.{page}"
    for page in (
        "bank", "new_bank", "new_bank_save", "question", "question_analysis_page", "regrade", "regrade_save",
        "import_questions", "import_dry", "import_confirm", "export_questions",
    )
)  # fmt: skip
QUIZZES = tuple(
    f"assessment.{page}"
    for page in (
        "quiz", "quiz_analysis_page", "desk_attempt", "void", "void_save", "allowance", "allowance_save",
    )
)  # fmt: skip
GRADING = ("assessment.grade", "assessment.grade_save", "assessment.second_grader")
"""Pages of the studio, by the entry that one reaches them from."""

ENDPOINTS = frozenset(
    {
        "reporting.home",
        "reporting.board",
        "reporting.company",
        "learning.learn",
        "learning.assign",
        "certification.mine",
        "certification.requests",
        "certification.verify_form",
        "points.mine",
        "catalogue.library",
        "catalogue.content",
        "assessment.banks",
        "assessment.quizzes",
        "assessment.grading",
        "partners.companies",
        "people.people",
        "people.audit",
        "people.account",
        "notifications.inbox",
        "people.sign_out",
        "people.switch_seat",
        "web.outbox_mail",
    }
)
"""Endpoints that the frame links to or names; such a page is never marked merely for its package."""
