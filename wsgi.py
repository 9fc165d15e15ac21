"""What the production server loads: the application behind its static files."""

from wsgiref.headers import Headers

from whitenoise import WhiteNoise

from app import create_app
from app.core.logging import configure
from config import ROOT


def _as_pages_do(headers: Headers, _path: str, _url: str) -> None:
    """Static files are not sniffed either, and other sites may not show them."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


configure()
application = create_app()
app = WhiteNoise(
    application,
    root=str(ROOT / "app" / "web" / "static"),
    prefix="static/",
    immutable_file_test=r"-[0-9A-Za-z_]{8,}\.[a-z0-9]+$",
    allow_all_origins=False,
    add_headers_function=_as_pages_do,
)
