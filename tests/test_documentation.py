"""What README and docs say is there: settings, targets, commands, files, dates."""

import ast
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import click
import pytest
from flask import Flask

from app.certification.expiry import (
    Period,
    Terms,
    days_left,
    first_span,
    is_renewable,
    renewed_span,
    state_at,
)
from config import ROOT

README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
SETTING = re.compile(r"(?:KRU_[A-Z0-9_]+|DATABASE_URL|PORT)\Z")
PLACES = (
    "app", "benchmarks", "certificates", "content", "deploy", "docs", "migrations", "requirements", "tests", "tools",
)  # fmt: skip


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def code_spans(text: str) -> list[str]:
    """What stands between backticks, in one line each."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    return [" ".join(span.split()) for span in re.findall(r"(?<!`)`([^`]+)`(?!`)", prose)]


def code_lines(text: str) -> list[str]:
    """Code spans, fenced blocks and indented lines."""
    fenced = [
        line for block in re.findall(r"^```\w*\n(.*?)^```", text, re.S | re.M) for line in block.splitlines()
    ]
    indented = re.findall(r"^ {4,}(\S.*)$", text, re.M)
    return [*code_spans(text), *fenced, *indented]


def settings_read(path: Path) -> dict[str, ast.expr | None]:
    """Every setting that a file asks the environment for, with its default."""
    found: dict[str, ast.expr | None] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            for place, argument in enumerate(node.args):
                if isinstance(argument, ast.Constant) and SETTING.match(str(argument.value)):
                    default = node.args[place + 1] if len(node.args) > place + 1 else None
                    if found.get(argument.value) is None:
                        found[argument.value] = default
    return found


SETTINGS = settings_read(ROOT / "config.py") | settings_read(ROOT / "deploy" / "gunicorn.conf.py")


def table_of_settings() -> dict[str, str]:
    """Name and default as the README's table has them."""
    section = README.read_text(encoding="utf-8").split("\n## Configuration\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| `([A-Z0-9_]+)`(?: ●)? \| (.*?) ?\| .+ \|$", section, re.M)
    assert len(rows) == len(dict(rows))
    return dict(rows)


def test_the_table_of_settings_has_exactly_those_that_are_read():
    assert len(SETTINGS) > 30
    assert table_of_settings().keys() == SETTINGS.keys()


def test_the_defaults_in_the_table_are_those_of_the_code():
    table, compared = table_of_settings(), 0
    for name, default in SETTINGS.items():
        try:
            value = (
                eval(compile(ast.Expression(default), "default", "eval"), {"__builtins__": {}})
                if default
                else ""
            )
        except NameError:  # made of other settings: the table has it in words
            assert table[name] and not re.fullmatch(r"`[^`]*`", table[name]), name
            continue
        words = re.fullmatch(r"`([^`]*)`", table[name])
        if str(value):
            assert words and words[1] == str(value), name
            compared += 1
        else:
            assert not words, name
    assert compared > 15


