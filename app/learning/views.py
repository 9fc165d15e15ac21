"""Pages of learning: overview, curricula, courses, items, and what opened pages report."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.assessment.queries import attempt_history
from app.catalogue.documents import Acknowledgement, Card, Datasheet, Playbook, Quiz, Video, in_language
from app.catalogue.playbooks import render_playbook
from app.catalogue.queries import live_documents
from app.certification.definition import course_of
from app.certification.queries import live_definitions
from app.core import clock
from app.core.access import SIGNED_IN, access, require
from app.core.errors import DomainError, NotVisible
from app.core.i18n import LANGUAGES, language, local_day, ngettext
from app.core.i18n import gettext as _
from app.core.limits import limiter
from app.core.serve import serve_file
from app.flows import assign_curriculum as assigning
from app.flows import finish_item
from app.learning import pages, policies, wording
from app.learning.beacons import read_beacon
from app.learning.candidates import Candidates, people_to_assign
from app.learning.completion import accepted_words
from app.learning.evidence import sections_read, steps_ticked
from app.learning.forms import AcceptForm, AssignForm
from app.learning.item_files import find_file
from app.learning.opening import (
    Locked,
    find_open_course,
    require_open_item,
    require_reportable_item,
    sees_internal,
)
from app.learning.pages import ItemPage
from app.learning.place import resume_second
from app.learning.queries import texts_accepted
from app.learning.services import OutOfDate, enrol_in_curriculum
from app.learning.unlocking import opened_by
from app.people.models import ADMIN, CHANNEL_MANAGER, PARTNER_ADMIN
from app.points.rules import Event, from_document

bp = Blueprint("learning", __name__, template_folder="templates")
ITEM = "/learn/<course_key>/<item_key>"


@bp.context_processor
def words() -> dict[str, object]:
    """How templates say what an item is, what is missing of it, and where one goes on."""
    return {
        "wording": wording,
        "prose": pages.prose,
        "places_done": pages.places_done,
        "amount_done": pages.amount_done,
        "amount_words": pages.amount_words,
    }


@bp.get("/learn")
@access(SIGNED_IN)
def learn() -> str:
    """Everything to learn: one's curricula, those offered, other courses."""
    return render_template("learning/learn.html", page=pages.overview_of(current_user))


@bp.get("/learn/curricula/<key>")
@access(SIGNED_IN)
def curriculum(key: str) -> str:
    page = pages.curriculum_page(current_user, key)
    if page is None:
        raise NotVisible
    return render_template(
        "learning/curriculum.html", page=page, can_assign=policies.can_assign(current_user)
    )


@bp.post("/learn/curricula/<key>/start")
@access(SIGNED_IN)
def start_curriculum(key: str) -> Response:
    """Follow a curriculum that is offered."""
    page = pages.curriculum_page(current_user, key)
    if page is None:
        raise NotVisible
    me = current_user.person_id
    if enrol_in_curriculum(me, key, source="self", enrolled_by=me, now=clock.now()):
        flash(_("You follow this curriculum now."), "toast")
    return redirect(url_for(".curriculum", key=key), code=303)


@bp.get("/learn/<course_key>")
@access(SIGNED_IN)
def course(course_key: str) -> str:
    within = find_open_course(current_user, course_key)
    return render_template(
        "learning/course.html",
        page=pages.course_page(current_user, within),
        counts_for=_counts_for(course_key),
        points=_points_for(course_key),
        opens=pages.opens(within, opened_by(course_key, within.curricula.values())),
    )


def _counts_for(course_key: str) -> list[tuple[str, dict[str, str]]]:
    """Key and title of each certification that needs the course or an exam in it."""
    return [
        (key, live.document.title)
        for key, live in live_definitions().items()
        if any(course_of(leaf) == course_key for leaf in live.document.leaves)
    ]


def _points_for(course_key: str) -> int:
    """What finishing the course earns the person by the rules of today; nothing for the vendor's own people."""
    live = live_documents("points").get("points")
    if live is None or sees_internal(current_user):
        return 0
    rule = from_document(live.document).match(Event("course_completed", {"course": course_key}))
    return rule.person if rule else 0


@bp.get(ITEM)
@access(SIGNED_IN)
def item(course_key: str, item_key: str) -> str:
    opened = require_open_item(current_user, course_key, item_key)
    return _show(pages.item_page(current_user, opened))


