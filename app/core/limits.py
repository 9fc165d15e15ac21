"""How often an address may knock. The counters live in memory or in Redis; if Redis is away, in memory."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(
    key_func=get_remote_address, in_memory_fallback_enabled=True, headers_enabled=False, swallow_errors=True
)
