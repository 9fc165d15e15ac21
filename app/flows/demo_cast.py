"""The people of the demo programme: a vendor, twelve partners, and what each person has done by now.

Nobody here is real. A story is a list of chapters, each ending so many days before today.
"""

from dataclasses import dataclass

ESSENTIALS = (
    "knowing-your-partners",
    "managing-leads",
    "running-by-the-numbers",
    "onboarding-that-enables",
    "deciding-from-data",
)
SELLER = ("kru-product", "kru-pitch", "kru-pricing-gtm")
SPECIALIST = (*SELLER, "kru-support-handover", "kru-competitors", "managing-leads")


@dataclass(frozen=True)
class Chapter:
    """Courses finished one after the other, the last of them `days_ago`; with `items` only so many of the first."""

    courses: tuple[str, ...]
    days_ago: int
    items: int | None = None


@dataclass(frozen=True)
class Member:
    name: str
    email: str
    roles: tuple[str, ...]
    job_title: str
    story: tuple[Chapter, ...] = ()
    language: str = "en"


@dataclass(frozen=True)
class Partner:
    key: str
    name: str
    company_type: str
    tier: str
    region: str
    manager: str
    members: tuple[Member, ...]


def essentials(days_ago: int) -> Chapter:
    return Chapter(ESSENTIALS, days_ago)


def seller(days_ago: int) -> Chapter:
    return Chapter(SELLER, days_ago)


def specialist(days_ago: int) -> Chapter:
    return Chapter(SPECIALIST, days_ago)


def begun(course: str, days_ago: int, items: int) -> Chapter:
    return Chapter((course,), days_ago, items)


def rep(
    name: str, email: str, *story: Chapter, title: str = "Account manager", language: str = "en"
) -> Member:
    return Member(name, email, ("rep",), title, story, language)


def lead(name: str, email: str, *story: Chapter, language: str = "en") -> Member:
    """A partner's own admin, who also sells."""
    return Member(name, email, ("rep", "partner_admin"), "Sales lead", story, language)


VENDOR = (
    Member("Suda Charoen", "admin@kru.example", ("admin",), "Operations"),
    Member("Mali Boonsri", "author@kru.example", ("author",), "Head of Partner Enablement"),
    Member("Nattapong Wong", "manager@kru.example", ("channel_manager",), "Channel manager"),
    Member("Grace Tan", "grace@kru.example", ("channel_manager",), "Channel manager"),
)
ABROAD = {"singapore": ("SG", "Asia/Singapore"), "malaysia": ("MY", "Asia/Kuching")}
"""Country and time zone of the regions outside Thailand."""
NATTAPONG, GRACE = "manager@kru.example", "grace@kru.example"
PLOY_NOW = begun("kru-support-handover", 1, 2)

