"""Importing and exporting on the command line."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.assessment.models import Bank, Question, QuestionVersion
from app.core.db import db
from app.core.models import StoredFile
from tests.factories import assessment as make

GIFT = """$CATEGORY: $course$/Leads

// [id:capital]
::Capital::What is the capital of Thailand?{=Bangkok ~Chiang Mai#It is in the north}

::Broken::Who?{~%33%one ~%67%two}

Read this first.
"""


@pytest.fixture
def gift(tmp_path: Path) -> Path:
    file = tmp_path / "leads.gift"
    file.write_text(GIFT)
    return file


def run(app, *arguments, code=0):
    result = app.test_cli_runner().invoke(args=["assessment", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_json_report_stands_alone_on_standard_output(app, gift):
    result = run(app, "import", gift, "--bank", "Leads bank", "--json")
    assert json.loads(result.stdout) == {
        "imported": {"description": 1, "single": 1},
        "categories": ["Leads"],
        "skipped": [
            {"where": "line 6: Broken", "reason": "33 % is no grade that Moodle knows; write 33.33333"}
        ],
    }
    bank = db.session.scalars(select(Bank)).one()
    assert (bank.key, bank.title, bank.origin, bank.languages) == (
        "leads-bank",
        {"en": "Leads bank"},
        "studio",
        ["en"],
    )
    assert bank.topics == {"leads": {"en": "Leads"}}
    rows = db.session.execute(
        select(Question.key, Question.state, Question.topic).order_by(Question.id)
    ).all()
    assert rows[0] == ("capital", "ready", "leads")
    assert rows[1].key.startswith("read-this-first-")


def test_the_same_file_again_makes_no_duplicate_and_no_version(app, gift):
    for _ in range(2):
        run(app, "import", gift, "--bank", "leads", "--json")
    assert (count(Bank), count(Question), count(QuestionVersion)) == (1, 2, 2)
    assert "Written: 0 new, 0 changed." in run(app, "import", gift, "--bank", "leads").stdout


def test_a_dry_run_tells_and_writes_nothing(app, gift):
    result = run(app, "import", gift, "--bank", "leads", "--dry-run")
    assert "1 single" in result.stdout
    assert "skipped line 6: Broken" in result.stdout
    assert "Nothing was written." in result.stdout
    assert (count(Bank), count(Question), count(StoredFile)) == (0, 0, 0)


def test_drafts_are_asked_of_nobody(app, gift):
    run(app, "import", gift, "--bank", "leads", "--draft")
    assert set(db.session.scalars(select(Question.state))) == {"draft"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"::Q::Caf\xe9?{}", "Line 1 is not UTF-8"),
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "UTF-8"),
        (b"Dear customer", "no file of questions"),
        (b'<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>', "document type"),
    ],
)
def test_a_file_that_is_refused_ends_with_1_and_writes_nothing(app, tmp_path, data, words):
    file = tmp_path / "questions"
    file.write_bytes(data)
    result = run(app, "import", file, "--bank", "leads", "--json", code=1)
    assert words in result.stderr
    assert result.stdout == ""
    assert count(Bank) == 0


def test_a_file_of_100_mb_is_refused_without_being_read(app, tmp_path, monkeypatch):
    file = tmp_path / "huge.gift"
    with file.open("wb") as opened:
        opened.truncate(100 * 1024 * 1024)
    monkeypatch.setattr("app.assessment.formats.read", lambda *_a, **_k: pytest.fail("it was read"))
    result = run(app, "import", file, "--bank", "leads", code=1)
    assert "larger than 20 MiB" in result.stderr


def test_a_bank_of_the_content_files_is_not_imported_into(app, gift):
    make.publish()
    result = run(app, "import", gift, "--bank", "channel", "--json", code=1)
    assert "written in the content files" in result.stderr
    assert count(Question) == 4


def test_an_export_comes_back_into_its_bank_without_a_new_version(app, gift, tmp_path):
    run(app, "import", gift, "--bank", "leads")
    for format_, name in (("gift", "out.gift"), ("moodle-xml", "out.xml")):
        run(app, "export", "--bank", "leads", "--format", format_, "-o", tmp_path / name)
        run(app, "import", tmp_path / name, "--bank", "leads")
        assert (count(Question), count(QuestionVersion)) == (2, 2), format_


def test_an_export_names_what_its_format_cannot_say(app, tmp_path):
    make.publish()
    out = tmp_path / "out.gift"
    result = run(app, "export", "--bank", "channel", "--format", "gift", "-o", out, "--json")
    report = json.loads(result.stdout)
    assert report["exported"] == {"single": 4}
    assert {"where": "q1", "reason": "its texts in other languages"} in report["cannot"]
    assert out.read_text().startswith("// [id:leads]\n$CATEGORY: $course$/top/Leads\n")


def test_an_export_without_a_file_goes_to_standard_output(app):
    make.publish()
    result = run(app, "export", "--bank", "channel", "--format", "gift", "--language", "th")
    assert "ไทย Stem of q1" in result.stdout
    run(app, "export", "--bank", "channel", "--format", "gift", "--json", code=2)
    run(app, "export", "--bank", "nothing", "--format", "gift", code=1)
