"""The running site of these tests, one for each module."""

import os
from collections.abc import Iterator

import pytest

from tests.live.site import Site, running_site


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Site]:
    """A server with an empty, migrated database; `site.app` reaches the same database from here."""
    folder = tmp_path_factory.mktemp("live")
    name = f"live_{request.module.__name__.rsplit('.', 1)[-1]}_{os.getpid()}"
    with running_site(folder, name) as site:
        yield site
