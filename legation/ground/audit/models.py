"""Chained rows: the abstract entry that other apps build their chains from, and the record of who looked at what."""

from typing import Any, ClassVar

from django.db import models

from legation.ground.audit.rules import GENESIS, Row, link


class Entry(models.Model):
    """One link of a hash chain. Rows are written once; the database refuses to change or delete them."""

    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    verb = models.CharField(max_length=60)
    body = models.JSONField(default=dict)
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    covered: ClassVar[tuple[str, ...]] = ("at", "actor", "verb", "body")

    class Meta:
        abstract = True

    def entry(self) -> dict[str, Any]:
        """What the digest covers, in plain values."""
        return {name: getattr(self, name) for name in self.covered}

    def chained(self, *, chain: str, number: int, previous: bytes) -> "Entry":
        """This entry, placed at `number` on top of `previous`, with its digest computed; not saved."""
        self.number, self.previous = number, previous
        self.digest = link(chain=chain, number=number, previous=previous, entry=self.entry())
        return self

    def row(self) -> Row:
        """This entry as a verifier reads it."""
        return Row(self.number, bytes(self.previous), bytes(self.digest), self.entry())


class AccessHead(models.Model):
    """The end of one person's chain of accesses."""

    actor = models.CharField(max_length=120, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    digest = models.BinaryField(max_length=32, default=GENESIS)


class Access(Entry):
    """Somebody signed in, or looked at a case. One chain per actor, so that officers never wait for one another."""

    subject = models.CharField(max_length=80, db_index=True, blank=True)
    covered = ("at", "actor", "verb", "body", "subject")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "number"], name="access_number_once")]
