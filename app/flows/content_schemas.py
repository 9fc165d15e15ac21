"""JSON Schemas of the content files for editors, made from the shapes that the files are read with."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from app.assessment.bank_files import written_schema
from app.catalogue.file_formats import AnyItemFormat, CourseFormat, CurriculumFormat, TranslationFormat
from app.certification.definition_files import CertificationFormat
from app.points.rule_files import PointsFormat

SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "course": partial(msgspec.json.schema, CourseFormat),
    "item": partial(msgspec.json.schema, AnyItemFormat),
    "translation": partial(msgspec.json.schema, TranslationFormat),
    "curriculum": partial(msgspec.json.schema, CurriculumFormat),
    "bank": written_schema,
    "certification": partial(msgspec.json.schema, CertificationFormat),
    "points": partial(msgspec.json.schema, PointsFormat),
}


def schema_texts() -> dict[str, str]:
    """File name → JSON text."""
    return {f"{name}.json": _text(name, make()) for name, make in SCHEMAS.items()}


def write_schemas(folder: Path) -> list[Path]:
    """Write every schema into the folder; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema_texts().items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in schema_texts()]


def _text(name: str, shape: dict[str, Any]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"Kru {name}", **shape}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
