"""Media is taken for what its bytes are; what cannot be used is refused in words, and nothing is written."""

import os
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from app.catalogue import media_files
from app.catalogue.captions import parse_captions
from app.catalogue.course_files import read_course
from app.catalogue.media_files import Known
from tests.factories import content_files
from tests.factories.content_files import PDFS, VTT, ContentFolder

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
LEADS = "courses/leads"
MEDIA = f"{LEADS}/media"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="../shared/samples is not there")


@pytest.fixture
def folder(tmp_path: Path) -> ContentFolder:
    return content_files.make(tmp_path, with_media=True)


def faults(folder: ContentFolder) -> list[str]:
    reading = read_course(folder.root / LEADS, folder.root, Known())
    assert reading.document is None or not any(not f.is_warning for f in reading.faults)
    return [str(fault) for fault in reading.faults]


def huge(folder: ContentFolder) -> None:
    with (folder.root / MEDIA / "film.mp4").open("wb") as film:
        film.truncate(5 * 1024**3)


def silent_film(folder: ContentFolder, *arguments: str, name: str = "film.mp4") -> None:
    target = folder.root / MEDIA / name
    target.unlink(missing_ok=True)
    source = ["-f", "lavfi", "-i", "testsrc=size=320x180:rate=5:duration=12"]
    subprocess.run(["ffmpeg", "-loglevel", "error", *source, *arguments, str(target)], check=True)


def html(folder: ContentFolder) -> None:
    folder.write(f"{MEDIA}/sheet.en.pdf", "<!doctype html><html><body>Not found</body></html>")


def html_with_a_pdf_head(folder: ContentFolder) -> None:
    folder.write(f"{MEDIA}/sheet.en.pdf", "%PDF-1.7\n<html><script>alert(1)</script></html>")


def changed_pdf(change: Callable[[pikepdf.Pdf], object], **save: object) -> Callable[[ContentFolder], None]:
    def spoil(folder: ContentFolder) -> None:
        with pikepdf.open(PDFS["en"]) as pdf:
            change(pdf)
            pdf.save(folder.root / MEDIA / "sheet.en.pdf", **save)

    return spoil


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def launch_deep_inside(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe"))


def attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["secret.txt"] = b"text"


def too_many_pages(pdf: pikepdf.Pdf) -> None:
    for _ in range(61):
        pdf.add_blank_page()


def endless_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].MediaBox = [0, 0, 10, 14000]


