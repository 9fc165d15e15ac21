"""The built files: complete, up to date, named by their content, served."""

import re
from xml.etree import ElementTree

import pytest

from app.web.assets import STATIC, manifest
from config import ROOT
from tools import build_assets

TEMPLATES = sorted((ROOT / "app").rglob("templates/**/*.html"))
PYTHON = sorted((ROOT / "app").rglob("*.py"))
IMMUTABLE = re.compile(r"-[0-9A-Za-z_]{8,}\.[a-z0-9]+$")
USED = re.compile(r"""(?:\b(?:icon|mark)\(|\b\w*icon=|\bmark=|['"]icon['"]: )['"]([a-z0-9-]+)['"]""")


def sprite() -> set[str]:
    tree = ElementTree.parse(STATIC / manifest()["icons.svg"])
    return {node.attrib["id"] for node in tree.iter() if "id" in node.attrib}


def test_the_build_is_as_new_as_its_sources():
    assert (STATIC / "sources.sha256").read_text().strip() == build_assets.digest(), "run `make assets`"


def test_every_built_name_changes_with_its_content_and_exists():
    for plain, built in manifest().items():
        assert IMMUTABLE.search(built), built
        assert (STATIC / built).is_file(), plain


def test_text_files_lie_there_compressed():
    for name in ("kru.css", "kru.js", "icons.svg"):
        built = STATIC / manifest()[name]
        for ending in (".br", ".gz"):
            packed = built.with_name(built.name + ending)
            assert 0 < packed.stat().st_size < built.stat().st_size / 2


def test_every_icon_that_a_page_names_is_in_the_sprite():
    used = {name for path in TEMPLATES + PYTHON for name in USED.findall(path.read_text(encoding="utf-8"))}
    assert len(used) > 40
    assert used - sprite() == set()


def test_every_asset_that_a_template_names_is_built():
    used = {
        name
        for path in TEMPLATES
        for name in re.findall(r"asset\('([^']+)'\)", path.read_text(encoding="utf-8"))
    }
    assert {"kru.css", "kru.js"} <= used
    assert used - manifest().keys() == set()


def test_the_lock_names_no_registry_and_pins_by_hash():
    lock = (ROOT / "package-lock.json").read_text()
    assert "://" not in re.sub(r'"url": "[^"]*"', "", lock)
    assert lock.count('"integrity": "sha512-') >= 5


@pytest.mark.parametrize(
    ("name", "kind"), [("kru.css", "text/css"), ("kru.js", "javascript"), ("icons.svg", "image/svg+xml")]
)
def test_built_files_are_served_for_a_year(client, name, kind):
    answer = client.get(f"/static/{manifest()[name]}")
    assert answer.status_code == 200
    assert kind in answer.content_type
    assert answer.cache_control.max_age == 365 * 24 * 3600


def test_no_file_beside_the_built_ones_is_served(client):
    assert client.get("/static/../frame.py").status_code == 404
    assert client.get("/static/%2e%2e/frame.py").status_code == 404


def test_the_sprite_carries_no_icon_that_nothing_names():
    scripts = sorted((ROOT / "app" / "web" / "assets" / "js").glob("*.js"))
    named = {
        name
        for path in TEMPLATES + PYTHON + scripts
        for name in re.findall(r"""['"]([a-z0-9][a-z0-9-]*)['"]""", path.read_text(encoding="utf-8"))
    }
    assert sprite() - named == set()
