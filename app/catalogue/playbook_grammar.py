"""The grammar of playbooks: `##` starts a section, `:::` blocks are plays to tick off or call-outs.

One parser serves the check of the files and the page, so that the steps counted at publish are those that the
reader sees.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from app.core import markdown

CALLOUTS = ("say", "watch", "tip")
BLOCKS = ("play", *CALLOUTS)
MARKS = re.compile(r"^ {0,3}:::+[ \t]*(?P<kind>[\w-]*)(?P<title>[^\n]*)$")
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
WHO = re.compile(r"\s*\{(?P<who>[^{}\n]+)\}\s*$")


@dataclass(frozen=True)
class Heading:
    """A `##` heading: its words without marks, and its line in the body (from 1)."""

    title: str
    line: int


@dataclass(frozen=True)
class Outline:
    """What a playbook consists of, and what is wrong with it."""

    headings: tuple[Heading, ...]
    plays: tuple[int, ...]
    """How many steps each play has."""
    problems: tuple[tuple[int, str], ...]
    """A line of the body, and words."""


def section_ids(titles: Sequence[str]) -> tuple[str, ...]:
    """An id for every heading; they begin with "s-" so that none is an id of the page around it."""
    ids: list[str] = []
    for title in titles:
        base = f"s-{markdown.slug(title)}"
        ids.append(base if base not in ids else f"{base}-{len(ids) + 1}")
    return tuple(ids)


def outline(body: str) -> Outline:
    """The sections and plays of a body, and what is wrong with it."""
    tokens = parse(body)
    headings, plays = [], []
    problems = list(_block_problems(body))
    for n, token in enumerate(tokens):
        line = token.map[0] + 1 if token.map else 1
        if token.type == "heading_open" and token.tag == "h1":
            problems.append((line, "a heading with one # stands in the text; start sections with ##"))
        elif token.type == "heading_open" and token.tag == "h2":
            headings.append(Heading(plain(tokens[n + 1]), line))
        elif token.type == "container_play_open":
            plays.append(token.meta["steps"])
            problems += _play_problems(token, line)
    return Outline(tuple(headings), tuple(plays), tuple(sorted(problems)))


def plain_sections(body: str, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The bare words of each section, as (section id, text); what stands before the first has the id ""."""
    current, words = "", list[str]()
    waiting = iter(ids)
    for token in parse(body):
        if token.type == "heading_open" and token.tag == "h2":
            yield current, "\n".join(words)
            current, words = next(waiting, ""), []
        elif token.type == "inline":
            words.append(plain(token))
        elif token.nesting == 1 and token.meta.get("title"):
            words.append(token.meta["title"])
    yield current, "\n".join(words)


def _play_problems(token: Token, line: int) -> Iterator[tuple[int, str]]:
    if not token.meta["title"]:
        yield line, "this play has no title; write it after :::play"
    if not token.meta["steps"]:
        yield line, "this play has no steps; write them as a numbered list"
    for at in sorted(token.meta["odd"]):
        yield at, "a step is one paragraph; move what is nested in it out of the play"


def _block_problems(body: str) -> Iterator[tuple[int, str]]:
    """Blocks that are unknown, nested, never closed or closed without being open."""
    opened, fence = 0, ""
    for number, text in enumerate(body.split("\n"), 1):
        if mark := FENCE.match(text):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        elif not fence and (block := MARKS.match(text)):
            kind = block["kind"]
            if not kind:
                if not opened:
                    yield number, "::: closes nothing; remove it or open a block with :::tip"
                opened = 0
            elif kind not in BLOCKS:
                yield number, f"unknown block :::{kind}; use {', '.join(BLOCKS)}"
                opened = number
            elif opened:
                yield (
                    number,
                    f":::{kind} stands inside the block of line {opened}; close that one first with :::",
                )
            else:
                opened = number
    if opened:
        yield opened, "this block is never closed; add a line with :::"


def plain(inline: Token) -> str:
    """The words of a paragraph or heading without their marks."""
    words = [
        t.content or ("\n" if t.type in ("softbreak", "hardbreak") else "") for t in inline.children or ()
    ]
    who = inline.meta.get("who", "")
    return "".join(words) + (f" ({who})" if who else "")


def parse(body: str) -> list[Token]:
    """The tokens of a playbook; plays carry their number and steps, their items are step_open."""
    return _parser().parse(body)


def make_parser() -> MarkdownIt:
    reader = markdown.parser()
    for kind in BLOCKS:
        container_plugin(reader, kind, marker=":")
    reader.core.ruler.after("block", "kru_plays", _find_plays)
    return reader


_parser = lru_cache(maxsize=1)(make_parser)


def _find_plays(state: StateCore) -> None:
    """Number the plays and make the items of their numbered lists steps."""
    number = 0
    for n, token in enumerate(state.tokens):
        if token.type.startswith("container_") and token.nesting == 1:
            token.meta["title"] = token.info.strip().partition(" ")[2].strip()
        if token.type == "container_play_open":
            number += 1
            token.meta |= {"number": number} | _make_steps(state.tokens, n, number)


def _make_steps(tokens: list[Token], start: int, number: int) -> dict[str, Any]:
    """Make the items of one play's numbered lists steps; notes how many, and which hold more than a line."""
    depth, steps, odd, in_list = tokens[start].level + 1, 0, set(), False
    for n in range(start + 1, len(tokens)):
        token = tokens[n]
        if token.type == "container_play_close" and token.level == depth - 1:
            break
        if token.level == depth and token.type.startswith("ordered_list"):
            in_list = token.nesting == 1
            token.attrs = {"role": "list"} if in_list else {}
        elif in_list and token.level == depth + 1 and token.type == "list_item_open":
            steps += 1
            _open_step(tokens, n, f"{number}.{steps}")
        elif in_list and token.level == depth + 1 and token.type == "list_item_close":
            token.type = "step_close"
        elif (
            in_list and token.level == depth + 2 and token.nesting == 1 and tokens[n - 1].type != "step_open"
        ):
            odd.add(token.map[0] + 1 if token.map else 1)
    return {"steps": steps, "odd": odd}


def _open_step(tokens: list[Token], n: int, name: str) -> None:
    """The item at n becomes a step; the words in braces at its end say who does it."""
    item = tokens[n]
    item.type, item.meta["step"] = "step_open", name
    if tokens[n + 1].type == "paragraph_open":
        tokens[n + 1].hidden = tokens[n + 3].hidden = True
        text = tokens[n + 2]
        if found := WHO.search(text.content):
            text.content = text.content[: found.start()]
            text.meta["who"] = item.meta["who"] = found["who"].strip()
