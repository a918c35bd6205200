"""The directory as one of Django's ways to tell who somebody is. Our own accounts are asked after it, and their passwords never sent there."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from reports.cases.models import Person
from reports.desk.admission import Proven, RefusedError, admit, put_down_refusal
from reports.desk.directory import UnreachableError, prove
from reports.desk.models import Seat
from reports.desk.ways import LDAP, LOCAL

LOG = logging.getLogger("reports.desk.directory")


class DirectoryBackend(BaseBackend):
    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002  Django's signature
        username: str | None = None,
        password: str | None = None,
        **_other: Any,  # noqa: ANN401
    ) -> Person | None:
        if not username or password is None:
            return None
        seats = Seat.objects.exclude(way=LOCAL).values_list("pk", flat=True)
        ours = Person.objects.filter(username__iexact=username).exclude(pk__in=seats).exists()
        # The directory is asked all the same, for nobody. It compares names without case: each other spelling would have five tries of its own.
        asked = not ours and username == username.lower()
        name = username if asked else secrets.token_hex(8)
        try:
            entry = prove(settings.CONFIG, name, password if asked else secrets.token_hex(16))
            if entry is None:
                return None
            if not entry.enabled:
                put_down_refusal(LDAP, "inactive", name)
                return None
            return admit(Proven(LDAP, name, entry.subject, entry.display_name, entry.grants))
        except UnreachableError as error:
            # The desk's own accounts still open it: somebody has to be able to work, and to see that line.
            LOG.warning("directory-unreachable %s", error)
            return None
        except RefusedError:
            return None
