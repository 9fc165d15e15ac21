"""The grading queue, and one answer that a person grades."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.assessment import grading_queue as desk
from app.assessment.grading_queue import ToGrade
from app.assessment.quiz_desk import live_quizzes
from app.assessment.services import ask_second_grader
from app.assessment.studio_forms import LEVEL, GradingForm, ReasonForm, grading_form
from app.assessment.views.blueprint import bp
from app.core import clock
from app.core.access import access
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _
from app.core.i18n import pick
from app.core.serve import serve_file
from app.core.storage import find_media_type
from app.flows.grade_answer import grade_answer
from app.people.models import ADMIN, AUTHOR, CHANNEL_MANAGER

GRADERS = (AUTHOR, CHANNEL_MANAGER, ADMIN)
SLOT = "/studio/grading/<int:slot_id>"


@bp.get("/studio/grading")
@access(*GRADERS)
def grading() -> str:
    """Answers that wait, the longest first."""
    waiting = desk.quizzes_waiting(current_user)
    quiz_ref = _quiz_ref()
    return render_template(
        "assessment/studio/grading.html",
        listing=desk.queue(current_user, quiz_ref=quiz_ref, at=request.args.get("at")),
        tally=desk.tally(current_user),
        waiting=waiting,
        quiz_ref=quiz_ref,
        titles=_titles(),
    )


def _quiz_ref() -> str:
    return request.args.get("quiz", "")[:125]


def _titles() -> dict[str, str]:
    """Titles of the live quizzes; one that is no longer live is called by its reference."""
    return {one.ref: pick(one.quiz.title) for one in live_quizzes(current_user)}


@bp.get(SLOT)
@access(*GRADERS)
def grade(slot_id: int) -> str:
    found = desk.get_answer(current_user, slot_id)
    return _page(found, grading_form(found.question, _given(found)), ReasonForm(formdata=None))


def _given(found: ToGrade) -> dict[str, Any]:
    """What this grader gave before, to think again."""
    if found.mine is None:
        return {}
    levels = {f"{LEVEL}{criterion}": level for criterion, level in found.mine.levels.items()}
    return {**levels, "percent": round(found.mine.fraction * 100), "comment": found.mine.comment}


def _page(found: ToGrade, form: GradingForm, reason: ReasonForm) -> str:
    return render_template(
        "assessment/studio/grade.html",
        found=found,
        form=form,
        reason=reason,
        quiz_ref=_quiz_ref(),
        file_url=lambda sha256: url_for(".grading_file", slot_id=found.slot_id, sha256=sha256),
        title=_titles().get(found.quiz_ref, found.quiz_ref),
    )


@bp.post(SLOT)
@access(*GRADERS)
def grade_save(slot_id: int) -> Response | tuple[str, int]:
    """Keep the mark and go on to the next answer; what was typed stays when it cannot be kept."""
    found = desk.get_answer(current_user, slot_id)
    form = grading_form(found.question)
    if not form.validate():
        return _page(found, form, ReasonForm(formdata=None)), 422
    try:
        grade_answer(
            slot_id,
            grader_id=current_user.person_id,
            levels=form.levels,
            share=form.share,
            comment=form.comment.data or "",
            now=clock.now(),
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(found, form, ReasonForm(formdata=None)), 422
    return _to_next(slot_id)


def _to_next(slot_id: int) -> Response:
    """The next answer of the same list, or the list when nothing waits."""
    quiz_ref = _quiz_ref()
    following = desk.next_slot(current_user, quiz_ref=quiz_ref, after=slot_id)
    if following is None:
        flash(_("Saved. Nothing else waits here."), "toast")
        return redirect(url_for(".grading"), code=303)
    flash(_("Saved. This is the next answer."), "toast")
    return redirect(url_for(".grade", slot_id=following, quiz=quiz_ref or None), code=303)


@bp.post(f"{SLOT}/second-grader")
@access(*GRADERS)
def second_grader(slot_id: int) -> Response | tuple[str, int]:
    """Ask for another grader, who does not see what this one gave."""
    found = desk.get_answer(current_user, slot_id)
    reason = ReasonForm()
    if reason.validate():
        try:
            ask_second_grader(
                slot_id, actor_id=current_user.person_id, reason=reason.reason.data or "", now=clock.now()
            )
        except DomainError as refusal:
            reason.refuse(refusal)
        else:
            flash(_("A second grader is asked for. The result waits for both."), "toast")
            return redirect(url_for(".grade", slot_id=slot_id, quiz=_quiz_ref() or None), code=303)
    form = grading_form(found.question, _given(found))
    return _page(found, form, reason), 422


@bp.get(f"{SLOT}/files/<sha256>")
@access(*GRADERS)
def grading_file(slot_id: int, sha256: str) -> Response:
    """A file of the question, or the recording that is the answer, for who may grade it."""
    found = desk.get_answer(current_user, slot_id)
    media_type = find_media_type(sha256)
    if media_type is None or sha256 not in found.files:
        raise NotVisible
    return serve_file(sha256, media_type)
