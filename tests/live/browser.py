"""An HTTP client that behaves like a browser: keeps its cookie, sends the page's token with every form."""

from typing import Any

import requests
from requests.adapters import HTTPAdapter

TIMEOUT = 60


class Browser(requests.Session):
    """Addresses are paths of one site; a redirect is not followed, so that it can be looked at."""

    def __init__(self, base: str, cookie: str = "", *, address: str = "") -> None:
        super().__init__()
        self.base = base
        self.mount("http://", _From(address))
        self.headers["Sec-Fetch-Site"] = "same-origin"
        if cookie:
            self.cookies.set("kru", cookie, domain="127.0.0.1", path="/")
        self._token = ""

    def get(self, url: Any, **kwargs: Any) -> requests.Response:
        return self.request("GET", url, **kwargs)

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs.setdefault("allow_redirects", False)
        kwargs.setdefault("timeout", TIMEOUT)
        address = url if "://" in url else self.base + url
        return super().request(method, address, *args, **kwargs)

    @property
    def token(self) -> str:
        """What this session's pages carry for forms and scripts; it lives as long as the session."""
        if not self._token:
            self._token = csrf_token(self.get("/verify").text)
        return self._token

    def fill_in(self, path: str, **fields: Any) -> requests.Response:
        """Send a form with its token."""
        return self.post(path, data={"csrf_token": self.token, **fields})


class _From(HTTPAdapter):
    """Connects from an address of one's own; every 127.x.x.x is this machine."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(pool_maxsize=32)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        if self.address:
            kwargs["source_address"] = (self.address, 0)
        super().init_poolmanager(*args, **kwargs)


def csrf_token(page: str) -> str:
    """The token that a page carries for its scripts."""
    return page.split('name="csrf-token" content="', 1)[1].split('"', 1)[0]
