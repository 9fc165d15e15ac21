"""Addresses in mails and on certificates come from the configured base, whatever hosts are trusted."""

from app import create_app
from app.core.links import absolute_url
from tests.conftest import settings_for


def test_an_address_needs_neither_a_request_nor_a_trusted_localhost(tmp_path):
    app = create_app(
        settings_for(
            tmp_path,
            "",
            KRU_ENV="production",
            KRU_BASE_URL="https://kru.example.com",
            KRU_TRUSTED_HOSTS="kru.example.com",
            KRU_ARGON2_MEMORY_KIB="19456",
        ),
        JOBS_INLINE=True,
    )
    with app.app_context():
        assert (
            absolute_url("people.invitation", token="t0k-en") == "https://kru.example.com/invitation/t0k-en"
        )
