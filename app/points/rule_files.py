"""The points file as typed rules."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from app.core.yaml_files import BadFile, Fault, Reading, Source, read_yaml
from app.points.rules import WHERE_KEYS, EventName, Rule, RuleSet

KEY = "points"
Points = Annotated[int, Meta(ge=0, le=1_000_000)]


class RuleFormat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule."""

    key: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
    event: EventName
    where: dict[str, str] = {}
    person: Points = 0
    company: Points = 0


class PointsFormat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """points.yaml"""

    kind: Literal["points"]
    rules: list[RuleFormat]


def read_rules(path: Path, root: Path) -> Reading[RuleSet]:
    """Read the file; whether what its rules name exists is checked where all is known."""
    reading: Reading[RuleSet] = Reading(KEY, None, None)
    name = path.relative_to(root).as_posix()
    if path.is_symlink():
        reading.faults.append(Fault(name, 1, "this is a link; put the file itself there"))
        return reading
    try:
        reading.source = read_yaml(path, name)
        head = reading.source.as_type(PointsFormat)
    except BadFile as bad:
        reading.faults += bad.faults
        return reading
    reading.faults += _rule_faults(reading.source, head)
    if not reading.has_fault:
        reading.document = RuleSet(
            tuple(Rule(r.key, r.event, r.where, r.person, r.company) for r in head.rules)
        )
    return reading


def _rule_faults(source: Source, head: PointsFormat) -> Iterator[Fault]:
    keys = [rule.key for rule in head.rules]
    reach = [(rule.event, rule.where) for rule in head.rules]
    for n, rule in enumerate(head.rules):
        if rule.key in keys[:n]:
            yield source.fault(f"two rules are called {rule.key}; rename one", "rules", n, "key")
        if reach[n] in reach[:n]:
            other = keys[reach.index(reach[n])]
            words = f"the rule {rule.key} is for the same event as {other}; remove one"
            yield source.fault(words, "rules", n)
        for fact in rule.where.keys() - WHERE_KEYS[rule.event]:
            known = ", ".join(sorted(WHERE_KEYS[rule.event]))
            words = f"a rule for {rule.event} can name {known}, not {fact}; correct it"
            yield source.fault(words, "rules", n, "where", fact)
