"""gunicorn: `gunicorn -c deploy/gunicorn.conf.py wsgi:app`. Sizes come from the environment."""

import contextlib
import ctypes
import gc
import os
from typing import Any

bind = os.environ.get("KRU_BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
workers = int(os.environ.get("KRU_WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("KRU_WEB_THREADS", "4"))
preload_app = True
timeout = 60
graceful_timeout = 15
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
backlog = 1024
limit_request_line = 4094
limit_request_fields = 60
control_socket_disable = True
accesslog = os.environ.get("KRU_ACCESS_LOG") or None
errorlog = "-"
loglevel = os.environ.get("KRU_LOG_LEVEL", "warning")
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # nosec B108: heartbeat files only

M_ARENA_MAX = -8
with contextlib.suppress(AttributeError, OSError):
    # glibc gives every thread its own heap, and each would keep the 19 MiB of a password hash: one will do
    ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def when_ready(_server: Any) -> None:
    """What is loaded before the fork is shared by all workers: load what they need, and keep the collector off it."""
    from app.web.warmth import warm_up
    from wsgi import application

    warm_up(application)
    gc.collect()
    gc.freeze()


def post_fork(_server: Any, _worker: Any) -> None:
    """No worker uses a database connection that another one may hold."""
    from app.core.db import db
    from wsgi import application

    with application.app_context():
        db.engine.dispose(close=False)
