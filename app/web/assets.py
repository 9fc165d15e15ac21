"""Built browser files: their fingerprinted names, and serving them where no front server does."""

import json
from pathlib import Path

from flask import Flask, Response, send_from_directory

from app.core.access import PUBLIC, access

STATIC = Path(__file__).parent / "static"
YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Give templates `asset(name)`; production puts WhiteNoise in front of the route."""
    addresses = {name: f"/static/{built}" for name, built in manifest().items()}

    def asset(name: str) -> str:
        """The address of a built file by its plain name; an unknown one is a mistake in the template."""
        return addresses[name]

    app.jinja_env.globals["asset"] = asset
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=static_file)


def manifest() -> dict[str, str]:
    """Plain name → fingerprinted name, as tools/build_assets.py wrote it."""
    names: dict[str, str] = json.loads((STATIC / "manifest.json").read_text())
    return names


@access(PUBLIC)
def static_file(filename: str) -> Response:
    return send_from_directory(STATIC, filename, max_age=YEAR)
