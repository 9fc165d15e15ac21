"""Kru in Thai: every word is there, says what the English one says, and no English is left on the key pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
import time_machine
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from sqlalchemy import select

from app.assessment.models import Attempt
from app.catalogue.documents import AnyItem, CourseStep, Cue, Module, Objection, Part, Section, Sheet
from app.certification.issuing import freeze
from app.certification.models import AwardPeriod, Certificate
from app.core.db import db
from app.core.i18n import LANGUAGES
from app.notifications.letters import letter
from app.points.rules import Rule
from tests.conftest import Client
from tests.factories import assessment, catalogue, certification, learning, partners, people, points
from tests.people.records import empty_mail, mails
from tools import compile_translations
from tools.collect_translations import TRANSLATIONS, is_translated, kru_words, update, wtforms_words

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
DOMAINS = {"messages": kru_words, "wtforms": wtforms_words}
KEPT_PIECES = re.compile(r"%\(\w+\)[sd]|%[sd]|%%|\{\w+\}|</?\w+[^>]*>|`[^`]+`")
SAME_IN_THAI = {"CSV", "Excel"}

LATIN_NAMES = {
    word
    for words in (
        "Kru PDF CSV Excel UTF MiB SHA LinkedIn JavaScript English EN GMT UTC TH Sark siam cloud",
        "key name tier type email company roles region country zone language job_title rep partner_admin",
        "registered silver gold platinum reseller distributor integrator consultant",
    )
    for word in words.split()
}
"""Latin words that Thai readers see too: names, formats, zones, and the column names of an import."""


def catalogue_of(domain: str, language: str) -> Catalog:
    file = TRANSLATIONS / language / "LC_MESSAGES" / f"{domain}.po"
    return read_po(BytesIO(file.read_bytes()), locale=language)


def texts(message: Message) -> list[tuple[str, str]]:
    """Each translation beside the English that it must match; with one form, that is the plural one."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return [(message.id[-1], str(string)) for string in strings]


def entries(domain: str = "messages", language: str = "th") -> list[Message]:
    return [message for message in catalogue_of(domain, language) if message.id]


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_every_word_of_today_is_translated(domain: str, language: str) -> None:
    known = {
        message.id if isinstance(message.id, str) else message.id[0]: message
        for message in entries(domain, language)
    }
    missing = []
    for word in DOMAINS[domain]():
        text = word.id if isinstance(word.id, str) else word.id[0]
        found = known.get(text)
        if word.id and (found is None or found.fuzzy or not is_translated(found.string)):
            missing.append(f"{text!r} in {', '.join(sorted({place for place, _line in word.locations}))}")
    assert not missing, "run `make translations`, then translate:\n" + "\n".join(missing)


def ids(catalog: Catalog) -> set[Any]:
    return {
        message.id if isinstance(message.id, str) else tuple(message.id) for message in catalog if message.id
    }


def test_the_files_hold_the_words_of_today_and_no_others() -> None:
    template = read_po(BytesIO((TRANSLATIONS / "messages.pot").read_bytes()))
    assert ids(template) == ids(kru_words()), "run `make translations`"
    assert [message.id for message in entries() if message.id not in ids(template)] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_collecting_twice_is_collecting_once(domain: str, tmp_path: Path) -> None:
    target = tmp_path / f"{domain}.po"
    target.write_bytes((TRANSLATIONS / "th" / "LC_MESSAGES" / target.name).read_bytes())
    update(DOMAINS[domain](), target, "th")
    once = target.read_bytes()
    update(DOMAINS[domain](), target, "th")
    assert target.read_bytes() == once


def test_a_new_word_is_left_for_somebody_to_translate(tmp_path: Path) -> None:
    words, target = Catalog(), tmp_path / "messages.po"
    words.add("Save")
    words.add(("%(num)d page", "%(num)d pages"))
    target.write_text('msgid ""\nmsgstr ""\n\nmsgid "Save"\nmsgstr "บันทึก"\n\nmsgid "Gone"\nmsgstr "หายไป"\n')
    assert update(words, target, "th") == 1
    after = target.read_text()
    assert "บันทึก" in after and "pages" in after and "Gone" not in after


@pytest.mark.parametrize("domain", DOMAINS)
def test_placeholders_and_tags_are_kept(domain: str) -> None:
    pairs = [pair for message in entries(domain) for pair in texts(message)]
    wrong = [
        pair for pair in pairs if sorted(KEPT_PIECES.findall(pair[0])) != sorted(KEPT_PIECES.findall(pair[1]))
    ]
    assert not wrong


