"""Kru: partner enablement. `create_app` puts the packages together; see docs/architecture.md for the house."""

import msgspec
from flask import Flask
from flask_compress import Compress
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core import access, addresses, bodies, headers, i18n, migrations, queue
from app.core.db import db
from app.core.limits import limiter
from app.core.storage import make_storage
from app.core.templates import Templates
from app.people.actor import LONGEST
from config import ROOT, Config

csrf = CSRFProtect()
login_manager = LoginManager()


def create_app(settings: Config | None = None, **overrides: object) -> Flask:
    """The application. `overrides` are Flask settings, for tests."""
    settings = settings or Config.from_env()
    app = Flask(__name__, static_folder=None, template_folder="web/templates", root_path=str(ROOT / "app"))
    app.config.update(
        KRU=settings,
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        MAX_CONTENT_LENGTH=settings.max_upload_mib * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_NAME="__Host-kru" if settings.production else "kru",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=LONGEST,
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        RATELIMIT_STORAGE_URI=settings.rate_limit_url,
        COMPRESS_ALGORITHM=["zstd", "br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_ZSTD_LEVEL=3,
    )
    app.config.update(overrides)
    app.jinja_environment = Templates
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    _connect(app, settings)
    _register(app)
    return app


def _engine_options(settings: Config) -> dict[str, object]:
    if settings.is_sqlite:
        return {"connect_args": {"timeout": 10}, "json_deserializer": msgspec.json.decode}
    # Pages read few rows of large tables, from memory or flash: let indexes win, and do not compile queries
    options = "-c random_page_cost=1.1 -c jit=off"
    return {
        "connect_args": {"options": options},
        "json_deserializer": msgspec.json.decode,
        "pool_size": 5,
        "max_overflow": 5,
        "pool_recycle": 1800,
        "pool_use_lifo": True,
    }


def _connect(app: Flask, settings: Config) -> None:
    settings.instance.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    migrations.init_app(app)
    addresses.init_app(app)
    headers.init_app(app)
    bodies.init_app(app)
    limiter.init_app(app)
    csrf.init_app(app)
    login_manager.init_app(app)
    login_manager.session_protection = None
    access.init_app(app)
    i18n.init_app(app)
    Compress(app)
    app.extensions["kru_storage"] = make_storage(
        settings.storage,
        root=settings.instance / "storage",
        bucket=settings.s3_bucket,
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
    )
    queue.init_app(app)


def _register(app: Flask) -> None:
    """Every package's edges: views and commands."""
    from app.assessment import cli as assessment_cli
    from app.assessment import views as assessment
    from app.catalogue import cli as catalogue_cli
    from app.catalogue import views as catalogue
    from app.certification import cli as certification_cli
    from app.certification import jobs as _certification_jobs  # noqa: F401
    from app.certification import views as certification
    from app.flows import cli as flows_cli
    from app.learning import views as learning
    from app.notifications import views as notifications
    from app.partners import views as partners
    from app.people import cli as people_cli
    from app.people import views as people
    from app.points import cli as points_cli
    from app.points import views as points
    from app.reporting import views as reporting
    from app.web import cli as web_cli
    from app.web import errors, frame
    from app.web import views as web

    for package in (
        people, partners, catalogue, learning, assessment, certification, points, notifications, reporting, web,
    ):  # fmt: skip
        app.register_blueprint(package.bp)
    for commands in (
        assessment_cli,
        catalogue_cli,
        certification_cli,
        flows_cli,
        people_cli,
        points_cli,
        web_cli,
    ):
        app.cli.add_command(commands.group)
    people.connect(login_manager)
    frame.init_app(app)
    errors.init_app(app)