def pixel_flood(folder: ContentFolder) -> None:
    """A PNG that says it is 50,000 pixels wide and high, in a few bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = (50_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    body = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )
    (folder.root / MEDIA / "film.jpg").write_bytes(body)


def cut_off(folder: ContentFolder) -> None:
    film = folder.root / MEDIA / "film.mp4"
    film.write_bytes(film.read_bytes()[:200_000])


def save(name: str, text: str) -> Callable[[ContentFolder], object]:
    return lambda folder: folder.write(name, text)


REFUSED: list[tuple[str, Callable[[ContentFolder], object], str]] = [
    (
        "zero-byte film",
        save(f"{MEDIA}/film.mp4", ""),
        f"{LEADS}/film.md:7: film.mp4 is empty (0 bytes); copy it again",
    ),
    ("film of 5 GB", huge, f"{LEADS}/film.md:7: film.mp4 has 5,120 MiB; at most 300. Make it smaller"),
    (
        "text called film",
        save(f"{MEDIA}/film.mp4", "not a film"),
        f"{LEADS}/film.md:7: film.mp4 is text/plain by its content; export it as MP4 (H.264, AAC) or WebM",
    ),
    (
        "film in MPEG-4 part 2",
        lambda f: silent_film(f, "-c:v", "mpeg4"),
        f"{LEADS}/film.md:7: film.mp4: the film holds MPEG-4 Visual, which not every browser plays; "
        "export it as MP4 with H.264 and AAC",
    ),
    (
        "film that is cut off",
        cut_off,
        f"{LEADS}/film.md:7: film.mp4: the film is cut off; export or copy it again",
    ),
    (
        "missing film",
        lambda f: (f.root / MEDIA / "film.mp4").unlink(),
        f"{LEADS}/film.md:7: there is no file media/film.mp4; add it or correct the name",
    ),
    (
        "film outside the folder",
        lambda f: f.replace(f"{LEADS}/film.md", "media/film.mp4", "../../points.yaml"),
        f"{LEADS}/film.md:7: ../../points.yaml leads out of the folder; name a file in media/",
    ),
    (
        "film by its absolute path",
        lambda f: f.replace(f"{LEADS}/film.md", "media/film.mp4", "/etc/passwd"),
        f"{LEADS}/film.md:7: /etc/passwd leads out of the folder; name a file in media/",
    ),
    (
        "film that is a link",
        lambda f: (
            (f.root / MEDIA / "film.mp4").unlink(),
            (f.root / MEDIA / "film.mp4").symlink_to("/etc/passwd"),
        ),
        f"{LEADS}/film.md:7: media/film.mp4 is a link; put the file itself there",
    ),
    (
        "media folder that is a link",
        lambda f: ((f.root / MEDIA).rename(f.root / "aside"), (f.root / MEDIA).symlink_to(f.root / "aside")),
        f"{LEADS}/film.md:7: media/film.mp4 is a link; put the file itself there",
    ),
    (
        "poster that is SVG",
        save(f"{MEDIA}/film.jpg", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        f"{LEADS}/film.md:8: film.jpg is image/svg+xml by its content; save it as JPEG, PNG or WebP",
    ),
    (
        "poster of 50,000 × 50,000 pixels",
        pixel_flood,
        f"{LEADS}/film.md:8: film.jpg: the picture is 50000 × 50000 pixels; each side must have 320 to 6000",
    ),
    (
        "missing captions",
        lambda f: f.replace(f"{LEADS}/film.md", "  th: media/film.th.vtt\n", ""),
        f"{LEADS}/film.md:9: captions: the language th is missing; add the WebVTT file",
    ),
    (
        "captions without a signature",
        save(f"{MEDIA}/film.en.vtt", "1\n00:00:01,000 --> 00:00:02,000\nSRT\n"),
        f"{MEDIA}/film.en.vtt:1: this is not WebVTT; its first line must be WEBVTT",
    ),
    (
        "captions with wrong times",
        save(f"{MEDIA}/film.en.vtt", VTT + "\n00:01 --> 00:02\nx\n"),
        f"{MEDIA}/film.en.vtt:6: these times cannot be read; write 00:00:01.000 --> 00:00:04.000",
    ),
    (
        "captions after the end",
        save(f"{MEDIA}/film.en.vtt", VTT + "\n00:59:00.000 --> 00:59:02.000\nx\n"),
        f"{LEADS}/film.md:10: captions in en go on after the film ends at ",
    ),
    (
        "PDF that is HTML",
        html,
        f"{LEADS}/sheet.md:8: sheet.en.pdf is text/html by its content; print or export it to PDF",
    ),
    (
        "PDF that only begins like one",
        html_with_a_pdf_head,
        f"{LEADS}/sheet.md:8: sheet.en.pdf: it cannot be opened (PdfError); export or copy it again",
    ),
    (
        "PDF with a script",
        changed_pdf(script),
        f"{LEADS}/sheet.md:8: sheet.en.pdf: the PDF holds a script or an action; export it without",
    ),
    (
        "PDF that starts a program",
        changed_pdf(launch_deep_inside),
        f"{LEADS}/sheet.md:8: sheet.en.pdf: the PDF holds a script or an action; export it without",
    ),
    (
        "PDF with an attachment",
        changed_pdf(attachment),
        f"{LEADS}/sheet.md:8: sheet.en.pdf: the PDF holds embedded files; export it without attachments",
    ),
    (
        "PDF with a password",
        changed_pdf(lambda pdf: None, encryption=pikepdf.Encryption(owner="o", user="u")),
        f"{LEADS}/sheet.md:8: sheet.en.pdf: the PDF asks for a password; save it without one",
    ),
    (
        "PDF that is protected",
        changed_pdf(lambda pdf: None, encryption=pikepdf.Encryption(owner="o", user="")),
        f"{LEADS}/sheet.md:8: sheet.en.pdf: the PDF is encrypted; save it without protection",
    ),
    (
        "PDF of 63 pages",
        changed_pdf(too_many_pages),
        f"{LEADS}/sheet.md:8: sheet.en.pdf: the PDF has 63 pages; a datasheet has 1 to 60",
    ),
    (
        "PDF with an endless page",
        changed_pdf(endless_page),
        f"{LEADS}/sheet.md:8: sheet.en.pdf: a page measures 10 × 14000 points; it is too long for its width",
    ),
]


@pytest.mark.parametrize(("spoil", "expected"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_media_that_cannot_be_used_is_refused_in_words(
    folder: ContentFolder, spoil: Callable[[ContentFolder], object], expected: str
) -> None:
    spoil(folder)
    found = faults(folder)
    assert any(fault.startswith(expected) for fault in found), "\n".join(found)


def test_sound_media_has_no_fault(folder: ContentFolder) -> None:
    assert faults(folder) == []


def test_webm_is_a_film_too(folder: ContentFolder) -> None:
    silent_film(folder, "-c:v", "libvpx-vp9", "-deadline", "realtime", name="film.webm")
    (folder.root / MEDIA / "film.mp4").unlink()
    folder.replace(f"{LEADS}/film.md", "film.mp4", "film.webm")
    reading = read_course(folder.root / LEADS, folder.root, Known())
    assert reading.document and reading.document.items[0].media.media_type == "video/webm"  # type: ignore[union-attr]


def test_a_file_that_takes_too_long_is_given_up(
    folder: ContentFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_files, "SECONDS", 0.01)
    assert f"{LEADS}/film.md:7: film.mp4 takes too long to open; export it again in a simpler form" in faults(
        folder
    )


def test_a_page_that_would_need_endless_memory_is_refused(tmp_path: Path) -> None:
    """A picture of 40,000 × 40,000 points inside a small PDF must not take the caller's memory."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(600, 800))
    image = pdf.make_stream(zlib.compress(b"\0" * 1000))
    image.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=60_000, Height=60_000,
        ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.FlateDecode,
    )  # fmt: skip
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=image))
    page.Contents = pdf.make_stream(b"600 0 0 800 0 0 cm /X Do")
    pdf.save(tmp_path / "bomb.pdf")
    before = os.times()
    try:
        found = media_files.examine("pdf", tmp_path / "bomb.pdf", tmp_path)
        assert len(found["pages"]) == 1
    except media_files.Refused as refused:
        assert "simpler form" in str(refused)
    assert os.times().children_user - before.children_user < 60


