"""What every answer carries: a strict nonce policy for scripts, no framing, no sniffing, no shared caching."""

import secrets

from flask import Flask, Response, abort, g, request

from app.core.storage import storage

SAFE = ("GET", "HEAD", "OPTIONS")


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_finish)
    app.jinja_env.globals["csp_nonce"] = lambda: g.csp_nonce


def _begin() -> None:
    g.csp_nonce = secrets.token_urlsafe(16)
    g.request_id = secrets.token_hex(8)
    if request.method not in SAFE and request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)


def content_policy(nonce: str, media_origin: str) -> str:
    """`media_origin` is the object store's origin, or empty."""
    also = f" {media_origin}" if media_origin else ""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}'",
            "style-src 'self'",
            f"img-src 'self' data: blob:{also}",
            "font-src 'self'",
            "connect-src 'self'",
            f"media-src 'self' blob:{also}",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        )
    )


def _finish(response: Response) -> Response:
    from flask import current_app

    origin = storage().origin
    headers = response.headers
    headers.setdefault("Content-Security-Policy", content_policy(getattr(g, "csp_nonce", ""), origin))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("X-Request-Id", getattr(g, "request_id", ""))
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    if current_app.config["KRU"].production:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response
