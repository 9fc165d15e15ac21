"""One import of QTI: where its pictures are, what was found so far, and texts as our words."""

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace as changed

from app.assessment.formats.collecting import Collecting
from app.assessment.formats.html import Files, from_html
from app.assessment.formats.keys import LONGEST, key_from
from app.assessment.formats.packages import COURSE_FILE, FILE_BASE, Package
from app.assessment.formats.words import Words
from app.assessment.formats.xml_trees import Node, as_html
from app.assessment.questions import PartDocument
from app.core.i18n import gettext as _
from app.core.tokens import sha256_hex

LONGEST_CATEGORY = 200
UNIQUE = re.compile(r"[0-9a-f]{24}")
"""Such identifiers are made by machines and mean one thing in the world; "QUE_1" means one in a file."""


@dataclass
class Reading(Collecting):
    """All of one import. `scope` tells short identifiers of this package from the same ones of another."""

    package: Package | None = None
    scope: str = ""
    by_resource: dict[str, str] = field(default_factory=dict)
    """Files by the identifier of their resource, as Canvas refers to them."""

    def topic_of(self, names: Sequence[str]) -> str:
        """The topic of a category, which is a path of names."""
        self.enter("/".join(filter(None, (" ".join(name.split()) for name in names)))[:LONGEST_CATEGORY])
        return self.topic()

    def key(self, identifier: str, text: str) -> str:
        """What the question is known by, the same whenever this file is read."""
        plain = key_from(identifier, otherwise="question")
        if UNIQUE.search(plain.replace("-", "")):
            return self.keys.new(plain)
        mark = sha256_hex("\n".join((self.scope or text, identifier)).encode())[:8]
        return self.keys.new(f"{plain[: LONGEST - 9].strip('-')}-{mark}")


@dataclass
class Place:
    """One item in one file of the import: `where` names it for people, `path` is its file in the package."""

    reading: Reading
    where: str
    path: str = ""
    is_lossy: bool = False
    """Whether a picture did not come along."""

    def words(self, inside: Sequence[Node | str]) -> Words:
        """What stands in an element."""
        return self.from_html(as_html(list(inside)))

    def from_html(self, html: str) -> Words:
        """Pictures that did not come along are noted."""
        files = Files(self.reading.attachments, self.reading.language, self.find, takes=True)
        words = from_html(html, files)
        for problem in files.problems:
            self.is_lossy = True
            self.reading.report.note(self.where, _("came as a draft: %(why)s", why=problem))
        return words

    def finished(self, question: PartDocument, key: str) -> PartDocument:
        """The question under its key; without one of its pictures it is a draft."""
        return changed(question, key=key, state="draft" if self.is_lossy else question.state)

    def find(self, address: str) -> tuple[bytes, str] | None:
        """A file of the package that the item refers to."""
        package = self.reading.package
        name = self._name(address, package) if package else None
        return (package.read(name), posixpath.basename(name)) if package and name else None

    def _name(self, address: str, package: Package) -> str | None:
        by_resource = COURSE_FILE.match(address)
        if by_resource:
            return self.reading.by_resource.get(by_resource[1])
        plain = FILE_BASE.sub("", address)
        if plain != address:
            return package.find(f"web_resources/{plain}") or package.find_by_end(plain)
        return package.find(address, self.path) or package.find_by_end(address)


def without_lone_sections(paths: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The names around the items of one test, without sections when all items stand in the same: it says nothing."""
    return [path[:1] for path in paths] if len(set(paths)) == 1 else list(paths)
