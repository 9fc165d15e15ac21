"""A file of questions between dry run and confirmation: kept by its SHA-256, its report sealed to the person."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.assessment import formats
from app.assessment.formats.report import Imported, as_json
from app.assessment.questions import fingerprint, wording
from app.assessment.services.importing import import_questions
from app.assessment.services.publishing import PublishedBank
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.storage import file_key, keep, storage
from app.core.tokens import sha256_hex

GOOD_SECONDS = 3600


@dataclass(frozen=True)
class UploadDraft:
    """What came with the form. An empty format is found out from the content."""

    raw: bytes
    name: str
    format: str
    language: str
    as_draft: bool


@dataclass(frozen=True)
class Upload:
    """A file that was kept, and how it is to be read. `as_draft`: its questions cannot be drawn before a look."""

    bank_key: str
    sha256: str
    name: str
    format: str
    language: str
    as_draft: bool


def upload_of(bank_key: str, draft: UploadDraft) -> Upload:
    """The file as it will be called when it is kept."""
    digest = sha256_hex(draft.raw)
    return Upload(bank_key, digest, draft.name[:200], draft.format, draft.language, draft.as_draft)


def keep_raw(draft: UploadDraft) -> None:
    """Keep the bytes for the confirmation; what could not be read is never kept."""
    keep(draft.raw, "application/octet-stream")


def raw_of(upload: Upload) -> bytes:
    """The bytes that were kept. Raises DomainError when they are gone."""
    try:
        return storage().read(file_key(upload.sha256))
    except FileNotFoundError:
        raise _outdated() from None


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do to the bank of this moment."""

    imported: Imported
    new: int
    changed: int

    @property
    def unchanged(self) -> int:
        return len(self.imported.questions) - self.new - self.changed

    @property
    def fingerprint(self) -> str:
        """Differs as soon as the import would do anything else than what was shown."""
        wordings = [(question.key, fingerprint(wording(question))) for question in self.imported.questions]
        return sha256_hex(json.dumps([as_json(self.imported), wordings, self.new, self.changed]).encode())


class ImportOutdated(Exception):
    """The import would do something else than what was shown."""


class _Rehearsed(Exception):
    """Ends a rehearsal, so that nothing of it stays."""


def plan_of(upload: Upload, raw: bytes, *, actor_id: int, now: datetime) -> ImportPlan:
    """Read the file, and import it in a transaction that is taken back: so what is shown is what will be done.

    Raises Refused, DomainError.
    """
    imported = _read(upload, raw)
    try:
        with transaction():
            done = _import(upload, replace(imported, files={}), actor_id, now)
            raise _Rehearsed
    except _Rehearsed:
        return ImportPlan(imported, done.added, done.changed)


def import_as_shown(upload: Upload, *, shown: str, actor_id: int, now: datetime) -> ImportPlan:
    """Import the file that was kept, if that does exactly what was shown; else nothing, and raises ImportOutdated.

    Raises Refused, DomainError.
    """
    imported = _read(upload, raw_of(upload))
    with transaction():
        done = _import(upload, imported, actor_id, now)
        plan = ImportPlan(imported, done.added, done.changed)
        if plan.fingerprint != shown:
            raise ImportOutdated
        return plan


def _read(upload: Upload, raw: bytes) -> Imported:
    return formats.read(raw, upload.name, format=upload.format or None, language=upload.language)


def _import(upload: Upload, imported: Imported, actor_id: int, now: datetime) -> PublishedBank:
    return import_questions(
        upload.bank_key,
        imported,
        language=upload.language,
        as_draft=upload.as_draft,
        actor_id=actor_id,
        now=now,
    )


def seal(upload: Upload, plan: ImportPlan, *, actor_id: int) -> str:
    """What was shown to whom, signed, for the form that confirms it."""
    return str(_serializer().dumps([actor_id, plan.fingerprint, asdict(upload)]))


def unseal(sealed: str, *, bank_key: str, actor_id: int) -> tuple[Upload, str]:
    """The upload and the fingerprint of what was shown. Raises DomainError when it is not this person's, not of this
    bank, or older than an hour.
    """
    try:
        owner, shown, fields = _serializer().loads(sealed, max_age=GOOD_SECONDS)
    except BadSignature:
        raise _outdated() from None
    upload = Upload(**fields)
    if owner != actor_id or upload.bank_key != bank_key:
        raise _outdated()
    return upload, shown


def _outdated() -> DomainError:
    return DomainError(_("The page is older than an hour or not yours. Choose the file again."), field="file")


def _serializer() -> URLSafeTimedSerializer:
    settings = current_app.config["KRU"]
    keys = [*reversed(settings.secret_key_fallbacks), settings.secret_key]
    return URLSafeTimedSerializer(keys, salt="kru.import.questions")
