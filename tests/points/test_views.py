"""Pages of points: one's own with reasons, the company's for its admins, a board without other people's names."""

from flask import Flask

from app.core import clock
from app.flows.settle import settle
from app.points.board import rows_for
from app.points.queries import Place
from app.points.rules import Rule
from tests.conftest import Client
from tests.factories import catalogue, certification, learning, partners, people, points


def earned(person_name: str, company_name: str, *, times: int = 1) -> object:
    company = partners.company(name=company_name)
    rep = people.person(at=company, name=person_name)
    for cycle in range(1, times + 1):
        points.entry(rep, f"course:leads:{cycle}", occurred_at=clock.now())
    return rep


def test_every_posting_says_its_rule_and_what_it_was_for(app: Flask, client: Client) -> None:
    catalogue.publish_course("leads", catalogue.video())
    certification.publish_certification()
    points.publish_rules()
    ploy = people.rep()
    learning.finish_course(ploy.id, "leads", now=clock.now())
    settle(ploy.id, now=clock.now())
    page = client.sign_in(ploy).get("/points").text
    assert "Film film" in page and "Watched a film" in page
    assert "Course leads" in page and "Finished a course" in page
    assert "Certified Seller" in page and "Earned a certification" in page
    assert "+200" in page and "245" in page


def test_what_would_earn_next_is_concrete(app: Flask, client: Client) -> None:
    catalogue.publish_course("leads", catalogue.video(), catalogue.playbook())
    catalogue.publish_curriculum("basics", "leads")
    certification.publish_certification()
    points.publish_rules()
    ploy = people.rep()
    learning.finish_items(ploy.id, "leads", "film", now=clock.now())
    page = client.sign_in(ploy).get("/points").text
    assert "Earn next" in page
    assert "Earn Certified Seller" in page and "+200" in page
    assert "6 min left" in page and "+40" in page


def test_nothing_yet_says_what_to_do(app: Flask, client: Client) -> None:
    page = client.sign_in(people.rep()).get("/points").text
    assert "No points yet" in page


def test_the_companys_statement_is_for_its_admin_and_names_own_people_only(app: Flask) -> None:
    mine = partners.company(name="Siam Cloud")
    rep = people.person(at=mine, name="Ploy Srisuwan")
    points.entry(rep)
    earned("Stranger Danger", "Rival Ltd")
    page = app.test_client().sign_in(people.partner_admin(at=mine)).get("/points/company")  # type: ignore[attr-defined]
    assert "Ploy Srisuwan" in page.text
    assert "Stranger" not in page.text
    for other in (people.rep(at=mine), people.channel_manager()):
        assert app.test_client().sign_in(other).get("/points/company").status_code == 404  # type: ignore[attr-defined]


def test_a_partner_sees_its_place_but_no_other_company_and_no_person(app: Flask, client: Client) -> None:
    earned("Ann Other", "Rival Ltd", times=3)
    ploy = earned("Ploy Srisuwan", "Siam Cloud", times=2)
    earned("Bob Third", "Third Ltd", times=1)
    page = client.sign_in(ploy).get("/points/board").text
    assert "Siam Cloud" in page and "Another company" in page and "120" in page
    for hidden in ("Rival", "Third", "Ann", "Bob"):
        assert hidden not in page


def test_channel_managers_see_every_company(app: Flask, client: Client) -> None:
    earned("Ann Other", "Rival Ltd", times=3)
    earned("Ploy Srisuwan", "Siam Cloud", times=2)
    page = client.sign_in(people.channel_manager()).get("/points/board").text
    assert "Rival Ltd" in page and "Siam Cloud" in page
    assert "Ann" not in page


def test_only_the_nearest_places_are_shown_to_a_partner() -> None:
    places = [Place(n, n, 100 - n) for n in range(1, 20)]
    rows = rows_for(places, own_company_id=10, sees_all=False)
    assert [row.rank for row in rows] == [8, 9, 10, 11, 12]
    assert [row.company_id for row in rows] == [None, None, 10, None, None]
    assert rows_for(places, own_company_id=99, sees_all=False) == []
    assert len(rows_for(places, own_company_id=99, sees_all=True)) == 19


def test_pages_take_few_statements_whatever_there_is(
    app: Flask, client: Client, statements: list[str]
) -> None:
    points.publish_rules()
    ploy = people.rep()
    points.entry(ploy)
    client.sign_in(ploy)
    counts = []
    for more in (0, 20):
        for number in range(more):
            points.entry(ploy, f"course:c{number}:1", rule=Rule("course", "course_completed", person=1))
        client.get("/points")
        statements.clear()
        client.get("/points")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12
