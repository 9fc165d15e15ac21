"""Draw a film's stills: the title card, then one picture a slide."""

from io import BytesIO

import pypdfium2
from film import Film, Slide, Text
from look import SourceError, lay_out, shown
from PIL import Image

SIZE = (1280, 720)
SCALES = (1.0, 0.94, 0.88, 0.82, 0.76)  # of the type; the largest that fits is taken


def stills(film: Film, where: str) -> list[Image.Image]:
    count = len(film.slides)
    bodies = [body(slide, film.title, number, count) for number, slide in enumerate(film.slides, 1)]
    titles = [f"{where}: slide {number}" for number in range(1, count + 1)]
    return [draw(card(film.title), f"{where}: title"), *map(draw, bodies, titles)]


def card(title: Text) -> str:
    return f"""<body class="card"><div class="side">{MARK}</div>
<img class="logo" src="img/logo-dark.svg" alt=""><main>{both("h1", title)}</main>"""


def body(slide: Slide, title: Text, number: int, count: int) -> str:
    points = "".join(f"<li>{both('p', point)}</li>" for point in slide.points)
    return f"""<body>
<img class="logo" src="img/logo-light.svg" alt=""><div class="film">{shown(title.en)}</div>
<div class="line"><div style="width: {number / count:.2%}"></div></div>
<main>{both("h1", slide.heading)}<ul>{points}</ul></main>"""


def both(tag: str, text: Text) -> str:
    return f'<{tag}>{shown(text.en)}</{tag}><{tag} class="th" lang="th">{shown(text.th)}</{tag}>'


def draw(markup: str, where: str) -> Image.Image:
    for scale in SCALES:
        page = lay_out(f'<html lang="en">{markup}', "slides.css", f"html {{ font-size: {16 * scale}px }}")
        if len(page.pages) == 1:
            return picture(page.write_pdf())
    raise SourceError(f"{where}: too much text for one slide; shorten it or make two slides")


def picture(pdf: bytes) -> Image.Image:
    """Drawn at twice the size and reduced, which keeps small Thai marks crisp."""
    with pypdfium2.PdfDocument(BytesIO(pdf)) as document:
        large: Image.Image = document[0].render(scale=2 * SIZE[0] / document[0].get_width()).to_pil()
    return large.convert("RGB").resize(SIZE, Image.Resampling.LANCZOS)


MARK = """<svg viewBox="0 0 64 64">
<g fill="none" stroke="#3d4bb8" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">
<path d="M18 49V29.5C18 20.4 24 15 32.2 15S46 20.4 46 29.5V49"/><path d="M18.3 48.6 27 38.6"/></g>
<circle cx="30.6" cy="34.2" r="4" fill="#e3a11c"/></svg>"""
