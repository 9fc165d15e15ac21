"""YAML files are read safely, and every misfit is named at once with its line."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
import pytest

from app.core.yaml_files import BadFile, Fault, read_front_matter, read_yaml


class Leaf(msgspec.Struct, forbid_unknown_fields=True, tag_field="kind", tag="leaf"):
    name: Annotated[str, msgspec.Meta(max_length=5)]


class Branch(msgspec.Struct, forbid_unknown_fields=True, tag_field="kind", tag="branch"):
    size: Annotated[int, msgspec.Meta(ge=1, le=9)]


class Tree(msgspec.Struct, forbid_unknown_fields=True):
    title: dict[str, str]
    parts: list[Leaf | Branch] = []
    needs: list[str] | Literal["all"] = []
    limit: int | None = None


def faults(folder: Path, text: str | bytes) -> list[str]:
    path = folder / "tree.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    try:
        read_yaml(path, "tree.yaml").as_type(Tree)
    except BadFile as bad:
        return [str(fault) for fault in bad.faults]
    return []


def test_a_fitting_file_has_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, "title: {en: x}\nparts:\n- {kind: leaf, name: a}\nneeds: all\nlimit: 3\n") == []


def test_every_misfit_is_named(tmp_path: Path) -> None:
    text = "\n".join(
        [
            "title: {en: 1}",
            "limit: x",
            "needs: 4",
            "other: 3",
            "parts:",
            "- {kind: leef, name: a}",
            "- {kind: leaf, name: too long}",
            "- {kind: branch, size: 10}",
            "- {kind: branch}",
            "- 7",
        ]
    )
    assert sorted(faults(tmp_path, text)) == [
        "tree.yaml:10: parts[4]: must be a map of the kind leaf or branch, not 7",
        "tree.yaml:1: title.en: must be a text, not 1; put it in quotes",
        "tree.yaml:2: limit: must be a whole number or empty, not 'x'",
        "tree.yaml:3: needs: must be a list or all, not 4",
        "tree.yaml:4: unknown key `other`; remove or correct it",
        "tree.yaml:6: parts[0]: kind must be leaf, branch, not 'leef'",
        "tree.yaml:7: parts[1].name: too long with 8 characters; shorten it to 5",
        "tree.yaml:8: parts[2].size: 10 is too large; at most 9",
        "tree.yaml:9: missing key `size` in parts[3]; add it",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- 1", "tree.yaml:1: the file: must be a map, not a list"),
        ("title: {en: x}\ntitle: {en: y}", "tree.yaml:2: the key 'title' stands twice; keep one"),
        ("title:\n  no: x", "tree.yaml:2: the key no is not a text; put it in quotes"),
        ("title: &a {en: x}\nb: *a", "tree.yaml:2: the alias *a is not supported; write the value out"),
        ("title: !!python/object/apply:os.system [ls]", "tree.yaml:1: not valid YAML: could not determine a "
         "constructor for the tag 'tag:yaml.org,2002:python/object/apply:os.system'"),
        ("[" * 1_000_000, "tree.yaml:1: nested more than 20 deep"),
        ("title: {en: x}\nday: 2026-02-30", "tree.yaml:2: not valid YAML: there is no day 2026-02-30"),
        ("title: [", "tree.yaml:2: not valid YAML: did not find expected node content"),
        (b"title: \xff", "tree.yaml:1: not UTF-8 (byte 7); save it as UTF-8"),
        ("a: b\nc: \x07", "tree.yaml:2: holds the control character U+0007; remove it"),
        ("x" * (2 * 1024 * 1024 + 1), "tree.yaml:1: larger than 2 MiB; split it"),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_what_cannot_be_read_is_said(tmp_path: Path, text: str | bytes, expected: str) -> None:
    assert faults(tmp_path, text) == [expected]


def test_laughing_aliases_are_refused_at_once(tmp_path: Path) -> None:
    layers = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert "alias" in faults(tmp_path, "\n".join(["l0: &l0 [x]", *layers]))[0]


def test_front_matter_and_body_know_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbf---\r\ntitle:\r\n  en: x\r\n---\r\n\r\nBody\r\n")
    source = read_front_matter(path, "a.md")
    assert source.data == {"title": {"en": "x"}} and source.body == "Body\n"
    assert source.fault("words", "title", "en") == Fault("a.md", 3, "words")
    assert source.body_line == 6


def test_front_matter_that_is_never_closed_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: x\n")
    with pytest.raises(BadFile, match="the front matter has no closing ---"):
        read_front_matter(path, "a.md")


def test_a_part_of_a_file_keeps_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "tree.yaml"
    path.write_text("title: {en: x}\nparts:\n- kind: leaf\n  name: a\n- kind: leaf\n  nam: b\n")
    part = read_yaml(path, "tree.yaml").part("parts", 1)
    with pytest.raises(BadFile) as bad:
        part.as_type(Leaf)
    assert [str(fault) for fault in bad.value.faults] == [
        "tree.yaml:5: missing key `name`; add it",
        "tree.yaml:6: unknown key `nam`; remove or correct it",
    ]