def _show(page: ItemPage, **more: Any) -> str:
    item = page.item
    link = pages.file_link(page.course, item)
    match item:
        case Video():
            return render_template("learning/items/video.html", page=page, link=link, **_film(page))
        case Datasheet():
            sheet = in_language(item.sheets, language())
            return render_template("learning/items/datasheet.html", page=page, link=link, sheet=sheet)
        case Playbook():
            return render_template("learning/items/playbook.html", page=page, **_playbook(page, item))
        case Card():
            today = local_day(clock.now())
            current = pages.currency_of(item, today)
            return render_template("learning/items/card.html", page=page, today=today, current=current)
        case Acknowledgement():
            return render_template(
                "learning/items/acknowledgement.html", page=page, **_acknowledgement(page, item, **more)
            )
        case Quiz():
            history = attempt_history(
                current_user.person_id,
                f"{page.course.key}/{item.key}",
                cycle=page.opened.cycle,
                quiz=item,
                now=clock.now(),
            )
            return render_template("learning/items/quiz.html", page=page, history=history)


def _film(page: ItemPage) -> dict[str, Any]:
    item = page.item
    assert isinstance(item, Video)
    asked = request.args.get("t", type=float)
    return {
        "tracks": pages.tracks(item, pages.file_link(page.course, item), language(), LANGUAGES),
        "cues": pages.cues_of(item, language()),
        "strip": pages.film_strip(item, page.standing.evidence),
        "start": asked if asked is not None else resume_second(item, page.standing.place),
    }


def _playbook(page: ItemPage, item: Playbook) -> dict[str, Any]:
    ticked = steps_ticked(item, page.standing.evidence)
    rendered = render_playbook(item, language())
    return {
        "rendered": rendered,
        "html": rendered.ticked(sorted(ticked)),
        "read": sections_read(item, page.standing.evidence),
    }


def _acknowledgement(page: ItemPage, item: Acknowledgement, form: AcceptForm | None = None) -> dict[str, Any]:
    shown = language() if language() in item.body else next(iter(item.body), language())
    words = accepted_words(item)
    accepted = texts_accepted(current_user.person_id, page.course.key, item.key)
    return {
        "form": form or AcceptForm(data={"words": words.get(shown, "")}),
        "text": pages.prose(item.body.get(shown, "")),
        "words": words.get(shown, ""),
        "accepted": next((one for one in accepted if one.text_hash in words.values()), None),
        "before": next((one for one in accepted if one.text_hash not in words.values()), None),
    }


@bp.get(f"{ITEM}/transcript")
@access(SIGNED_IN)
def transcript(course_key: str, item_key: str) -> str:
    opened = require_open_item(current_user, course_key, item_key)
    if not isinstance(opened.item, Video):
        raise NotVisible
    page = pages.item_page(current_user, opened)
    return render_template("learning/transcript.html", page=page, cues=pages.cues_of(opened.item, language()))


@bp.get(f"{ITEM}/files/<sha256>/<name>")
@access(SIGNED_IN)
def files(course_key: str, item_key: str, sha256: str, name: str) -> Response:
    """A file of an item that is open to the person; documents are handed over to be saved."""
    opened = require_open_item(current_user, course_key, item_key)
    file = find_file(opened.item, sha256, name)
    if file is None:
        raise NotVisible
    is_document = file.media_type == "application/pdf"
    return serve_file(file.sha256, file.media_type, download_as=file.name if is_document else None)


@bp.post(f"{ITEM}/viewings")
@access(SIGNED_IN)
def open_viewing(course_key: str, item_key: str) -> Response:
    """A page is opened: from now on it may report."""
    shown = require_open_item(current_user, course_key, item_key).item
    opened = finish_item.open_page(current_user.person_id, course_key, shown, now=clock.now())
    answer = pages.report_answer(shown, opened.evidence, is_accepted=True, is_finished=opened.is_finished)
    response = jsonify(answer | {"token": opened.token})
    response.status_code = 201
    return response


@bp.post(f"{ITEM}/beacon")
@access(SIGNED_IN)
def beacon(course_key: str, item_key: str) -> Response:
    """An opened page reports. 409: it must be loaded again; 422: this is no report."""
    shown = require_reportable_item(current_user, course_key, item_key)
    try:
        told = read_beacon(request.form)
        recorded = finish_item.report(current_user.person_id, course_key, shown, told, now=clock.now())
    except DomainError as refusal:
        require_open_item(current_user, course_key, item_key)
        return _json(422, error=str(refusal))
    except OutOfDate:
        return _json(409, error=_("This page has changed since you opened it. Load it again."))
    return jsonify(
        pages.report_answer(
            shown, recorded.evidence, is_accepted=recorded.is_accepted, is_finished=recorded.is_finished
        )
    )


def _json(status: int, **values: str) -> Response:
    response = jsonify(**values)
    response.status_code = status
    return response


