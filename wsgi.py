"""What the production server loads: the application behind its static files."""

from whitenoise import WhiteNoise

from app import create_app
from app.core.logging import configure
from config import ROOT

configure()
application = create_app()
app = WhiteNoise(
    application,
    root=str(ROOT / "app" / "web" / "static"),
    prefix="static/",
    immutable_file_test=r"-[0-9A-Za-z_]{8,}\.[a-z0-9]+$",
    allow_all_origins=False,
    add_headers_function=lambda headers, _path, _url: headers.update(
        {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
    ),
)
