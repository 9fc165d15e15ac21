"""A published course or curriculum as one immutable typed tree. Texts are maps from language to words."""

from datetime import date, datetime
from functools import cached_property
from typing import Literal, TypeVar

import msgspec

Value = TypeVar("Value")
Text = dict[str, str]
Audience = Literal["internal", "partner", "customer_safe"]
KEY = r"^[a-z0-9][a-z0-9-]{0,59}$"


class Doc(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, dict=True):
    """Base of every part of a document."""


class File(Doc, frozen=True):
    """A stored file by its content."""

    sha256: str
    media_type: str
    name: str


class Cue(Doc, frozen=True):
    """One caption: seconds from the start, and the words."""

    start: float
    end: float
    text: str


class Item(Doc, frozen=True, tag_field="kind", kw_only=True):
    """What every kind of item has. `hash` names its wording: evidence counts for that."""

    key: str
    title: Text
    minutes: int
    hash: str
    requires: tuple[str, ...] = ()
    is_optional: bool = False
    summary: Text = {}
    body: Text = {}
    stale: tuple[str, ...] = ()
    """Languages whose translation is older than the source."""


class Video(Item, frozen=True, kw_only=True, tag="video"):
    media: File
    duration: float
    captions: dict[str, File]
    cues: dict[str, tuple[Cue, ...]]
    poster: File | None = None
    complete_at: float = 0.9


class Page(Doc, frozen=True):
    """One page of a datasheet: its picture and its words."""

    image: File
    width: int
    height: int
    text: str


class Sheet(Doc, frozen=True):
    """A datasheet in one language."""

    file: File
    pages: tuple[Page, ...]


class Datasheet(Item, frozen=True, kw_only=True, tag="datasheet"):
    sheets: dict[str, Sheet]
    dwell: int = 3

    def page_count(self, language: str) -> int:
        return len(in_language(self.sheets, language).pages)


class Section(Doc, frozen=True):
    """A `##` heading of a playbook: its id, and its title by language."""

    id: str
    title: Text


class Playbook(Item, frozen=True, kw_only=True, tag="playbook"):
    sections: tuple[Section, ...]
    plays: tuple[int, ...]
    """How many steps each play has. Step 2 of the first play is called "1.2"."""

    @cached_property
    def steps(self) -> tuple[str, ...]:
        return tuple(f"{p}.{s}" for p, count in enumerate(self.plays, 1) for s in range(1, count + 1))


class Line(Doc, frozen=True):
    """One claim of a competitive card with where it comes from."""

    text: Text
    owner: str
    source: str
    verified_on: date
    audience: Audience
    verify_by: date | None = None

    def is_stale(self, today: date) -> bool:
        """Past its date: must not be quoted until it is checked again."""
        return self.verify_by is not None and today > self.verify_by


class Objection(Doc, frozen=True):
    """What the buyer says, and what you answer."""

    key: str
    said: Text
    reframe: Line
    proof: tuple[Line, ...] = ()
    ask: tuple[Line, ...] = ()


class Card(Item, frozen=True, kw_only=True, tag="card"):
    competitor: str
    owner: str
    positioning: Line
    why_we_win: tuple[Line, ...] = ()
    why_we_lose: tuple[Line, ...] = ()
    objections: tuple[Objection, ...]
    questions: tuple[Line, ...] = ()
    traps: tuple[Line, ...] = ()
    price: tuple[Line, ...] = ()
    strengths: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line of the card."""
        answers = [line for o in self.objections for line in (o.reframe, *o.proof, *o.ask)]
        return (
            self.positioning, *self.why_we_win, *self.why_we_lose, *answers,
            *self.questions, *self.traps, *self.price, *self.strengths,
        )  # fmt: skip


class Acknowledgement(Item, frozen=True, kw_only=True, tag="acknowledgement"):
    version: str
    statement: Text


class Draw(Doc, frozen=True):
    """One section of a paper: fixed `questions` of a bank by key, `draw` more by chance, and `scenarios` of `of`
    questions each. Topics, difficulty and tags left out do not matter to what is drawn.
    """

    bank: str
    draw: int = 0
    topics: tuple[str, ...] = ()
    difficulty: Literal["easy", "medium", "hard"] | None = None
    tags: dict[str, tuple[str, ...]] = {}
    questions: tuple[str, ...] = ()
    scenarios: int = 0
    of: int = 0
    title: Text = {}
    floor: bool = False
    """Whether the section's marks never sum up to less than 0."""

    @property
    def count(self) -> int:
        """How many questions it puts on the paper."""
        return self.draw + len(self.questions) + self.scenarios * self.of


