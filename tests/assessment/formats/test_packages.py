"""Zips and XML from strangers: harmless ones are read as they were meant, all others are refused with a reason."""

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.formats import read
from app.assessment.formats.packages import MOST_ENTRIES, open_package
from app.assessment.formats.report import Imported, Refused
from app.assessment.formats.xml_trees import DEEPEST, MOST_ELEMENTS, as_html, as_xml, read_xml
from tests.assessment.formats.files import MANIFEST, package, sample, unzipped, zipped
from tests.assessment.formats.samples import SAMPLES, needs_samples

ITEM = (
    '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="T">'
    "<itemBody><p>{words}</p></itemBody></assessmentItem>"
)


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        open_package(data, "file.zip")
    return str(refusal.value)


def entry(name: str, data: bytes = b"x", **attributes: int) -> bytes:
    """A zip of one entry with these attributes in its head."""
    target = io.BytesIO()
    info = zipfile.ZipInfo(name)
    for key, value in attributes.items():
        setattr(info, key, value)
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(info, data)
    return target.getvalue()


CZECH = {"testíček.txt", "Žluťoučký/Koníček.txt"}
MANY = {"Prüfung.txt", "test.test", "测试.txt", "試験.txt"} | CZECH


@needs_samples
@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("test_7zip_927.zip", MANY),
        ("test_infozip_3.zip", MANY),
        ("test_osx_compress.zip", MANY),
        ("test_win8_de.zip", {"Prüfung.txt", "test.test"}),
    ],
)
def test_names_are_read_as_their_maker_meant_them(name, members):
    found = open_package((SAMPLES / "zip-robustness" / name).read_bytes(), name)
    assert set(found.members) == members
    assert all(found.read(member) for member in members)


@needs_samples
def test_a_zip_of_winzip_is_read_though_it_lost_letters():
    name = "test_winzip_165.zip"
    found = open_package((SAMPLES / "zip-robustness" / name).read_bytes(), name)
    assert len(found.members) == 6
    assert {"Prüfung.txt", "测试.txt", "試験.txt"} < set(found.members)


@needs_samples
@pytest.mark.parametrize(
    ("name", "words"),
    [("passwordis1.zip", "password protected"), ("empty.zip", "empty"), ("test_win8_de.zip", "imsmanifest")],
)
def test_what_cannot_be_a_package_of_questions_is_refused_with_the_reason(name, words):
    with pytest.raises(Refused, match=words):
        sample(f"zip-robustness/{name}")


@pytest.mark.parametrize(
    "name",
    [
        "../out.xml",
        "a/../../out.xml",
        "/etc/passwd",
        "..\\out.xml",
        "C:\\out.xml",
        "c:out.xml",
        "a\x01b.xml",
        "x" * 300,
    ],
)
def test_names_that_lead_elsewhere_are_refused(name):
    assert "unsafe name" in refused(zipped({name: b"x"}))


def test_a_name_with_a_hidden_end_is_refused():
    data = zipped({"ab.xmlQ.txt": b"x"}).replace(b"ab.xmlQ", b"ab.xml\x00")
    assert "unsafe name" in refused(data)


def test_links_and_devices_are_refused():
    assert "link" in refused(entry("a", external_attr=0o120777 << 16))
    assert "link" in refused(entry("a", external_attr=0o060600 << 16))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused_in_whatever_case():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.xml", b"1")
        archive.writestr("a.xml", b"2")
    assert "twice" in refused(target.getvalue())
    assert "twice" in refused(zipped({"a.xml": b"1", "A.XML": b"2"}))


def test_too_many_files_are_refused():
    assert "more than" in refused(zipped({f"{n}.txt": b"" for n in range(MOST_ENTRIES + 1)}))


def test_what_unpacks_to_far_too_much_is_refused_whatever_its_heads_say():
    bomb = zipped({"a.xml": b"\0" * 40_000_000})
    assert "far too much" in refused(bomb)
    size = struct.pack("<I", 40_000_000)
    assert bomb.count(size) == 2
    assert refused(bomb.replace(size, struct.pack("<I", 10)))


def test_files_that_lie_in_each_other_are_refused():
    """Many names for one piece of packed bytes: what is packed is more than the file."""
    data = zipped({"a.txt": bytes(range(256)) * 40})
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    central = data[start:end] * 30
    closing = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 30, 30, len(central), start, 0)
    assert refused(data[:start] + central + closing)


def test_rare_ways_of_packing_are_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.xml", b"x" * 1000)
    assert "rare way" in refused(target.getvalue())


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04", b"\x00" * 100, b"PK\x03\x04" + b"x" * 500])
def test_what_is_no_zip_is_refused(data):
    assert refused(data)


def test_leftovers_of_other_systems_are_passed_over():
    files = {"__MACOSX/._a.xml": b"x", "a/.DS_Store": b"x", "._b.xml": b"x", "a/b.xml": b"<a/>"}
    assert set(open_package(zipped(files), "f").members) == {"a/b.xml"}


