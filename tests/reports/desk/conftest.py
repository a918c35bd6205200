import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.reports.cases.installation import (
    Installation,
    cluster,
    migrated_postgresql,
    migrated_sqlite,
    on_postgresql,
    on_sqlite,
)
from tests.reports.desk import office

__all__ = ["cluster", "migrated_postgresql", "migrated_sqlite"]

DATABASE = "SCREENER_TEST_DATABASE"
"""`sqlite` or `postgresql`: every test of the desk on that database alone. Not set: on SQLite, and those of `ON_BOTH` on PostgreSQL too."""
ON_BOTH = frozenset({"test_roles", "test_together", "test_case_list", "test_case_page", "test_ruling", "test_downloads"})


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "installation" in metafunc.fixturenames:
        both = metafunc.module.__name__.rpartition(".")[2] in ON_BOTH
        chosen = os.environ.get(DATABASE)
        metafunc.parametrize("installation", [chosen] if chosen else ["sqlite", "postgresql"] if both else ["sqlite"], indirect=True)


@pytest.fixture
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """A migrated installation on the database of this run of the test."""
    if request.param == "postgresql":
        yield from on_postgresql(tmp_path, request.getfixturevalue("cluster"), request.getfixturevalue("migrated_postgresql"))
    else:
        yield from on_sqlite(tmp_path, request.getfixturevalue("migrated_sqlite"))


@pytest.fixture
def desk(installation: Installation) -> Iterator[Installation]:
    """An installation whose desk can be asked; the children that read documents end with it."""
    from reports.desk.readers import READERS

    yield installation
    READERS.close()


@pytest.fixture
def browse(desk: Installation) -> Callable[..., Any]:
    """A browser's session, signed in as the given person, or as nobody."""
    from django.test import Client

    def signed_in(who: Any = None) -> Any:
        client = Client(SERVER_NAME="localhost")
        if who is not None:
            assert office.sign_in(client, who).status_code == 302
        return client

    return signed_in


@pytest.fixture
def settings_with() -> Iterator[Callable[..., None]]:
    """Other settings for the length of a test."""
    from django.test import override_settings

    changed = []

    def change(**settings: Any) -> None:
        override = override_settings(**settings)
        override.enable()
        changed.append(override)

    yield change
    for override in reversed(changed):
        override.disable()