@bp.post(f"{ITEM}/steps")
@access(SIGNED_IN)
def steps(course_key: str, item_key: str) -> Response:
    """Ticks of a playbook: all of them from the form, or the changed one from the script."""
    shown = require_open_item(current_user, course_key, item_key).item
    if not isinstance(shown, Playbook):
        raise NotVisible
    ticked = set(request.form.getlist("step"))
    changed = request.form.get("changed")
    unticked = {changed} - ticked if changed else set(shown.steps) - ticked
    recorded = finish_item.tick_steps(
        current_user.person_id, course_key, shown, ticked=ticked, unticked=unticked, now=clock.now()
    )
    if request.accept_mimetypes.best == "application/json":
        return jsonify(
            pages.report_answer(shown, recorded.evidence, is_accepted=True, is_finished=recorded.is_finished)
        )
    flash(_("Your ticks are saved."), "toast")
    return redirect(url_for(".item", course_key=course_key, item_key=item_key), code=303)


@bp.post(f"{ITEM}/acknowledge")
@access(SIGNED_IN)
@limiter.limit("30 per minute")
def acknowledge(course_key: str, item_key: str) -> Response | tuple[str, int]:
    opened = require_open_item(current_user, course_key, item_key)
    if not isinstance(opened.item, Acknowledgement):
        raise NotVisible
    form = AcceptForm()
    if form.validate_on_submit():
        try:
            _accept(course_key, opened.item, form)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Accepted. Your name, the time and the exact words are kept."), "toast")
            return redirect(url_for(".item", course_key=course_key, item_key=item_key), code=303)
    return _show(pages.item_page(current_user, opened), form=form), 422


def _accept(course_key: str, item: Acknowledgement, form: AcceptForm) -> None:
    words = form.words.data or ""
    accepted_in = next((lang for lang, kept in accepted_words(item).items() if kept == words), language())
    finish_item.acknowledge(
        current_user.person_id,
        course_key,
        item,
        language=accepted_in,
        words=words,
        own_name=current_user.name,
        name=form.name.data or "",
        now=clock.now(),
    )


@bp.route("/learn/curricula/<key>/assign", methods=["GET", "POST"])
@access(PARTNER_ADMIN, CHANNEL_MANAGER, ADMIN)
def assign(key: str) -> str | Response | tuple[str, int]:
    """Give a curriculum to people of a company, or to everybody there."""
    require(policies.can_assign(current_user))
    page = pages.curriculum_page(current_user, key)
    if page is None:
        raise NotVisible
    choice = people_to_assign(current_user, key, request.args.get("company", type=int))
    form = AssignForm(_told(choice), **_meant(choice))
    form.people.choices = {str(person.person_id): person.name for person in choice.people}
    if form.validate_on_submit():
        try:
            new = _assign(key, form)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_assigned_words(new, form), "toast")
            return redirect(url_for(".assign", key=key, company=choice.company_id), code=303)
    shown = render_template("learning/assign.html", page=page, choice=choice, form=form)
    return (shown, 422) if request.method == "POST" else shown


def _told(choice: Candidates) -> MultiDict[str, str] | None:
    """What the form was sent with; the button for everybody ticks everybody."""
    if request.method != "POST":
        return None
    told: MultiDict[str, str] = MultiDict(request.form)
    if "everybody" in told:
        told.setlist("people", [str(person.person_id) for person in choice.people])
    return told


def _meant(choice: Candidates) -> dict[str, Any]:
    """Who and which day stand in the address: a link that leads here from somebody whose certification ends."""
    asked = {int(one) for one in request.args.getlist("people") if one.isdecimal() and len(one) < 10}
    try:
        due_on = date.fromisoformat(request.args.get("due", ""))
    except ValueError:
        due_on = None
    there = [person.person_id for person in choice.people if person.person_id in asked]
    return {"people": there, "due_on": due_on}


def _assigned_words(new: list[int], form: AssignForm) -> str:
    """What an assignment did: who is new, and what became of those who followed it already."""
    people, due_on = form.chosen
    said = [ngettext("%(num)d person added.", "%(num)d people added.", len(new))] if new else []
    if old := len(people) - len(new):
        if due_on:
            said.append(
                ngettext(
                    "%(num)d person follows it already and has the new date.",
                    "%(num)d people follow it already and have the new date.",
                    old,
                )
            )
        else:
            said.append(
                ngettext("%(num)d person follows it already.", "%(num)d people follow it already.", old)
            )
    return " ".join(said)


def _assign(key: str, form: AssignForm) -> list[int]:
    people, due_on = form.chosen
    return assigning.assign_curriculum(
        people, key, due_on=due_on, enrolled_by=current_user.person_id, now=clock.now()
    )


@bp.app_errorhandler(Locked)
def locked(refusal: Locked) -> tuple[str | Response, int]:
    """What is closed, and everything that is missing, each with its way in and its minutes."""
    if request.accept_mimetypes.best == "application/json":
        missing = [one.key for one in refusal.courses or refusal.items]
        return jsonify(error=wording.lock_words(refusal.items, refusal.courses), missing=missing), 403
    return render_template("learning/locked.html", refusal=refusal, wording=wording), 403