@pytest.mark.parametrize("domain", DOMAINS)
def test_spaces_at_the_ends_are_kept(domain: str) -> None:
    def ends(text: str) -> tuple[bool, bool]:
        return text[:1].isspace(), text[-1:].isspace()

    pairs = [pair for message in entries(domain) for pair in texts(message)]
    assert [pair for pair in pairs if ends(pair[0]) != ends(pair[1])] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_nothing_is_left_in_english(domain: str) -> None:
    pairs = [pair for message in entries(domain) for pair in texts(message)]
    assert [source for source, thai in pairs if source == thai and source not in SAME_IN_THAI] == []
    assert [
        thai
        for source, thai in pairs
        if not re.search("[ก-๙]", KEPT_PIECES.sub("", thai))
        and re.search("[A-Za-z]", KEPT_PIECES.sub("", source))
        and source not in SAME_IN_THAI
    ] == []


def test_thai_has_one_form_and_no_full_stop() -> None:
    for message in entries():
        assert isinstance(message.string, str) or len(message.string) == 1
        for _source, thai in texts(message):
            assert not re.search(r"[ก-๙]\.(\s|$)", thai.replace("ชม.", "ชม")), thai
            assert "ครับ" not in thai and "ค่ะ" not in thai


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_catalogue_compiles_and_is_found(domain: str) -> None:
    compiled = BytesIO()
    write_mo(compiled, catalogue_of(domain, "th"))
    compiled.seek(0)
    words = Translations(compiled)
    for message in entries(domain):
        source = message.id if isinstance(message.id, str) else message.id[0]
        plural = message.id[-1]
        for number in (0, 1, 2, 21):
            assert words.ngettext(source, plural, number) == texts(message)[0][1] or isinstance(
                message.id, str
            )
        assert isinstance(message.id, tuple | list) or words.gettext(source) == message.string


