"""What a certificate may load: its own fonts, its own drawings and pictures in the facts. Nothing else exists."""

import re
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

PICTURE = re.compile(r"data:(image/png|image/svg\+xml);base64,([A-Za-z0-9+/]+=*)")


class LockedFetcher(URLFetcher):  # type: ignore[misc]
    """Answers `app://fonts/…`, `app://art/…` and inline pictures; anything else ends the rendering."""

    def __init__(self, fonts: Path, art: Mapping[str, str]) -> None:
        super().__init__(allowed_protocols=["app", "data"], allow_redirects=False, fail_on_errors=True)
        self.fonts = {path.name: path for path in fonts.glob("*.woff2")}
        self.art = art

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if picture := PICTURE.fullmatch(url):
            return URLFetcherResponse(url, b64decode(picture[2]), {"Content-Type": picture[1]})
        scheme, _, path = url.partition("://")
        kind, _, name = path.partition("/")
        if scheme == "app" and kind == "art" and name in self.art:
            return URLFetcherResponse(url, self.art[name], {"Content-Type": "image/svg+xml"})
        if scheme == "app" and kind == "fonts" and name in self.fonts:
            return URLFetcherResponse(url, self.fonts[name].read_bytes(), {"Content-Type": "font/woff2"})
        raise ValueError("blocked")
