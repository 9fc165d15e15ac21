"""The house keeps its shape: who commits, which views say who may open them, how migrations and templates look."""

import ast
import re
from pathlib import Path

import pytest
from flask import Flask

from app.core.access import access_of
from config import ROOT

APP = ROOT / "app"
PYTHON = sorted(APP.rglob("*.py"))


def names(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PYTHON, ids=names)
def test_only_the_core_commits(path):
    if path == APP / "core" / "db.py":
        return
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("commit", "rollback")
    ]
    assert calls == []


@pytest.mark.parametrize("path", PYTHON, ids=names)
def test_only_the_clock_reads_the_clock(path):
    text = path.read_text(encoding="utf-8")
    if path == APP / "core" / "clock.py":
        return
    assert not re.search(r"\b(datetime\.now|datetime\.utcnow|date\.today|datetime\.today)\(", text)


def test_every_view_says_who_may_open_it(_site: Flask):
    silent = [
        name for name, view in _site.view_functions.items() if access_of(view) is None and name != "static"
    ]
    assert silent == []


def test_every_template_compiles(_site: Flask):
    names_of_templates = [
        name for name in _site.jinja_env.list_templates() if name.endswith((".html", ".txt"))
    ]
    assert len(names_of_templates) > 50
    for name in names_of_templates:
        _site.jinja_env.get_template(name)


def test_no_template_carries_an_inline_script_or_style():
    bad = re.compile(r"<script(?![^>]*\bsrc=)|\son\w+=\"|\sstyle=\"|hx-on", re.I)
    found = [
        f"{names(path)}: {match.group(0)}"
        for path in APP.rglob("*.html")
        for match in bad.finditer(re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S))
    ]
    assert found == []


def test_migrations_are_numbered_in_one_line():
    files = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    numbers = [re.match(r"(\d{4})_", path.name) for path in files]
    assert all(numbers)
    chain = []
    for path in files:
        found = dict(re.findall(r'^(revision|down_revision) = "?([^"\n]+)"?$', path.read_text(), re.M))
        chain.append((found["revision"], found["down_revision"]))
    assert chain == [(f"{n:04}", f"{n - 1:04}" if n > 1 else "None") for n in range(1, len(files) + 1)]


def test_the_tables_are_those_of_the_migrations(app):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from app.core.db import Base, db
    from app.core.migrations import is_ours

    context = MigrationContext.configure(
        db.engines[None], opts={"include_name": is_ours, "compare_type": False}
    )
    assert compare_metadata(context, Base.metadata) == []


def test_no_file_speaks_of_a_machine_or_a_registry():
    bad = re.compile(r"/work/|/root/|pythonhosted|registry\.npmjs|files\.pypi")
    tracked = [
        path
        for pattern in (
            "*.py",
            "*.md",
            "*.toml",
            "*.json",
            "*.html",
            "*.sh",
            "*.txt",
            "*.yaml",
            "*.yml",
            "Makefile",
        )
        for path in ROOT.rglob(pattern)
        if not {".venv", "node_modules", "instance", ".git", "build"} & set(path.relative_to(ROOT).parts)
    ]
    own = Path(__file__)
    found = [
        names(path)
        for path in tracked
        if path != own and bad.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []
