"""What the pages themselves remember: whose session counts, and what colleagues wrote to each other about a case."""

from __future__ import annotations

from django.db import models

from reports.cases.models import Case, Person


class Seat(models.Model):
    """A person's place at the desk: one session at a time, and whether the password is still the one that somebody else chose."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="seat")
    token = models.CharField(max_length=64, blank=True)
    password_is_initial = models.BooleanField(default=False)


class Remark(models.Model):
    """A comment on a case. It decides nothing; the chain holds the hash of its text."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="remarks")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=150)
    text = models.TextField(max_length=2000)
    written_at = models.DateTimeField()
