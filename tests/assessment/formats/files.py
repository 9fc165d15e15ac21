"""Files for readers of questions: real ones read, and zips made on the spot."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from app.assessment.formats import read
from app.assessment.formats.report import Imported
from tests.assessment.formats.samples import SAMPLES

MANIFEST = """<?xml version="1.0"?>
<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="made">
<resources>{resources}</resources></manifest>"""
RESOURCE = '<resource identifier="{name}" type="{kind}" href="{path}"><file href="{path}"/></resource>'


def sample(path: str, **options: str) -> Imported:
    """What reading one of the real files comes to."""
    return read((SAMPLES / path).read_bytes(), Path(path).name, **options)  # type: ignore[arg-type]


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def package(kind: str, files: Mapping[str, bytes | str]) -> bytes:
    """A package whose manifest names every XML file in it as a resource of that type."""
    resources = "".join(
        RESOURCE.format(name=f"r{n}", kind=kind, path=path)
        for n, path in enumerate(files)
        if path.endswith(".xml")
    )
    return zipped({"imsmanifest.xml": MANIFEST.format(resources=resources), **files})