PARTNERS = (
    Partner("siam-cloud", "Siam Cloud Solutions", "reseller", "gold", "bangkok", NATTAPONG, (
        rep("Ploy Srisuwan", "rep@siam-cloud.example", essentials(150), seller(345), PLOY_NOW),
        lead("Krit Tangsiri", "partner-admin@siam-cloud.example", essentials(160), specialist(120)),
        rep("Anan Chaiyasit", "anan@siam-cloud.example", essentials(140), seller(350), language="th"),
        rep("Wan Saelim", "wan@siam-cloud.example", essentials(100), seller(90)),
        rep("Jirayu Lert", "jirayu@siam-cloud.example", seller(60), begun("managing-leads", 3, 3)),
        rep("Nok Phromma", "nok@siam-cloud.example", begun("knowing-your-partners", 2, 2), language="th"),
    )),
    Partner("andaman-networks", "Andaman Networks", "integrator", "gold", "south", NATTAPONG, (
        lead("Dara Kittipong", "dara@andaman.example", essentials(200), seller(210)),
        rep("Somchai Pitak", "somchai@andaman.example", essentials(376), seller(120), language="th"),
        rep("Fern Jaidee", "fern@andaman.example", seller(80), begun("managing-leads", 9, 1)),
    )),
    Partner("lanna-digital", "Lanna Digital", "reseller", "silver", "north", NATTAPONG, (
        lead("Tanawat Rin", "tanawat@lanna.example", essentials(310), seller(90)),
        rep("Mint Chantra", "mint@lanna.example", essentials(300), language="th"),
        rep("Boss Yodying", "boss@lanna.example", begun("kru-product", 5, 2)),
    )),
    Partner("chao-phraya", "Chao Phraya Systems", "reseller", "silver", "bangkok", NATTAPONG, (
        lead("Pim Arunee", "pim@chaophraya.example", essentials(130), seller(410)),
        rep("Golf Narong", "golf@chaophraya.example", essentials(125)),
    )),
    Partner("isan-tech", "Isan Tech Partners", "reseller", "silver", "north-east", NATTAPONG, (
        lead("Lek Boonmee", "lek@isan.example", essentials(75), seller(70), language="th"),
        rep("Joy Sutthi", "joy@isan.example", essentials(66), begun("kru-product", 12, 3), language="th"),
    )),
    Partner("harbour-finch", "Harbour & Finch", "consultant", "gold", "singapore", GRACE, (
        lead("Rachel Lim", "rachel@harbourfinch.example", essentials(180), specialist(150)),
        rep("Daniel Koh", "daniel@harbourfinch.example", essentials(170), seller(160)),
        rep("Aisha Rahman", "aisha@harbourfinch.example", essentials(165), specialist(45)),
        rep("Marcus Ong", "marcus@harbourfinch.example", seller(40)),
    )),
    Partner("kinabalu", "Kinabalu Integrators", "integrator", "registered", "malaysia", GRACE, (
        lead("Farid Hassan", "farid@kinabalu.example", begun("knowing-your-partners", 4, 3)),
        rep("Mei Lin Chong", "meilin@kinabalu.example", begun("kru-product", 6, 2)),
        rep("Jason Yap", "jason@kinabalu.example", begun("knowing-your-partners", 20, 1)),
    )),
    Partner("mekong-data", "Mekong Data Works", "distributor", "silver", "north-east", NATTAPONG, (
        lead("Khamla Vong", "khamla@mekong.example", essentials(95), seller(320)),
        rep("Noi Sisavath", "noi@mekong.example", essentials(88), seller(318), language="th"),
    )),
    Partner("eastern-port", "Eastern Port IT", "reseller", "registered", "east", NATTAPONG, (
        lead("Art Wichai", "art@easternport.example", seller(55), language="th"),
        rep("Bee Napat", "bee@easternport.example"),
    )),
    Partner("orchid-telecom", "Orchid Telecom Services", "integrator", "gold", "bangkok", GRACE, (
        lead("Vera Somsri", "vera@orchid.example", essentials(60), specialist(30)),
        rep("Ton Kamol", "ton@orchid.example", essentials(58), seller(35), language="th"),
        rep("Ice Prapai", "ice@orchid.example", essentials(57), seller(33)),
    )),
    Partner("samui-cloud", "Samui Cloud Care", "reseller", "registered", "south", NATTAPONG, (
        lead("Ocean Suda", "ocean@samui.example"),
    )),
    Partner("ratchada-soft", "Ratchada Software House", "consultant", "silver", "bangkok", GRACE, (
        lead("Nan Wattana", "nan@ratchada.example", essentials(110), seller(300)),
        rep("Peach Lalita", "peach@ratchada.example", essentials(105), seller(20)),
        rep("Earth Thanin", "earth@ratchada.example", begun("managing-leads", 8, 4), language="th"),
    )),
)  # fmt: skip

SIGN_INS = {
    "admin": "admin@kru.example",
    "author": "author@kru.example",
    "channel manager": "manager@kru.example",
    "partner admin": "partner-admin@siam-cloud.example",
    "rep": "rep@siam-cloud.example",
}
LONGEST_AGO = 430
"""Days before today on which the programme began; every chapter ends later."""
