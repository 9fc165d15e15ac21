"""The JSON Schemas for editors are those of the readers, and the shapes know every word of the tables."""

from pathlib import Path
from typing import get_args, get_type_hints

import pytest
import yaml
from jsonschema import Draft202012Validator

from app.catalogue.file_formats import AudienceFormat, Language
from app.core.i18n import LANGUAGES
from app.core.yaml_files import read_front_matter, read_yaml
from app.core.yaml_shapes import _as_json
from app.flows.content_schemas import SCHEMAS, schema_texts, write_schemas
from app.partners.models import COMPANY_TYPES, TIERS
from app.people.models import ROLES
from tests.factories import content_files
from tests.factories.content_files import CONTENT


def test_the_schemas_in_the_content_folder_are_current() -> None:
    for name, text in schema_texts().items():
        assert (CONTENT / "schema" / name).read_text(encoding="utf-8") == text, "run: flask catalogue schema"
    assert {p.name for p in (CONTENT / "schema").iterdir()} == set(schema_texts())


def test_schemas_are_written_where_one_says(tmp_path: Path) -> None:
    assert sorted(p.name for p in write_schemas(tmp_path / "schema")) == sorted(schema_texts())


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(yaml.safe_load(schema_texts()[f"{name}.json"]))


def test_a_sound_folder_fits_the_schemas(tmp_path: Path) -> None:
    content_files.make(tmp_path, with_media=True)
    schemas = {name: Draft202012Validator(yaml.safe_load(text)) for name, text in schema_texts().items()}
    for path in tmp_path.rglob("*.yaml"):
        data = _as_json(read_yaml(path, path.name).data)
        assert not list(schemas[f"{data['kind']}.json"].iter_errors(data)), path
    for path in tmp_path.glob("courses/*/*.md"):
        kind = "translation" if path.name.count(".") > 1 else "item"
        data = _as_json(read_front_matter(path, path.name).data)
        assert not list(schemas[f"{kind}.json"].iter_errors(data)), path


def test_audiences_know_every_role_tier_type_and_language() -> None:
    hints = get_type_hints(AudienceFormat)
    words = {
        name: set(get_args(get_args(hints[name])[0]))
        for name in ("roles", "tiers", "company_types", "languages")
    }
    assert words == {
        "roles": set(ROLES), "tiers": set(TIERS), "company_types": set(COMPANY_TYPES), "languages": set(LANGUAGES),
    }  # fmt: skip
    assert set(get_args(Language)) == set(LANGUAGES)
