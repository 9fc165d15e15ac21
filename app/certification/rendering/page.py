"""One certificate: the page from its facts, and the PDF from the page."""

import re
from pathlib import Path

import segno
from markupsafe import Markup
from weasyprint import HTML

from app.certification.rendering.dates import long_date
from app.certification.rendering.design import Design, load, words
from app.certification.rendering.facts import Facts, Refused
from app.certification.rendering.fetcher import LockedFetcher
from app.certification.rendering.finish import finish

VARIANT = "pdf/a-2a"


def certificate(certificates: Path, design_name: str, facts: Facts) -> bytes:
    """The finished PDF of one page; equal facts give equal bytes. Raises Refused."""
    design = load(certificates, design_name)
    fetcher = LockedFetcher(certificates / "fonts", design.art(facts))
    document = HTML(string=page(certificates, design, facts), url_fetcher=fetcher).render(
        stylesheets=[design.style], font_config=design.fonts, pdf_variant=VARIANT, pdf_tags=True
    )
    if len(document.pages) != 1:
        raise Refused(f"it takes {len(document.pages)} pages; a certificate has one")
    written = document.write_pdf(pdf_variant=VARIANT, pdf_tags=True, pdf_identifier=facts.number.encode())
    return finish(written)


def page(certificates: Path, design: Design, facts: Facts) -> str:
    """The HTML, with everything that varies escaped."""
    wording = words(certificates, facts.lang)
    company = wording["of_company"].format(company=facts.partner.name) if facts.partner else "-"
    era = design.layout.era[facts.lang]
    address = facts.verify_url.partition("://")[2]
    html = design.template.render(
        lang=facts.lang,
        accent=facts.accent,
        issuer=facts.issuer,
        partner=facts.partner,
        holder=facts.holder,
        title=facts.title,
        level=facts.level,
        statement=facts.statement,
        number=facts.number,
        verify_url=facts.verify_url,
        verify_address=address,
        signatory=facts.signatory,
        words=wording,
        issued_on=long_date(facts.issued_on, facts.lang, era),
        valid_until=long_date(facts.valid_until, facts.lang, era) if facts.valid_until else None,
        qr=qr_code(facts.verify_url, wording["qr"].format(url=facts.verify_url)),
        fit=design.fitted(facts, company, address),
    )
    return decompose(html)


def qr_code(url: str, said: str) -> Markup:
    """The code as inline SVG whose <title> is its alternative text."""
    code = segno.make(url, error="m", micro=False)
    drawn = code.svg_inline(title=said, border=4, omitsize=True, dark="#000000", light="#ffffff")
    return Markup(drawn)  # nosec B704: segno escapes the title


def decompose(html: str) -> str:
    """SARA AM as NIKHAHIT + SARA AA in shown text, so that extraction gives it back right.

    The head, attributes and titles of drawings become metadata and alternative text: they stay whole.
    """
    head, body = html.split("<body", 1)
    apart = re.compile("([\u0e48-\u0e4b]?)\u0e33")
    return (
        head
        + "<body"
        + re.sub("(?<!<title>)[^<]+<", lambda shown: apart.sub("\u0e4d\\1\u0e32", shown[0]), body)
    )
