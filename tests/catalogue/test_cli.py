"""flask catalogue …"""

from pathlib import Path

from flask import Flask

from app.catalogue.queries import live_courses
from tests.factories import content_files


def test_check_names_what_there_is(app: Flask, tmp_path: Path) -> None:
    content_files.make(tmp_path)
    done = app.test_cli_runner().invoke(args=["catalogue", "check", "--content", str(tmp_path)])
    assert done.exit_code == 0
    assert done.output == (
        "1 course, 4 items, 1 curriculum, 1 bank, 3 questions, 1 certification, 2 points rules.\nNo faults.\n"
    )


def test_check_with_a_fault_exits_with_one_and_names_it(app: Flask, tmp_path: Path) -> None:
    folder = content_files.make(tmp_path)
    folder.replace("courses/leads/exam.md", "draw: 2", "draw: 9")
    for command in ("check", "publish"):
        done = app.test_cli_runner().invoke(args=["catalogue", command, "--content", str(tmp_path)])
        assert done.exit_code == 1
        assert "courses/leads/exam.md:12: draws 9 questions from the bank channel (leads)" in done.stderr
        assert "1 fault; nothing was published." in done.stderr
    assert live_courses() == {}


def test_publish_says_what_changed_and_then_that_nothing_did(app: Flask, tmp_path: Path) -> None:
    content_files.make(tmp_path)
    runner = app.test_cli_runner()
    first = runner.invoke(args=["catalogue", "publish", "--content", str(tmp_path)])
    assert first.exit_code == 0 and "  course leads: version 1\n" in first.output
    assert "  bank channel: questions: 3 new\n" in first.output and first.output.endswith("Published.\n")
    again = runner.invoke(args=["catalogue", "publish", "--content", str(tmp_path)])
    assert again.output.endswith("Nothing has changed; nothing was published.\n")


def test_schema_writes_the_schemas(app: Flask, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(args=["catalogue", "schema", "--content", str(tmp_path)])
    assert done.exit_code == 0 and (tmp_path / "schema/item.json").exists()