def test_the_example_of_settings_can_be_read_by_a_shell_and_names_only_real_ones():
    example = ROOT / "deploy" / "kru.env.example"
    command = f"set -eu -a; . {example}; env"
    out = subprocess.run(
        ["bash", "-c", command], env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True
    )
    given = dict(line.split("=", 1) for line in out.stdout.splitlines() if "=" in line)
    ours = {name for name in given if SETTING.match(name)}
    assert given["KRU_MAIL_FROM"] == "Kru <kru@example.com>"
    assert len(ours) > 10 and ours <= SETTINGS.keys()


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_make_target_that_is_named_exists(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {
        name
        for line in code_lines(page.read_text(encoding="utf-8"))
        for name in re.findall(r"(?:^|[;&] ?|\d )make ([a-z]+)", line)
    }
    assert named <= targets
    if page == README:
        assert targets - named == set()


def commands_of(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands_of(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_flask_command_that_is_named_exists(_site: Flask, page):
    known = {" ".join(name.split()[:2]) for name in commands_of(_site.cli)}
    named = {
        " ".join(words)
        for line in code_lines(page.read_text(encoding="utf-8"))
        for words in re.findall(r"(?:^|[/ ])flask (?:--app app )?([a-z]+) ([a-z-]+)", line)
    }
    assert named <= known
    if page.name == "operations.md":
        own = {name for name in known if not name.startswith(("db ", "catalogue "))}
        assert own - named == set()


def heading_ids(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_relative_link_leads_somewhere(page):
    text = re.sub(
        r"`[^`\n]+`", "", re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.S | re.M)
    )
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        assert not anchor or anchor in heading_ids(there), target


def leads_somewhere(named: str) -> bool:
    """A path from the project folder; in the pages about code also one from `app/` or below it."""
    if named.split("/")[0] in PLACES:
        return any(ROOT.glob(named.rstrip("/"))) if "*" in named else (ROOT / named).exists()
    return any((ROOT / "app").glob(f"**/{named}"))


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_path_that_is_named_exists(page):
    path = re.compile(rf"(?:(?:{'|'.join(PLACES)})/[\w./*-]*|[\w/]+/\w+\.py)\Z")
    named = {span for span in code_spans(page.read_text(encoding="utf-8")) if path.match(span)}
    assert {one for one in named if not leads_somewhere(one)} == set()


def test_decisions_are_numbered_and_have_their_three_parts():
    assert [path.name[:4] for path in DECISIONS] == [f"{n:04}" for n in range(1, len(DECISIONS) + 1)]
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    for number, path in enumerate(DECISIONS, 1):
        text = path.read_text(encoding="utf-8")
        title = re.match(rf"# {number}\. (.+)\n", text)
        assert title and f"{number}. [{title[1]}]({path.name})" in index, path.name
        assert re.findall(r"^## (.+)$", text, re.M) == ["Context", "Decision", "What we turned down"], (
            path.name
        )
        assert all(part.strip() for part in re.split(r"^## .+$", text, flags=re.M)[1:]), path.name


def test_the_table_of_libraries_names_exactly_those_that_are_required():
    lines = (ROOT / "requirements" / "runtime.in").read_text().splitlines()
    required = {re.split(r"[=\[<>]", line)[0] for line in lines if line}
    page = (ROOT / "docs" / "decisions" / "0016-libraries.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z0-9, -]+) \| (?!-|for)", page, re.M)
    assert {name for row in rows for name in row.split(", ")} - {"library"} == required


def test_the_newest_version_of_the_changelog_is_the_projects():
    versions = re.findall(r"^## (\S+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert versions[0] == project["version"]
    assert f"version {versions[0]}" in README.read_text(encoding="utf-8")


def rows_of_certification(head: str) -> list[list[str]]:
    """The rows of the table of docs/certification.md that begins so."""
    text = (ROOT / "docs" / "certification.md").read_text(encoding="utf-8")
    table = text.split(f"\n| {head}", 1)[1].split("\n\n", 1)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    assert len(rows) >= 4
    return rows


def day(text: str) -> date:
    return datetime.strptime(text, "%d %b %Y").replace(tzinfo=UTC).date()


YEAR = Terms(validity_months=12, renewal_window_days=60, grace_days=30)
BEGUN = date(2026, 3, 10)


def test_the_ends_in_the_page_about_certification_are_computed_right():
    for begins, validity, last in rows_of_certification("begins"):
        months = None if validity == "none" else int(validity.split()[0])
        span = first_span(day(begins), Terms(months, 60, 30))
        assert span.until == (None if last == "none" else day(last)), begins


def test_the_states_in_the_page_about_certification_are_computed_right():
    period = Period(first_span(BEGUN, YEAR), "Asia/Bangkok")
    for on, state, left, renewable in rows_of_certification("day"):
        for local in (time(0), time(23, 59)):
            instant = datetime.combine(day(on), local, UTC) - timedelta(hours=7)
            assert state_at(period, instant).replace("_", " ") == state, on
            assert days_left(period, instant) == (None if left == "–" else int(left)), on
            assert is_renewable(period, instant) == (renewable == "yes"), on


def test_the_renewals_in_the_page_about_certification_are_computed_right():
    previous = first_span(BEGUN, YEAR)
    assert (previous.until, previous.grace_until) == (date(2027, 3, 10), date(2027, 4, 9))
    for on, end, _why in rows_of_certification("renewed on"):
        assert renewed_span(previous, day(on), YEAR).until == day(end), on
    assert first_span(BEGUN, Terms(1, 60, 0)).window_opens_on == date(2026, 3, 11)


def test_the_other_rules_in_the_page_about_certification_are_computed_right():
    for rule, on, previous, end in rows_of_certification("by the rule"):
        terms = Terms(12, 60, 30, rule, (12, 31))
        if previous == "none":
            assert first_span(day(on), terms).until == day(end), on
            continue
        begun = BEGUN if rule == "from_completion" else date(2026, 1, 1)
        before = first_span(begun, terms)
        assert before.until == day(previous)
        assert renewed_span(before, day(on), terms).until == day(end), on
