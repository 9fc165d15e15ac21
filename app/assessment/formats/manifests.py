"""imsmanifest.xml: what a package says it holds."""

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass

from app.assessment.formats.packages import Package
from app.assessment.formats.report import Refused
from app.assessment.formats.xml_trees import Node, read_xml
from app.core.i18n import gettext as _


@dataclass(frozen=True)
class Resource:
    """One thing in the package: `path` is its file, `files` all that belong to it, `needs` other resources."""

    identifier: str
    type: str
    path: str | None
    files: tuple[str, ...]
    needs: tuple[str, ...]
    metadata: Node | None


@dataclass(frozen=True)
class Manifest:
    """Resources in the order of the manifest."""

    identifier: str
    resources: tuple[Resource, ...]

    def of_type(self, *beginnings: str) -> list[Resource]:
        return [resource for resource in self.resources if resource.type.lower().startswith(beginnings)]


def read_manifest(package: Package, name: str) -> Manifest:
    """Raises Refused when there is none, or when it is no manifest."""
    path = package.manifest()
    if path is None:
        raise Refused(_("%(name)s has no imsmanifest.xml: it is no package of questions.", name=name))
    root = read_xml(package.read(path), path)
    if root.name != "manifest":
        raise Refused(_("%(path)s is no manifest.", path=path))
    holder = root.child("resources") or Node("resources")
    folder = posixpath.join(posixpath.dirname(path), root.get("base"), holder.get("base"))
    resources = tuple(_resource(package, node, folder) for node in holder.named("resource"))
    return Manifest(root.get("identifier"), resources)


def _resource(package: Package, node: Node, folder: str) -> Resource:
    beside = posixpath.join(folder, node.get("base"), "imsmanifest.xml")
    files = [package.find(one.get("href"), beside) for one in node.named("file")]
    path = package.find(node.get("href"), beside) if node.get("href") else None
    return Resource(
        identifier=node.get("identifier"),
        type=node.get("type"),
        path=path,
        files=tuple(name for name in files if name),
        needs=tuple(one.get("identifierref") for one in node.named("dependency")),
        metadata=node.child("metadata"),
    )


def kinds(resources: Sequence[Resource]) -> dict[str, int]:
    """How many resources of each type, for people."""
    found: dict[str, int] = {}
    for resource in resources:
        short = resource.type.rsplit("/", 1)[-1] or "?"
        found[short] = found.get(short, 0) + 1
    return found
