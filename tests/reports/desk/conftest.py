from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.reports.cases.installation import Installation, installation, migrated_sqlite
from tests.reports.desk import office

__all__ = ["installation", "migrated_sqlite"]


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
