"""The audit trail, for admins."""

from flask import render_template, request

from app.core.access import access
from app.core.addresses import number_in_query
from app.people.models import ADMIN
from app.people.trail import person_of, trail
from app.people.views.blueprint import bp
from app.people.words import detail_words, field_words, refusal_words, role_words, verb_words


@bp.get("/audit")
@access(ADMIN)
def audit() -> str:
    verbs = verb_words()
    verb, email = request.args.get("verb", ""), request.args.get("email", "").strip()
    person_id = number_in_query("person")
    if email:
        person_id = person_of(email) or 0
    found = trail(verb=verb if verb in verbs else "", person_id=person_id, before=number_in_query("before"))
    given = {"verb": verb, "email": email, "person": "" if email else person_id}
    return render_template(
        "people/audit.html",
        found=found,
        verbs=verbs,
        roles=role_words(),
        words=detail_words(),
        refusals=refusal_words(),
        fields=field_words(),
        given={key: value for key, value in given.items() if value},
    )