def test_page_pictures_are_small_and_wide_enough(tmp_path: Path) -> None:
    found = media_files.examine("pdf", PDFS["th"], tmp_path)
    for number, page in enumerate(found["pages"], start=1):
        with Image.open(tmp_path / f"{number}.webp") as picture:
            assert picture.size == (page["width"], page["height"]) and picture.width in (1400, 1401)
        assert (tmp_path / f"{number}.webp").stat().st_size < 300_000


@needs_samples
@pytest.mark.parametrize(
    ("name", "cues", "problems"),
    [
        ("captions_with_bom", 4, 0), ("comments", 3, 0), ("cue_tags", 3, 0), ("sample", 16, 0), ("styles", 1, 0),
        ("using_identifiers", 6, 0), ("moodle-pretty-good-sv", 13, 0), ("missing_timeframe", 6, 1),
        ("invalid_timeframe", 6, 1), ("metadata_headers", 2, 1), ("invalid", 0, 1), ("empty", 0, 1), ("wpt/ids", 5, 0),
        ("wpt/newlines", 4, 0), ("wpt/timings-omitted-hours", 3, 0), ("wpt/timings-60", 2, 4),
        ("wpt/stylesheets", 2, 2), ("wpt/signature-timings", 0, 3),
    ],
)  # fmt: skip
def test_real_captions_are_read_as_other_readers_do(name: str, cues: int, problems: int) -> None:
    found = parse_captions((SAMPLES / "webvtt" / f"{name}.vtt").read_bytes().decode())
    assert (len(found.cues), len(found.problems)) == (cues, problems)


@needs_samples
@pytest.mark.parametrize("path", sorted((SAMPLES / "pdf").rglob("*.pdf")), ids=lambda path: path.stem)
def test_real_pdfs_are_drawn(path: Path, tmp_path: Path) -> None:
    found = media_files.examine("pdf", path, tmp_path)
    assert len(found["pages"]) == len(list(tmp_path.glob("*.webp"))) >= 1
