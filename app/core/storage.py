"""Where files live: a folder on one machine, an S3 bucket on many. Keys are ours alone; nothing is public."""

import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import quote, urlsplit

from flask import current_app
from sqlalchemy.exc import IntegrityError
from werkzeug.http import dump_options_header

from app.core import clock
from app.core.db import db, transaction
from app.core.models import StoredFile
from app.core.tokens import sha256_hex

LINK_SECONDS = 300


class Storage(Protocol):
    """What every place for files can do."""

    origin: str
    """Where its links lead, as scheme://host:port; empty if it gives none."""

    def put(self, key: str, data: bytes, media_type: str) -> None:
        """Store the bytes; a crash leaves either all of them or nothing."""

    def put_file(self, key: str, source: Path, media_type: str) -> None:
        """The same for a file, which is not taken into memory whole."""

    def exists(self, key: str) -> bool: ...

    def read(self, key: str) -> bytes:
        """All bytes; raises FileNotFoundError."""

    def path(self, key: str) -> Path | None:
        """The local file, if there is one."""

    def link(self, key: str, *, download_as: str | None = None, media_type: str | None = None) -> str | None:
        """A short-lived address for the browser, if the place can give one."""


class FolderStorage:
    """Files below one folder: written aside, synced, then renamed."""

    origin = ""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, key: str, data: bytes, media_type: str) -> None:
        self._put(key, io.BytesIO(data))

    def put_file(self, key: str, source: Path, media_type: str) -> None:
        with source.open("rb") as opened:
            self._put(key, opened)

    def _put(self, key: str, source: IO[bytes]) -> None:
        target = self.root / key
        target.parent.mkdir(parents=True, exist_ok=True)
        with self._aside(target.parent) as aside:
            shutil.copyfileobj(source, aside, 1024 * 1024)
            aside.flush()
            os.fsync(aside.fileno())
            os.chmod(aside.name, 0o640)  # nginx reads it through the group
            os.replace(aside.name, target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @contextmanager
    def _aside(self, folder: Path) -> Iterator[IO[bytes]]:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".part-", delete=False) as aside:
            try:
                yield aside
            finally:
                Path(aside.name).unlink(missing_ok=True)

    def exists(self, key: str) -> bool:
        return (self.root / key).is_file()

    def read(self, key: str) -> bytes:
        return (self.root / key).read_bytes()

    def path(self, key: str) -> Path | None:
        return self.root / key

    def link(self, key: str, *, download_as: str | None = None, media_type: str | None = None) -> str | None:
        return None


class S3Storage:
    """A bucket of any S3 look-alike; the browser gets links that live five minutes."""

    def __init__(self, bucket: str, *, endpoint: str = "", region: str = "") -> None:
        import boto3
        from botocore.config import Config as BotoConfig

        self.bucket = bucket
        self.client = boto3.client(
            "s3",
            endpoint_url=endpoint or None,
            region_name=region or None,
            config=BotoConfig(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=5,
                read_timeout=30,
                retries={"max_attempts": 3},
            ),
        )
        parts = urlsplit(self.client.meta.endpoint_url)
        self.origin = f"{parts.scheme}://{parts.netloc}"

    def put(self, key: str, data: bytes, media_type: str) -> None:
        self.client.put_object(Bucket=self.bucket, Key=key, Body=data, ContentType=media_type)

    def put_file(self, key: str, source: Path, media_type: str) -> None:
        with source.open("rb") as opened:
            self.client.put_object(Bucket=self.bucket, Key=key, Body=opened, ContentType=media_type)

    def exists(self, key: str) -> bool:
        from botocore.exceptions import ClientError

        try:
            self.client.head_object(Bucket=self.bucket, Key=key)
        except ClientError as problem:
            if problem.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return False
            raise
        return True

    def read(self, key: str) -> bytes:
        try:
            return bytes(self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read())
        except self.client.exceptions.NoSuchKey:
            raise FileNotFoundError(key) from None

    def path(self, key: str) -> Path | None:
        return None

    def link(self, key: str, *, download_as: str | None = None, media_type: str | None = None) -> str | None:
        params = {"Bucket": self.bucket, "Key": key}
        if media_type:
            params["ResponseContentType"] = media_type
        if download_as:
            params["ResponseContentDisposition"] = attachment(download_as)
        return str(self.client.generate_presigned_url("get_object", Params=params, ExpiresIn=LINK_SECONDS))


def storage() -> Storage:
    """This application's place for files."""
    place: Storage = current_app.extensions["kru_storage"]
    return place


def make_storage(kind: str, *, root: Path, bucket: str, endpoint: str, region: str) -> Storage:
    if kind == "s3":
        return S3Storage(bucket, endpoint=endpoint, region=region)
    return FolderStorage(root)


def attachment(name: str) -> str:
    """A Content-Disposition that saves under this name, in any script (RFC 6266)."""
    if name.isascii():
        return dump_options_header("attachment", {"filename": name})
    return dump_options_header("attachment", {"filename*": f"UTF-8''{quote(name, safe='')}"})


def file_key(sha256: str) -> str:
    """Two levels of folders, so that none gets too full."""
    return f"files/{sha256[:2]}/{sha256}"


def keep(data: bytes, media_type: str) -> str:
    """Store a file under its SHA-256 and note it; the same bytes again cost nothing. Returns the SHA-256.

    Bytes go first, the row after: a crash between leaves an object without a row, never a row without bytes.
    Whoever keeps the same bytes at the same moment finds the row of the first.
    """
    digest = sha256_hex(data)
    place = storage()
    if not place.exists(file_key(digest)):
        place.put(file_key(digest), data, media_type)
    _note(digest, media_type, len(data))
    return digest


def keep_file(source: Path, media_type: str) -> str:
    """The same for a large file, which is not taken into memory whole."""
    with source.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    place = storage()
    if not place.exists(file_key(digest)):
        place.put_file(file_key(digest), source, media_type)
    _note(digest, media_type, source.stat().st_size)
    return digest


def _note(digest: str, media_type: str, size: int) -> None:
    with transaction() as session:
        if session.get(StoredFile, digest) is None:
            row = StoredFile(sha256=digest, media_type=media_type, size=size, created_at=clock.now())
            with suppress(IntegrityError), session.begin_nested():
                session.add(row)


def find_media_type(sha256: str) -> str | None:
    """What a stored file is; None when no such file was kept."""
    row = db.session.get(StoredFile, sha256)
    return row.media_type if row else None
