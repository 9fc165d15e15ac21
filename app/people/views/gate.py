"""Pages of the gate: signing in and out."""

from flask import redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core import clock
from app.core.access import PUBLIC, SIGNED_IN, access, require
from app.core.addresses import LARGEST
from app.core.errors import DomainError, NotVisible
from app.core.limits import limiter
from app.core.links import safe_next
from app.people import services
from app.people.forms import CodeForm, SignInForm, text
from app.people.services import CodeNeeded, TooManyTries
from app.people.views.blueprint import begin_session, bp, keep_session, knock

PENDING = "kru_pending"
PENDING_SECONDS = 300


@bp.get("/sign-in")
@access(PUBLIC)
def sign_in() -> str | Response:
    if current_user.is_authenticated:
        return redirect(safe_next(request.args.get("next"), "/"), code=303)
    return render_template("people/sign_in.html", form=SignInForm(next=request.args.get("next", "")))


@bp.post("/sign-in")
@limiter.limit("20 per minute; 200 per hour")
@access(PUBLIC)
def sign_in_submit() -> Response | tuple[str, int]:
    form = SignInForm()
    if not form.validate():
        return render_template("people/sign_in.html", form=form), 422
    try:
        entry = services.sign_in(text(form.email), text(form.password), knock(), now=clock.now())
    except DomainError as refusal:
        form.refuse(refusal)
        return render_template("people/sign_in.html", form=form), _status(refusal)
    target = safe_next(form.next.data, "/")
    if isinstance(entry, CodeNeeded):
        session.clear()
        until = clock.now().timestamp() + PENDING_SECONDS
        session[PENDING] = [entry.person_id, entry.stamp, until, target]
        return redirect(url_for("people.sign_in_code"), code=303)
    begin_session(entry.token)
    return redirect(target, code=303)


def _status(refusal: DomainError) -> int:
    return 429 if isinstance(refusal, TooManyTries) else 422


def _pending() -> tuple[CodeNeeded, str] | None:
    """The sign-in that waits for its code in this browser, and where it leads."""
    kept = session.get(PENDING)
    if not isinstance(kept, list) or kept[2] < clock.now().timestamp():
        return None
    return CodeNeeded(kept[0], kept[1]), safe_next(kept[3], "/")


@bp.get("/sign-in/code")
@access(PUBLIC)
def sign_in_code() -> str | Response:
    if _pending() is None:
        return redirect(url_for("people.sign_in"), code=303)
    return render_template("people/sign_in_code.html", form=CodeForm())


@bp.post("/sign-in/code")
@limiter.limit("20 per minute; 200 per hour")
@access(PUBLIC)
def sign_in_code_submit() -> Response | tuple[str, int]:
    pending, form = _pending(), CodeForm()
    if pending is None:
        return redirect(url_for("people.sign_in"), code=303)
    if not form.validate():
        return render_template("people/sign_in_code.html", form=form), 422
    try:
        entry = services.confirm_code(pending[0], text(form.code), knock(), now=clock.now())
    except NotVisible:
        session.clear()
        return redirect(url_for("people.sign_in"), code=303)
    except DomainError as refusal:
        form.refuse(refusal)
        return render_template("people/sign_in_code.html", form=form), _status(refusal)
    begin_session(entry.token)
    return redirect(pending[1], code=303)


@bp.post("/sign-out")
@access(PUBLIC)
def sign_out() -> Response:
    """Also for a browser whose session has ended meanwhile: it gets where it wanted to be."""
    if current_user.is_authenticated:
        services.sign_out(current_user, now=clock.now())
    session.clear()
    answer = redirect(url_for("people.sign_in"), code=303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@bp.post("/seat")
@access(SIGNED_IN)
def switch_seat() -> Response:
    """Act for another of the own companies."""
    affiliation_id = request.form.get("affiliation_id", 0, type=int)
    require(0 < affiliation_id <= LARGEST)
    keep_session(services.switch_seat(current_user, affiliation_id, now=clock.now()))
    return redirect("/", code=303)