Shown = Literal["score", "topics", "own_answers", "correctness", "right_answers", "feedback"]


class Phase(Doc, frozen=True):
    """What a closed attempt shows at one time, to who passed and to who did not."""

    passed: tuple[Shown, ...] = ()
    failed: tuple[Shown, ...] = ()


class ReviewMatrix(Doc, frozen=True):
    """What is shown when: `straight_after` is a quarter of an hour, `after_close` begins when the quiz closes or
    the person has no further attempt.
    """

    straight_after: Phase = Phase()
    later: Phase = Phase()
    after_close: Phase = Phase()


Behaviour = Literal["deferred", "immediate", "multi_try", "certainty"]
Counts = Literal["highest", "latest", "first", "average", "first_passing"]


class Quiz(Item, frozen=True, kw_only=True, tag="quiz"):
    """A quiz as a blueprint. Times in minutes; `cooldown` in hours before the second, third, … attempt, the last one
    for all that follow.
    """

    pass_mark: float
    sections: tuple[Draw, ...]
    time_limit: int | None = None
    grace: int = 0
    """Minutes after the time in which answers still count; the attempt is then marked late."""
    attempts: int | None = None
    cooldown: tuple[int, ...] = ()
    counts: Counts = "highest"
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    behaviour: Behaviour = "deferred"
    layout: Literal["one", "all"] = "one"
    shuffle_questions: bool = True
    shuffle_options: bool = True
    floor: bool = True
    """Whether the whole paper never comes to less than 0."""
    exposure_cap: float | None = None
    """A question that stood on a larger share of recent papers is drawn only when no other is left."""
    honour: bool = False
    """Whether a person must first state that the work is their own."""
    review: Literal["score", "topics", "answers"] | ReviewMatrix = "topics"
    release: Literal["at_once", "after_close", "by_hand"] = "at_once"

    @property
    def question_count(self) -> int:
        return sum(section.count for section in self.sections)


AnyItem = Video | Datasheet | Playbook | Card | Acknowledgement | Quiz


class Module(Doc, frozen=True):
    key: str
    title: Text
    items: tuple[AnyItem, ...]


class Course(Doc, frozen=True):
    """A course as it was published."""

    key: str
    languages: tuple[str, ...]
    title: Text
    summary: Text
    owner: str
    modules: tuple[Module, ...]

    @cached_property
    def items(self) -> tuple[AnyItem, ...]:
        """Every item in order."""
        return tuple(item for module in self.modules for item in module.items)

    @cached_property
    def by_key(self) -> dict[str, AnyItem]:
        return {item.key: item for item in self.items}

    @property
    def minutes(self) -> int:
        return sum(item.minutes for item in self.items if not item.is_optional)

    def find(self, item_key: str) -> AnyItem | None:
        return self.by_key.get(item_key)


class CourseStep(Doc, frozen=True):
    """A course inside a curriculum, and the courses that must be finished first."""

    course: str
    after: tuple[str, ...] = ()


class Part(Doc, frozen=True):
    """A group of courses of which all, or at least so many, must be finished."""

    title: Text
    courses: tuple[CourseStep, ...]
    require: int
    """How many; equal to the number of courses when all are needed."""


class AudienceRule(Doc, frozen=True):
    """Whom a curriculum is for: every condition that is given must hold."""

    roles: tuple[str, ...] = ()
    company_types: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


class Curriculum(Doc, frozen=True):
    """A curriculum as it was published."""

    key: str
    languages: tuple[str, ...]
    title: Text
    summary: Text
    owner: str
    parts: tuple[Part, ...]
    audience: AudienceRule = AudienceRule()
    enrolment: Literal["self", "assigned"] = "self"
    due_days: int | None = None

    @cached_property
    def course_keys(self) -> tuple[str, ...]:
        return tuple(step.course for part in self.parts for step in part.courses)

    @cached_property
    def after(self) -> dict[str, tuple[str, ...]]:
        """For each course, the courses that must be finished first."""
        return {step.course: step.after for part in self.parts for step in part.courses}


def in_language(variants: dict[str, Value], language: str) -> Value:
    """The variant in that language, else in the first one there is."""
    return variants[language] if language in variants else next(iter(variants.values()))
