"""Every component says how it is called, and the style guide shows it."""

import re

import pytest

from app.web.frame import frame_for
from app.web.styleguide import ROLES, STATES, sample_actor
from config import ROOT

FOLDER = ROOT / "app" / "web" / "templates"
COMPONENTS = sorted((FOLDER / "components").glob("*.html"))
GUIDE = "".join(path.read_text(encoding="utf-8") for path in sorted((FOLDER / "web").rglob("*.html")))
UNSEEN = {"csrf.html"}


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_the_first_line_is_the_signature(path):
    text = path.read_text(encoding="utf-8")
    told = text.splitlines()[0]
    assert told.startswith(f"{{# components/{path.name} · {path.stem}(") and told.endswith(" #}")
    built = re.search(rf"\{{% macro {path.stem}\((.*?)\) -?%\}}", text)
    assert built, "no macro of that name"
    for argument in re.findall(r"(?:^|, )(\w+)", built[1]):
        assert re.search(rf"\b{argument}\b", told), argument


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_the_frame_or_the_style_guide_shows_it(path):
    assert path.name in UNSEEN or f'"components/{path.name}"' in GUIDE or used_by_another(path)


def used_by_another(path):
    return any(
        f'"components/{path.name}"' in other.read_text(encoding="utf-8")
        for other in COMPONENTS
        if other != path
    )


@pytest.mark.parametrize("role", ROLES)
def test_the_style_guide_shows_every_state_in_every_frame(client, role):
    page = client.get(f"/styleguide?role={role}").get_data(as_text=True)
    for state in STATES:
        assert f">{state.replace('_', ' ').capitalize()}" in page


def test_sample_people_get_the_frame_of_their_role(app):
    with app.test_request_context("/"):
        shells = {role: frame_for(sample_actor(role))["shell"] for role in ROLES}
    assert shells == {
        "channel_manager": "vendor", "author": "vendor", "admin": "vendor", "rep": "rep", "partner_admin": "rep",
    }  # fmt: skip


def test_the_style_guide_is_not_there_in_production(app, client, monkeypatch, production):
    assert client.get("/styleguide").status_code == 404
    assert client.get("/mail").status_code == 404