class Visible(HTMLParser):
    """What a reader or a screen reader gets of a page: its text and its spoken attributes."""

    SILENT = {"script", "style", "code", "svg"}
    SPOKEN = {"aria-label", "title", "placeholder", "alt"}
    ALONE = {
        "img",
        "input",
        "br",
        "meta",
        "link",
        "hr",
        "source",
        "track",
        "use",
        "path",
        "rect",
        "circle",
        "line",
    }

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self.silent or tag in self.SILENT or given.get("translate") == "no":
            self.silent += tag not in self.ALONE
            return
        self.words += [value for name, value in attrs if name in self.SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        if self.silent and tag not in self.ALONE:
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def english_in(page: str) -> list[str]:
    """Pieces of a page that hold Latin words which are no names, addresses, zones or codes."""
    reader = Visible()
    reader.feed(re.sub(r'(?s)<select[^>]*name="zone".*?</select>', "", page))
    found = []
    for piece in reader.words:
        bare = re.sub(r"\S+@\S+|https?://\S+|\w+(/[\w+-]+)+|\b[0-9a-f]{12,}\b|\S+\.(csv|md|pdf)\b", "", piece)
        if set(re.findall(r"[A-Za-z_]{2,}", bare)) - LATIN_NAMES:
            found.append(piece.strip())
    return found


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """The words on the pages are those of the .po files of this moment."""
    compile_translations.main()


@pytest.fixture
def _at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


PLAYBOOK = """เหตุผลของหน้านี้

## โทรครั้งแรก

:::play เปิดการสนทนา
1. อ่านบันทึก {คุณ, 5 นาที}
2. ถามคำถาม {คุณ}
:::

## หลังการโทร

:::watch
อย่าเพิ่งสรุป
:::
"""


@dataclass
class Programme:
    """A company of Thai content and Thai names, in which Latin words can only come from Kru."""

    company: Any
    rep: Any
    partner_admin: Any
    channel_manager: Any
    admin: Any


def thai_items() -> list[AnyItem]:
    """One item of every kind."""
    both, line = catalogue.both, catalogue.line
    sheet = catalogue.datasheet(title=both("ดาต้าชีตลีด"))
    says = {"owner": "นิรันดร์", "source": "การเปรียบเทียบ"}
    return [
        catalogue.video(
            title=both("วิดีโอลีด"), cues={code: (Cue(0.0, 4.0, "ลีดหายในวันศุกร์"),) for code in LANGUAGES}
        ),
        msgspec.structs.replace(sheet, sheets={code: _thai_pages(one) for code, one in sheet.sheets.items()}),
        catalogue.playbook(
            title=both("เพลย์บุ๊กลีด"),
            body=dict.fromkeys(LANGUAGES, PLAYBOOK),
            sections=(Section("first-call", both("โทรครั้งแรก")), Section("after-the-call", both("หลังการโทร"))),
        ),
        catalogue.card(
            title=both("การ์ดลีด"),
            competitor="คู่แข่ง",
            owner="นิรันดร์",
            positioning=line("เราทำงานกับคู่ค้า", **says),
            why_we_win=(line("มีหลักฐาน", verify_by=NOW.date() - timedelta(days=3), **says),),
            why_we_lose=(line("ยังไม่มีบางอย่าง", audience="customer_safe", **says),),
            objections=(Objection("free", both("ของเขาฟรี"), line("ได้มาฟรี ใช้ไม่ฟรี", **says)),),
        ),
        catalogue.acknowledgement(
            title=both("ข้อตกลงลีด"), body=both("ลงทะเบียนดีลก่อน"), statement=both("ฉันจะทำตาม")
        ),
        catalogue.quiz(title=both("แบบทดสอบลีด"), time_limit=15, attempts=3),
    ]


def _thai_pages(sheet: Sheet) -> Sheet:
    return msgspec.structs.replace(
        sheet, pages=tuple(msgspec.structs.replace(page, text="ลีด") for page in sheet.pages)
    )


@pytest.fixture
def programme(app: Any, _at_noon: None) -> Programme:
    """Somebody certified who learns on, their admin, the vendor's people; a quiz, points, a certificate."""
    both = catalogue.both
    assessment.publish()
    catalogue.publish_course(
        "leads",
        *thai_items(),
        title=both("คอร์สลีด"),
        summary=both("ลีด"),
        owner="มะลิ",
        modules=(Module("all", both("ทั้งหมด"), tuple(thai_items())),),
    )
    catalogue.publish_curriculum(
        "basics",
        "leads",
        title=both("หลักสูตรพื้นฐาน"),
        summary=both("สำหรับทุกคน"),
        owner="มะลิ",
        parts=(Part(both("พื้นฐาน"), (CourseStep("leads", ()),), 1),),
    )
    certification.publish_certification(title=both("ผู้ขาย"), summary=both("ใครขายได้"), level=both("มืออาชีพ"))
    points.publish_rules()
    siam = partners.company(name="สยามคลาวด์", tier="gold", company_type="reseller", region="กรุงเทพฯ")
    vendor = partners.company(kind="vendor", name="เวนเดอร์", region="กรุงเทพฯ")
    who = people.rep(at=siam, name="พลอย ศรีสุวรรณ", language="th")
    learning.finish_items(who.id, "leads", "film", now=NOW - timedelta(hours=1))
    certification.period(who, certified_at=NOW - timedelta(days=345))
    points.entry(who, rule=Rule("1", "course_completed", person=40, company=40))
    return Programme(
        company=siam,
        rep=who,
        partner_admin=people.partner_admin(at=siam, name="อนันต์ ใจดี", language="th"),
        channel_manager=people.channel_manager(at=vendor, name="มะลิ บุญศรี", language="th"),
        admin=people.admin(at=vendor, name="นิรันดร์ พงษ์", language="th"),
    )


def thai(client: Client, path: str) -> str:
    page = client.get(path, follow_redirects=True)
    assert page.status_code == 200, (path, page.status_code)
    assert '<html lang="th"' in page.text
    return str(page.text)


LEARNING = "/learn /learn/leads /learn/leads/film /learn/leads/film/transcript /learn/leads/sheet /learn/leads/playbook"
MORE = "/learn/leads/card /learn/leads/rules /learn/leads/quiz /learn/curricula/basics"
OWN = "/ /certifications /certifications/certified-seller /points /points/board /library /library?q=zzzz /notices"


@pytest.mark.parametrize("path", f"{LEARNING} {MORE} {OWN} /account".split())
def test_a_rep_reads_thai(programme: Programme, client: Client, path: str) -> None:
    client.sign_in(programme.rep)
    assert english_in(thai(client, path).replace("zzzz", "")) == []


def test_an_exam_is_in_thai(programme: Programme, client: Client) -> None:
    client.sign_in(programme.rep).post("/learn/leads/quiz/attempts")
    open_one = db.session.scalars(select(Attempt.id)).one()
    for path in ("", "/summary"):
        page = re.sub(r"ไทย [\w ]+", "", thai(client, f"/attempts/{open_one}{path}"))
        assert english_in(page) == [], path
    client.post(f"/attempts/{open_one}/submit")
    page = re.sub(r"ไทย [\w ]+", "", thai(client, f"/attempts/{open_one}/result"))
    assert english_in(page) == []


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/people",
        "/people/invite",
        "/companies/{company}",
        "/people/{rep}/certifications/certified-seller",
        "/points/company",
    ],
)
def test_a_partner_admin_reads_thai(programme: Programme, client: Client, path: str) -> None:
    client.sign_in(programme.partner_admin)
    assert english_in(thai(client, path.format(company=programme.company.id, rep=programme.rep.id))) == []


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/board",
        "/partners",
        "/partners/new",
        "/partners/{company}/edit",
        "/partners/import",
        "/people",
        "/people/{rep}",
        "/people/{rep}/move",
        "/companies/{company}",
        "/people/import",
        "/learn/curricula/basics/assign",
        "/certifications/awards/{award}",
    ],
)
def test_a_channel_manager_reads_thai(programme: Programme, client: Client, path: str) -> None:
    client.sign_in(programme.channel_manager)
    award = db.session.scalars(select(AwardPeriod.id)).one()
    assert (
        english_in(thai(client, path.format(company=programme.company.id, rep=programme.rep.id, award=award)))
        == []
    )


