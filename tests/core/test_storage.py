"""Files are kept whole or not at all, named by their content, and handed over under any name."""

import os

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.core.models import StoredFile
from app.core.storage import FolderStorage, S3Storage, attachment, file_key, keep, storage


@pytest.fixture
def folder(tmp_path):
    return FolderStorage(tmp_path)


def test_bytes_come_back_and_what_is_missing_is_said_so(folder):
    folder.put("files/ab/abc", b"words", "text/plain")
    assert folder.read("files/ab/abc") == b"words"
    assert folder.exists("files/ab/abc") and not folder.exists("files/ab/abd")
    with pytest.raises(FileNotFoundError):
        folder.read("files/ab/abd")


def test_a_write_that_is_cut_off_leaves_nothing_behind(folder, tmp_path, monkeypatch):
    def no_more_power(_descriptor):
        raise OSError("cut")

    monkeypatch.setattr(os, "fsync", no_more_power)
    with pytest.raises(OSError, match="cut"):
        folder.put("files/ab/abc", b"words", "text/plain")
    assert not folder.exists("files/ab/abc")
    assert list((tmp_path / "files/ab").iterdir()) == []


def test_equal_bytes_are_kept_once(app):
    first, second = keep(b"%PDF-1.7", "application/pdf"), keep(b"%PDF-1.7", "application/pdf")
    assert first == second
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 1
    assert storage().read(file_key(first)) == b"%PDF-1.7"


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("certificate-1.pdf", "attachment; filename=certificate-1.pdf"),
        ('a "b".pdf', r'attachment; filename="a \"b\".pdf"'),
        ("ใบ.pdf", "attachment; filename*=UTF-8''%E0%B9%83%E0%B8%9A.pdf"),
        ("é\r\nX-Evil: 1", "attachment; filename*=UTF-8''%C3%A9%0D%0AX-Evil%3A%201"),
    ],
)
def test_downloads_keep_their_names_in_any_script(name, header):
    assert attachment(name) == header


def test_pages_may_load_from_where_the_links_of_a_bucket_lead(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    for place in (
        S3Storage("kru", region="ap-southeast-1"),
        S3Storage("kru", endpoint="https://s3.example.com:9000/", region="x"),
    ):
        assert place.link("files/a").startswith(f"{place.origin}/kru/files/a?")
        assert place.origin.count("/") == 2
