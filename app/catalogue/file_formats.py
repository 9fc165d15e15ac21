"""The shapes of the YAML in `content/courses` and `content/curricula`, as docs/content.md describes them.

The JSON Schemas for editors are made from these.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec

from app.catalogue.documents import KEY, Audience, Behaviour, Counts, Shown

Meta = msgspec.Meta
Key = Annotated[str, Meta(pattern=KEY)]
Words = Annotated[str, Meta(min_length=1, max_length=2000)]
Name = Annotated[str, Meta(min_length=1, max_length=80)]
Title = Annotated[dict[str, Annotated[str, Meta(min_length=1, max_length=110)]], Meta(min_length=1)]
Summary = Annotated[dict[str, Annotated[str, Meta(min_length=1, max_length=300)]], Meta(min_length=1)]
Long = Annotated[dict[str, Words], Meta(min_length=1)]
Files = Annotated[dict[str, str], Meta(min_length=1)]
Language = Literal["en", "th"]
Languages = Annotated[list[Language], Meta(min_length=1)]


class Format(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every file's shape: an unknown key is a fault."""


class ModuleFormat(Format, frozen=True, kw_only=True):
    key: Key
    title: Title
    items: Annotated[list[Key], Meta(min_length=1)]


class CourseFormat(Format, frozen=True, kw_only=True):
    """course.yaml"""

    kind: Literal["course"]
    languages: Languages
    title: Title
    summary: Summary
    owner: Name
    modules: Annotated[list[ModuleFormat], Meta(min_length=1)]


class ItemFormat(Format, frozen=True, kw_only=True, tag_field="kind"):
    """What the front matter of every item has."""

    title: Title
    minutes: Annotated[int, Meta(ge=1, le=600)]
    summary: Summary | None = None
    requires: list[Key] | Literal["all"] = []
    optional: bool = False


class VideoFormat(ItemFormat, frozen=True, kw_only=True, tag="video"):
    media: str
    poster: str
    captions: Files
    complete_at: Annotated[float, Meta(ge=0.5, le=1)] = 0.9


class DatasheetFormat(ItemFormat, frozen=True, kw_only=True, tag="datasheet"):
    file: Files
    dwell: Annotated[int, Meta(ge=1, le=60)] = 3


class PlaybookFormat(ItemFormat, frozen=True, kw_only=True, tag="playbook"):
    """Its body is all it has."""


class LineDefaults(Format, frozen=True, kw_only=True):
    owner: Name | None = None
    source: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    verified_on: date | None = None
    verify_by: date | None = None
    audience: Audience | None = None


class LineFormat(LineDefaults, frozen=True, kw_only=True):
    text: Long


class ObjectionFormat(Format, frozen=True, kw_only=True):
    key: Key
    said: Long
    reframe: LineFormat
    proof: list[LineFormat] = []
    ask: list[LineFormat] = []


class CardFormat(ItemFormat, frozen=True, kw_only=True, tag="card"):
    competitor: Name
    defaults: LineDefaults = LineDefaults()
    positioning: LineFormat
    why_we_win: list[LineFormat] = []
    why_we_lose: list[LineFormat] = []
    objections: Annotated[list[ObjectionFormat], Meta(min_length=1)]
    questions: list[LineFormat] = []
    traps: list[LineFormat] = []
    price: list[LineFormat] = []
    strengths: list[LineFormat] = []


class AcknowledgementFormat(ItemFormat, frozen=True, kw_only=True, tag="acknowledgement"):
    version: Annotated[str, Meta(min_length=1, max_length=20)]
    statement: Summary


Count = Annotated[int, Meta(ge=0, le=200)]


class TagsFormat(Format, frozen=True, kw_only=True):
    objective: list[Name] = []
    product: list[Name] = []
    competitor: list[Name] = []


class DrawFormat(Format, frozen=True, kw_only=True):
    """One section of a quiz."""

    bank: Key
    title: Title | None = None
    questions: list[Key] = []
    draw: Count = 0
    scenarios: Count = 0
    of: Annotated[int, Meta(ge=0, le=20)] = 0
    topics: list[Key] = []
    difficulty: Literal["easy", "medium", "hard"] | None = None
    tags: TagsFormat = TagsFormat()
    floor: bool = False


class PhaseFormat(Format, frozen=True, kw_only=True):
    passed: list[Shown] = []
    failed: list[Shown] = []


class ReviewFormat(Format, frozen=True, kw_only=True):
    """What is shown when; a list is for those who passed and those who did not."""

    straight_after: list[Shown] | PhaseFormat = []
    later: list[Shown] | PhaseFormat = []
    after_close: list[Shown] | PhaseFormat = []


class QuizFormat(ItemFormat, frozen=True, kw_only=True, tag="quiz"):
    pass_mark: Annotated[float, Meta(gt=0, le=1)]
    sections: Annotated[list[DrawFormat], Meta(min_length=1, max_length=50)]
    behaviour: Behaviour = "deferred"
    layout: Literal["one", "all"] = "one"
    time_limit: Annotated[int, Meta(ge=1, le=600)] | None = None
    grace: Annotated[int, Meta(ge=0, le=600)] = 0
    attempts: Annotated[int, Meta(ge=1, le=100)] | None = None
    cooldown: Annotated[list[Annotated[int, Meta(ge=0, le=8760)]], Meta(max_length=20)] = []
    counts: Counts = "highest"
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    shuffle_questions: bool = True
    shuffle_options: bool = True
    floor: bool = True
    exposure_cap: Annotated[float, Meta(gt=0, lt=1)] | None = None
    honour: bool = False
    review: Literal["score", "topics", "answers"] | ReviewFormat = "topics"
    release: Literal["at_once", "after_close", "by_hand"] = "at_once"


ITEM_FORMATS: dict[str, Any] = {
    "video": VideoFormat,
    "datasheet": DatasheetFormat,
    "playbook": PlaybookFormat,
    "card": CardFormat,
    "acknowledgement": AcknowledgementFormat,
    "quiz": QuizFormat,
}
AnyItemFormat = (
    VideoFormat | DatasheetFormat | PlaybookFormat | CardFormat | AcknowledgementFormat | QuizFormat
)


class TranslationFormat(Format, frozen=True, kw_only=True):
    """The front matter of `<item>.<language>.md`."""

    translated_from: Annotated[str, Meta(pattern="^[0-9a-f]{8}$")] | None = None


class StepFormat(Format, frozen=True, kw_only=True):
    course: Key
    after: list[Key] = []


class PartFormat(Format, frozen=True, kw_only=True):
    title: Title
    courses: Annotated[list[StepFormat], Meta(min_length=1)]
    require: Annotated[int, Meta(ge=1)] | Literal["all"] = "all"


class AudienceFormat(Format, frozen=True, kw_only=True):
    roles: list[Literal["rep", "partner_admin", "author", "channel_manager", "admin"]] = []
    tiers: list[Literal["registered", "silver", "gold", "platinum"]] = []
    regions: list[Name] = []
    company_types: list[Literal["reseller", "distributor", "integrator", "consultant", "vendor"]] = []
    languages: list[Language] = []


class CurriculumFormat(Format, frozen=True, kw_only=True):
    """curricula/<curriculum>.yaml"""

    kind: Literal["curriculum"]
    languages: Languages
    title: Title
    summary: Summary
    owner: Name
    parts: Annotated[list[PartFormat], Meta(min_length=1)]
    audience: AudienceFormat = AudienceFormat()
    enrolment: Literal["self", "assigned"] = "self"
    due_days: Annotated[int, Meta(ge=1, le=3650)] | None = None