def test_an_admin_reads_thai(programme: Programme, client: Client) -> None:
    client.sign_in(programme.admin).post(f"/people/{programme.rep.id}/disable")
    trail = thai(client, "/audit")
    assert "ปิดใช้งาน" in trail and english_in(trail) == []
    assert english_in(thai(client, "/people/import")) == []


def test_an_author_reads_thai(programme: Programme, client: Client) -> None:
    client.sign_in(people.author(name="สมชาย", language="th"))
    assert english_in(thai(client, "/content")) == []


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in",
        "/forgot-password",
        "/verify",
        "/invitation/never-sent",
        "/reset/never-sent",
        "/nothing-here",
    ],
)
def test_a_visitor_reads_thai(app: Any, client: Client, path: str) -> None:
    client.set_cookie("kru_lang", "th")
    assert english_in(client.get(path).text) == []


def test_a_proof_is_read_in_thai(programme: Programme, client: Client) -> None:
    frozen = freeze(db.session.scalars(select(AwardPeriod.id)).one(), now=NOW)
    client.set_cookie("kru_lang", "th")
    code = db.session.get_one(Certificate, frozen.certificate_id).code
    assert english_in(client.get(f"/verify/{code}").text) == []


TITLE = {"en": "Seller", "th": "ผู้ขาย"}
DAY = "2026-12-14"
LETTERS: dict[str, list[dict[str, Any]]] = {
    "assigned": [{"curriculum": "basics", "due": DAY}, {"curriculum": "basics", "due": None}],
    "certified": [{"certification": "seller", "until": DAY}, {"certification": "seller", "until": None}],
    "certificate_ready": [{"certification": "seller"}],
    "lapses_soon": [{"certification": "seller", "until": DAY, "days": 20}],
    "revoked": [{"certification": "seller", "revoked_on": DAY, "revoked_class": "misconduct"}],
    "graded": [{"attempt": 7, "passed": True}, {"attempt": 7, "passed": False}],
}


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_is_written_in_thai(app: Any, kind: str) -> None:
    for params in LETTERS[kind]:
        mail = letter(kind, {"title": TITLE, **params}, name="พลอย", language="th")
        assert "ผู้ขาย" in mail.subject
        assert english_in(mail.subject) == [] and english_in(mail.text) == []


def test_an_invitation_is_written_in_thai(programme: Programme, client: Client) -> None:
    empty_mail()
    form = {"email": "new@example.com", "name": "ใหม่", "roles": "rep", "language": "th"}
    assert client.sign_in(programme.partner_admin).post("/people/invite", data=form).status_code == 303
    (mail,) = mails()
    assert "เชิญ" in mail["Subject"]
    assert english_in(mail["Subject"]) == [] and english_in(mail.get_content()) == []
