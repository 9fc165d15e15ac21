"""`python -m benchmarks.certificates`: certificates through the worker's path beside bare WeasyPrint, in CPU a page.

One throw-away SQLite. Bare is the same page in one process that has everything loaded: laid out and written, with
tags, nothing else. The worker's path is the outbox, the facts, a fork of the printer, the finishing, the signature,
storage, notice and audit. One name in the batch cannot be printed: it must fail alone.
"""

import argparse
import os
import resource
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from tempfile import TemporaryDirectory

from flask import Flask

from config import Config

GOAL = 1.5
"""So much of bare WeasyPrint a page may take, signing apart."""
BARE = 40
"""Bare pages to measure with."""
POISON = "王小明"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=100)
    chosen = options.parse_args()
    with TemporaryDirectory(prefix="kru-bench-") as folder:
        from app import create_app

        os.environ["KRU_INSTANCE"] = folder
        app = create_app(Config.from_env(), JOBS_INLINE=True)
        with app.app_context():
            owe(app, chosen.count)
            facts = sample_facts()
            bare = cpu(lambda: bare_pages(facts, BARE)) / BARE
            signing = cpu(lambda: sign_often(facts, BARE)) / BARE
            whole = cpu(lambda: work(chosen.count)) / chosen.count
    ratio = (whole - signing) / bare
    print(f"bare WeasyPrint        {bare * 1000:7.0f} ms of CPU a page")
    print(f"signing                {signing * 1000:7.0f} ms")
    print(f"through the worker     {whole * 1000:7.0f} ms, {ratio:.2f} × bare and signing (goal {GOAL})")
    return 0 if ratio <= GOAL else 1


def cpu(run: Callable[[], None]) -> float:
    """Seconds of processor time of this process and of those that it started and that have ended."""
    before = _spent()
    run()
    return _spent() - before


def _spent() -> float:
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def owe(app: Flask, count: int) -> None:
    """Awards of so many people without their certificates, and one more whose name cannot be printed."""
    from flask_migrate import upgrade

    from app.certification.jobs import issue_certificate
    from app.core.jobs import enqueue
    from tests.factories import certification, partners, people

    upgrade()
    certification.publish_certification()
    company = partners.company(name="Siam Cloud Solutions")
    for number in range(count):
        name = (
            POISON if number == count // 2 else f"ฐิติญาณ์ สุวรรณกิจ {number}" if number % 2 else f"Ploy {number}"
        )
        person = people.person(name=name, language="th" if number % 2 else "en", at=company)
        period = certification.period(person, certified_at=datetime(2026, 11, 1, 3, tzinfo=UTC))
        enqueue(issue_certificate, key=f"certificate:{period.id}", period_id=period.id)


def sample_facts() -> list[dict[str, object]]:
    """What the certificates of the batch say: one in each language."""
    from tests.factories.printing import facts

    thai = {"title": "ผู้ขายที่ผ่านการรับรอง", "statement": "ผู้ถือประกาศนียบัตรนี้พร้อมสำหรับการขาย", "level": "มืออาชีพ"}
    return [facts(), facts(lang="th", holder="ฐิติญาณ์ สุวรรณกิจ 1", **thai)]


def bare_pages(facts: list[dict[str, object]], count: int) -> None:
    """The same pages, laid out and written by WeasyPrint in this process; the first two are not special."""
    import json

    from flask import current_app
    from weasyprint import HTML

    from app.certification.rendering.design import load
    from app.certification.rendering.facts import read_order
    from app.certification.rendering.fetcher import LockedFetcher
    from app.certification.rendering.page import VARIANT, page

    certificates = current_app.config["KRU"].certificates
    design = load(certificates, "classic")
    orders = [read_order(json.dumps({"design": "classic", "facts": one}).encode()).facts for one in facts]
    pages = [(page(certificates, design, one), design.art(one)) for one in orders]
    for number in range(count):
        html, art = pages[number % len(pages)]
        HTML(string=html, url_fetcher=LockedFetcher(certificates / "fonts", art)).write_pdf(
            stylesheets=[design.style], font_config=design.fonts, pdf_variant=VARIANT, pdf_tags=True
        )


def sign_often(facts: list[dict[str, object]], count: int) -> None:
    from app.certification.keys import key_pair, live_key_id
    from app.certification.signing import sign
    from app.core import clock
    from tests.factories.printing import quick_pdf

    pair = key_pair(live_key_id(clock.now()))
    printed = quick_pdf("classic", facts[0]) + b" " * 140_000
    for _ in range(count):
        sign(printed, chain=pair.chain, private=pair.leaf_key, at=clock.now())


def work(count: int) -> None:
    """What a worker does, with its progress; the poisoned one must be the only one that fails."""
    import logging

    from app.certification import printing
    from app.certification.progress import progress
    from app.core import jobs

    logging.getLogger("app.core.jobs").setLevel(logging.CRITICAL)
    while jobs.drain(limit=25):
        now = progress()
        print(f"{now.done} of {now.owed} printed, {len(now.failures)} failed", file=sys.stderr, flush=True)
    printing.end_all()
    now = progress()
    if now.done != count - 1 or len(now.failures) != 1:
        raise SystemExit(f"{now.done} printed, {now.failures}")


if __name__ == "__main__":
    sys.exit(main())
