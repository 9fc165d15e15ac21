"""Addresses that leave the site, and addresses that come back in a form."""

from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException


def absolute_url(endpoint: str, **values: object) -> str:
    """An address for mails, QR codes and PDFs; from the configured base, never from the request's Host."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{current_app.config['KRU'].base_url}{path}"


def safe_next(target: str | None, fallback: str) -> str:
    """`target` if it is a path of this site that leads to a page, else `fallback`."""
    if not target or any(ord(c) < 33 or c == "\\" for c in target):
        return fallback
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not target.startswith("/") or target.startswith("//"):
        return fallback
    try:
        current_app.url_map.bind(request.host).match(parts.path, method="GET")
    except HTTPException:
        return fallback
    return target
