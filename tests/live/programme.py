"""What the people of these tests learn: one course with a quiz, and what its pass earns."""

from dataclasses import dataclass

from app.core import clock
from app.flows.start_quiz import start_quiz
from app.learning.services import enrol
from tests.factories import assessment, catalogue, certification, people, points
from tests.live.site import Site

QUIZ = "/learn/leads/quiz"
RULES = "/learn/leads/rules"


@dataclass(frozen=True)
class Sitting:
    """Somebody with a right paper that waits to be handed in."""

    person_id: int
    attempt_id: int

    @property
    def address(self) -> str:
        return f"/attempts/{self.attempt_id}"


def publish(site: Site) -> int:
    """A course of rules and a quiz, a certification for it, points, and a curriculum; the course's version."""
    with site.app.app_context():
        assessment.publish()
        version_id = catalogue.publish_course(
            "leads", catalogue.quiz(), catalogue.acknowledgement()
        ).version_id
        catalogue.publish_curriculum("basics", "leads")
        certification.publish_certification()
        points.publish_rules()
        return version_id


def rep(site: Site, **values: object) -> int:
    """A new rep, enrolled in the course."""
    with site.app.app_context():
        person = people.rep(**values)
        enrol(person.id, "leads", now=clock.now())
        return person.id


def sit(site: Site, version_id: int, *, accept_rules: bool = True) -> Sitting:
    """A new rep with every question answered right, one hand-in away from a certification."""
    from tests.factories import learning

    person_id = rep(site)
    with site.app.app_context():
        if accept_rules:
            learning.finish_items(person_id, "leads", "rules", now=clock.now())
        attempt_id = start_quiz(
            person_id, course_key="leads", quiz=catalogue.quiz(), version_id=version_id, now=clock.now()
        )
        assessment.answer(attempt_id, person_id, right=2, now=clock.now())
    return Sitting(person_id, attempt_id)


def earned_by(site: Site, person_id: int) -> dict[str, object]:
    """Everything that a person has got, as numbers."""
    p = {"p": person_id}
    mine = "(SELECT id FROM enrolment WHERE person_id = :p)"
    account = "(SELECT id FROM ledger_account WHERE person_id = :p)"
    jobs = (
        "outbox_job JOIN award_period ON outbox_job.key = 'certificate:' || award_period.id "
        "WHERE award_period.person_id = :p"
    )
    return {
        "attempts closed": site.count("attempt WHERE person_id = :p AND closed_at IS NOT NULL", **p),
        "items completed": site.count(f"item_completion WHERE enrolment_id IN {mine}", **p),
        "courses completed": site.count("enrolment WHERE person_id = :p AND completed_at IS NOT NULL", **p),
        "awards": site.count("award_period WHERE person_id = :p", **p),
        "entries": site.count("ledger_entry WHERE person_id = :p", **p),
        "points": site.rows(f"SELECT sum(amount) FROM posting WHERE account_id IN {account}", **p)[0][0],
        "certificate jobs": site.count(jobs, **p),
        "notices": site.count("notice WHERE person_id = :p", **p),
    }


CERTIFIED = {
    "attempts closed": 1,
    "items completed": 2,
    "courses completed": 1,
    "awards": 1,
    "entries": 3,
    "points": 260,
    "certificate jobs": 1,
    "notices": 1,
}
"""What a hand-in of `sit` earns: quiz, course and certification, 20 + 40 + 200 points."""
