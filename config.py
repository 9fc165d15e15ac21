"""Every setting of Kru, read once from the environment. A missing or weak one in production refuses to start."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent


class ConfigError(Exception):
    """A setting is missing or unusable; the message names it and says what to set."""


@dataclass(frozen=True)
class Config:
    """One installation's settings; README.md lists each name, its default and its meaning."""

    production: bool
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    base_url: str
    trusted_hosts: tuple[str, ...]
    proxy_hops: int
    database_url: str
    jobs_url: str
    rate_limit_url: str
    instance: Path
    content: Path
    storage: str
    s3_bucket: str
    s3_endpoint: str
    s3_region: str
    accel_prefix: str
    smtp_url: str
    mail_from: str
    default_language: str
    default_zone: str
    issuer_name: str
    signatory_name: str
    signatory_role: str
    require_totp: bool
    argon2_memory_kib: int
    argon2_time_cost: int
    max_upload_mib: int
    leaver_tail_days: int
    second_person_days: int

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Config":
        """Read the settings; raises ConfigError with the name of the first bad one."""
        production = env.get("KRU_ENV", "development") == "production"
        instance = Path(env.get("KRU_INSTANCE", ROOT / "instance")).resolve()
        base_url = env.get("KRU_BASE_URL", f"http://127.0.0.1:{env.get('PORT', '8000')}").rstrip("/")
        host = base_url.split("://", 1)[-1].split("/")[0].rsplit(":", 1)[0]
        hosts = tuple(h for h in env.get("KRU_TRUSTED_HOSTS", "").split(",") if h)
        settings = cls(
            production=production,
            secret_key=env.get("KRU_SECRET_KEY", "") or _kept_secret(instance, production),
            secret_key_fallbacks=tuple(k for k in env.get("KRU_SECRET_KEY_FALLBACKS", "").split(",") if k),
            base_url=base_url,
            trusted_hosts=hosts or (host, "127.0.0.1", "localhost"),
            proxy_hops=_number(env, "KRU_PROXY_HOPS", 0),
            database_url=_database_url(env.get("DATABASE_URL", ""), instance),
            jobs_url=env.get("KRU_JOBS_URL", ""),
            rate_limit_url=env.get("KRU_RATE_LIMIT_URL", "memory://"),
            instance=instance,
            content=Path(env.get("KRU_CONTENT", ROOT / "content")).resolve(),
            storage=env.get("KRU_STORAGE", "folder"),
            s3_bucket=env.get("KRU_S3_BUCKET", ""),
            s3_endpoint=env.get("KRU_S3_ENDPOINT", ""),
            s3_region=env.get("KRU_S3_REGION", ""),
            accel_prefix=env.get("KRU_ACCEL_PREFIX", ""),
            smtp_url=env.get("KRU_SMTP_URL", ""),
            mail_from=env.get("KRU_MAIL_FROM", "Kru <kru@localhost>"),
            default_language=env.get("KRU_LANGUAGE", "en"),
            default_zone=env.get("KRU_ZONE", "Asia/Bangkok"),
            issuer_name=env.get("KRU_ISSUER_NAME", "Kru"),
            signatory_name=env.get("KRU_SIGNATORY_NAME", "Mali Boonsri"),
            signatory_role=env.get("KRU_SIGNATORY_ROLE", "Head of Partner Enablement"),
            require_totp=env.get("KRU_REQUIRE_TOTP", "1" if production else "0") == "1",
            argon2_memory_kib=_number(env, "KRU_ARGON2_MEMORY_KIB", 19 * 1024),
            argon2_time_cost=_number(env, "KRU_ARGON2_TIME_COST", 2),
            max_upload_mib=_number(env, "KRU_MAX_UPLOAD_MIB", 32),
            leaver_tail_days=_number(env, "KRU_LEAVER_TAIL_DAYS", 0),
            second_person_days=_number(env, "KRU_SECOND_PERSON_DAYS", 90),
        )
        settings._refuse_weak(env)
        return settings

    def _refuse_weak(self, env: Mapping[str, str]) -> None:
        if self.storage not in ("folder", "s3"):
            raise ConfigError("KRU_STORAGE must be folder or s3.")
        if self.storage == "s3" and not self.s3_bucket:
            raise ConfigError("KRU_STORAGE is s3, so KRU_S3_BUCKET must name the bucket.")
        if self.default_language not in ("en", "th"):
            raise ConfigError("KRU_LANGUAGE must be en or th.")
        if not self.production:
            return
        if len(self.secret_key) < 32:
            raise ConfigError("KRU_SECRET_KEY must have at least 32 characters in production.")
        if not env.get("KRU_BASE_URL", "").startswith("https://"):
            raise ConfigError("KRU_BASE_URL must be set and start with https:// in production.")
        if not env.get("KRU_TRUSTED_HOSTS"):
            raise ConfigError("KRU_TRUSTED_HOSTS must list the host names of this site in production.")
        if env.get("FLASK_DEBUG", "0") not in ("", "0"):
            raise ConfigError("FLASK_DEBUG must be off in production.")
        if self.argon2_memory_kib < 19 * 1024:
            raise ConfigError("KRU_ARGON2_MEMORY_KIB must be at least 19456 in production.")

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def certificates(self) -> Path:
        return ROOT / "certificates"


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not text.isdigit():
        raise ConfigError(f"{name} must be a whole number, not {text!r}.")
    return int(text)


def _database_url(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'kru.db'}"
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else url


def _kept_secret(instance: Path, production: bool) -> str:
    """A development key, made once and kept beside the database; production must bring its own."""
    if production:
        raise ConfigError(
            "KRU_SECRET_KEY must be set in production, for example from `openssl rand -hex 32`."
        )
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_hex(32))
        path.chmod(0o600)
    return path.read_text().strip()
