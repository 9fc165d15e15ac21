"""Hand a stored file to the browser: through nginx, by a short-lived link, or in capped ranges."""

from pathlib import Path

from flask import Response, current_app, redirect, request, send_file
from werkzeug.wrappers import Response as BaseResponse

from app.core.storage import attachment, file_key, storage

RANGE_CAP = 2 * 1024 * 1024
"""A slow viewer holds a thread for one range at most; players ask for the next by themselves."""


def serve_file(sha256: str, media_type: str, *, download_as: str | None = None) -> BaseResponse:
    """The file of that hash, after the caller has checked that this person may see it.

    Captions are small and never leave as a link: browsers take them from the page's own origin only.
    """
    key = file_key(sha256)
    is_text = media_type.startswith("text/")
    link = None if is_text else storage().link(key, download_as=download_as, media_type=media_type)
    if link:
        return redirect(link, code=302)
    response = _bytes_of(key, media_type)
    if download_as:
        response.headers["Content-Disposition"] = attachment(download_as)
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _bytes_of(key: str, media_type: str) -> Response:
    path, prefix = storage().path(key), current_app.config["KRU"].accel_prefix
    if path is None:
        return Response(storage().read(key), mimetype=media_type)
    return _by_nginx(prefix, key, media_type) if prefix else _in_ranges(path, media_type)


def _by_nginx(prefix: str, key: str, media_type: str) -> Response:
    return Response(headers={"X-Accel-Redirect": f"{prefix.rstrip('/')}/{key}", "Content-Type": media_type})


def _in_ranges(path: Path, media_type: str) -> Response:
    wanted = request.range
    if wanted and wanted.units == "bytes" and len(wanted.ranges) == 1 and wanted.ranges[0][0] >= 0:
        start, end = wanted.ranges[0]
        last = min(end or 1 << 62, start + RANGE_CAP) - 1
        request.environ["HTTP_RANGE"] = f"bytes={start}-{last}"
        request.__dict__.pop("range", None)
    return send_file(path, mimetype=media_type, conditional=True, etag=path.name)
