"""A browser as thin as can be: one kept-alive connection, its cookies, the token of the last page."""

import http.client
import itertools
import re
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
FIELD = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')

HOST = "kru.example"
HEADERS = {
    "Host": HOST, "Sec-Fetch-Site": "same-origin", "Referer": f"https://{HOST}/",
    "X-Forwarded-Proto": "https", "X-Forwarded-Host": HOST,
}  # fmt: skip
"""What the front server passes on of a browser at the site's own address."""


class Visitor:
    """Requests of one browser at its own address. `get` and `post` return status and body; 4xx and 5xx raise."""

    _count = itertools.count(1)

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies = dict(cookies or {})
        number = next(self._count)
        self.address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self.token = ""

    def get(self, path: str) -> tuple[int, str]:
        status, body = self._send("GET", path)
        if found := TOKEN.search(body) or FIELD.search(body):
            self.token = found[1]
        return status, body

    def post(self, path: str, form: dict[str, str], *, accept: str = "text/html") -> tuple[int, str]:
        body = urlencode({"csrf_token": self.token, **form})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
        return self._send("POST", path, body, headers)

    def _exchange(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        """One exchange; if the server has closed the idle connection meanwhile, on a new one."""
        try:
            self.connection.request(method, path, body, headers)
            return self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            self.connection.close()
            self.connection.request(method, path, body, headers)
            return self.connection.getresponse()

    def _send(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        known = {**HEADERS, "X-Forwarded-For": self.address, "Cookie": cookies}
        response = self._exchange(method, path, body, known | (headers or {}))
        text = response.read().decode()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {response.status} {text[:300]}")
        self.location = response.headers.get("Location", "")
        return response.status, text
