"""What tests of the frame share."""

from dataclasses import replace

import pytest


@pytest.fixture
def production(app, monkeypatch):
    """The site says that it is in production."""
    monkeypatch.setitem(app.config, "KRU", replace(app.config["KRU"], production=True))


@pytest.fixture
def shows_errors(app, monkeypatch):
    """An error becomes its page instead of failing the test."""
    monkeypatch.setitem(app.config, "TESTING", False)