def test_a_manifest_may_stand_one_folder_down_and_names_may_have_backslashes():
    files = unzipped(package("imsqti_item_xmlv2p1", {"items/i.xml": ITEM.format(words="Hello")}))
    below = {f"export\\{name}".replace("/", "\\"): data for name, data in files.items()}
    assert read(zipped(below), "p.zip").counts == {"description": 1}


def test_an_address_finds_its_file_with_escapes_and_beside_the_one_that_names_it():
    found = open_package(zipped({"a/b c.png": b"1", "a/ü.png": b"2", "x/y/z.png": b"3"}), "f")
    assert found.find("b%20c.png?v=1#top", "a/i.xml") == "a/b c.png"
    assert found.find("../a/u\u0308.png", "q/i.xml") == "a/ü.png"
    assert found.find("../../../etc/passwd", "a/i.xml") is None
    assert found.find("https://example.org/a/b c.png") is None
    assert found.find_by_end("y/z.png") == "x/y/z.png"
    assert found.find_by_end("z/y.png") is None


def xml_refused(raw: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        read_xml(raw, "x.xml")
    return str(refusal.value)


LAUGHS = "<!DOCTYPE l [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)
) + "]><l{}>&a9;</l>"  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "text",
    [
        LAUGHS.format(""),
        LAUGHS.format(" b='&a9;'"),
        '<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><q>&x;</q>',
        '<!DOCTYPE q SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]><q/>',
        "<!DOCTYPE q [<!ELEMENT q ANY><!ATTLIST q a CDATA 'v'>]><q/>",
        "<q>&nbsp;</q>",
        "<q><open></q>",
        "",
    ],
)
def test_xml_with_definitions_of_its_own_or_without_form_is_refused(text, encoding):
    assert xml_refused(text.encode(encoding))


def test_a_mere_name_of_a_document_type_is_let_through():
    """The examples of QTI 1.2 have one. What it names is never fetched."""
    raw = b'<?xml version="1.0"?><!DOCTYPE q SYSTEM "http://127.0.0.1:9/ims_qtiasiv1p2.dtd"><q a="1"/>'
    assert read_xml(raw, "x.xml").get("a") == "1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252", "utf-8-sig"])
def test_declared_encodings_are_honoured(encoding):
    declared = encoding.removesuffix("-sig")
    raw = f'<?xml version="1.0" encoding="{declared}"?><q>Prüfung</q>'.encode(encoding)
    assert read_xml(raw, "x.xml").text() == "Prüfung"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("<q>é</q>".encode("iso-8859-1"), "utf-8"),
        (b'<?xml version="1.0" encoding="UTF-7"?><q>+ADw-</q>', "UTF-7"),
        (b'<?xml version="1.0" encoding="rot13"?><d/>', "rot13"),
        (b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1), "deeply"),
        (b"<a>" + b"<b/>" * (2 * MOST_ELEMENTS) + b"</a>", "too many"),
    ],
)
def test_xml_that_we_cannot_see_through_is_refused(raw, words):
    assert words in xml_refused(raw)


def test_hostile_xml_in_a_package_refuses_the_whole_package():
    good = ITEM.format(words="Hello")
    bad = '<!DOCTYPE q [<!ENTITY x "y">]>' + ITEM.format(words="&x;")
    with pytest.raises(Refused, match="DTD"):
        read(package("imsqti_item_xmlv2p1", {"a.xml": good, "b.xml": bad}), "p.zip")


@given(st.text(max_size=200), st.text(max_size=50))
def test_what_is_written_as_xml_is_read_again(words, value):
    from app.assessment.formats.xml_trees import UNWRITABLE, Node

    kept = UNWRITABLE.sub("", words).replace("\r\n", "\n").replace("\r", "\n")
    again = read_xml(as_xml(Node("q", {"a": value.replace("\r", " ")}, [words])), "x.xml")
    assert again.text() == kept
    assert again.attributes["a"] == UNWRITABLE.sub("", value.replace("\r", " "))


def test_a_tree_is_shown_as_html():
    tree = read_xml(b"<q a='1&quot;'>x &lt; <br/><b>y</b>z</q>", "x.xml")
    assert as_html([tree]) == '<q a="1&quot;">x &lt; <br><b>y</b>z</q>'


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["qti12", "qti21", "qti3", "xlsx", None]))
def test_arbitrary_bytes_are_imported_or_refused(data, kind):
    _imported_or_refused(data, kind)


def _imported_or_refused(data: bytes, kind: str | None = None) -> None:
    try:
        assert isinstance(read(data, "f.zip", format=kind), Imported)
    except Refused as refusal:
        assert str(refusal)


GOOD = zipped(
    {
        "imsmanifest.xml": MANIFEST.format(
            resources='<resource identifier="r" type="imsqti_item_xmlv2p1" href="i.xml"/>'
        ),
        "i.xml": ITEM.format(words="Hello"),
    }
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8),
    st.integers(0, len(GOOD)),
)
def test_a_package_with_changed_bytes_is_imported_or_refused(changes, cut):
    data = bytearray(GOOD)
    for place, byte in changes:
        data[place] = byte
    _imported_or_refused(bytes(data))
    _imported_or_refused(bytes(data[:cut]))
