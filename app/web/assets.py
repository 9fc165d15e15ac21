"""Built browser files: their fingerprinted names, and serving them where no front server does."""

import json
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, send_from_directory

from app.core.access import PUBLIC, access

STATIC = Path(__file__).parent / "static"
YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Give templates `asset(name)`; production puts WhiteNoise in front of the route."""
    built_once = manifest() if app.config["KRU"].production else None

    def asset(name: str) -> str:
        """The address of a built file by its plain name; an unknown one is a mistake in the template."""
        names = built_once or _manifest_of((STATIC / "manifest.json").stat().st_mtime_ns)
        return f"/static/{names[name]}"

    app.jinja_env.globals["asset"] = asset
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=static_file)


def manifest() -> dict[str, str]:
    """Plain name → fingerprinted name, as tools/build_assets.py wrote it."""
    names: dict[str, str] = json.loads((STATIC / "manifest.json").read_text())
    return names


@lru_cache(maxsize=1)
def _manifest_of(_built_at: int) -> dict[str, str]:
    """Read again after each build, so that development shows it without a restart."""
    return manifest()


@access(PUBLIC)
def static_file(filename: str) -> Response:
    return send_from_directory(STATIC, filename, max_age=YEAR)
