"""What the pages themselves remember: whose session counts, and what colleagues wrote to each other about a case."""

from __future__ import annotations

from django.db import models

from reports.cases.models import Case, Person


class Seat(models.Model):
    """A person's place at the desk: one session at a time, and whether the password is still the one that somebody else chose."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="seat")
    token = models.CharField(max_length=64, blank=True)
    password_is_initial = models.BooleanField(default=False)
    # How this person signs in: empty with a password of ours, else one of `ways.WAYS`. An outside name alone never opens an account.
    way = models.CharField(max_length=8, blank=True)
    # Who that is outside, whatever the name becomes: `entryUUID`, `objectGUID`, `sub`. Written down at the first sign-in.
    subject = models.CharField(max_length=400, blank=True)
    # The account was made from a group, and its role follows the groups; else the administrator gave it.
    grouped = models.BooleanField(default=False)

    class Meta:
        constraints = [
            # Whoever is renamed outside does not become a second person here, who confirms what the first decided.
            models.UniqueConstraint(fields=["way", "subject"], condition=~models.Q(subject=""), name="one_account_for_one_person")
        ]


class Remark(models.Model):
    """A comment on a case. It decides nothing; the chain holds the hash of its text."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="remarks")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=150)
    text = models.TextField(max_length=2000)
    written_at = models.DateTimeField()


class Outing(models.Model):
    """Somebody who was sent to the provider and has not come back yet. Taken away by the first who comes with it: an answer counts once."""

    # The digest of what the browser holds: who reads the database cannot come back in somebody's place.
    ticket = models.CharField(max_length=64, primary_key=True)
    state = models.CharField(max_length=64)
    nonce = models.CharField(max_length=64)
    verifier = models.CharField(max_length=128)
    began_at = models.DateTimeField()
