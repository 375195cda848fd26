"""Books, entries and marginal notes. Entries and notes are written once; the database refuses to change them."""

from hashlib import sha256
from typing import Any

from django.db import models

from legation.ground.audit.api import GENESIS
from legation.ground.audit.api import Entry as Chained
from legation.ground.posts.numbering import Series


class Book(Series):
    """One register of one post in one year: where the chains of its entries and of its notes end."""

    register = models.CharField(max_length=20)
    head = models.BinaryField(max_length=32, default=GENESIS)
    notes = models.PositiveIntegerField(default=0)
    notes_head = models.BinaryField(max_length=32, default=GENESIS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "place", "year"], name="register_book_once")]

    @property
    def chain(self) -> str:
        """What the chain of its entries is called; that of its notes has `notes` behind it."""
        return f"register:{self.register}/{self.place}/{self.year}"


class Sealed(Chained):
    """A chained row whose content is sealed: the digest covers the ciphertext, so forgetting breaks no proof."""

    sealed = models.BinaryField()

    class Meta:
        abstract = True

    def entry(self) -> dict[str, Any]:
        """What the digest covers."""
        return super().entry() | {"sealed_digest": sha256(bytes(self.sealed)).hexdigest()}


class Entry(Sealed):
    """What was entered: `number` is its number in the book. `data_key` is empty once its person is forgotten.

    `facts` is what anybody may read who knows number and day, such as those of an apostille; mostly nothing.
    """

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="entries", db_index=False)
    reference = models.CharField(max_length=40, db_index=True, help_text="whose it is, as who entered it says")
    facts = models.JSONField(default=dict)
    data_key = models.BinaryField(max_length=40, null=True, help_text="wrapped; the key of what it belongs to")

    covered = ("at", "actor", "verb", "body", "reference", "facts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "number"], name="register_number_once")]


class Note(Sealed):
    """A marginal note to an entry: `verb` says what it does (`rules.NOTES`); sealed under the entry's key."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="margin", db_index=False)
    of = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="margin")

    covered = ("at", "actor", "verb", "body", "of_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "number"], name="register_note_once")]


class EntryIndex(models.Model):
    """A blind index of a name in an entry. It goes when the person is forgotten."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="indexes")
    place = models.CharField(max_length=12)
    value = models.BinaryField(max_length=16)

    class Meta:
        indexes = [models.Index(fields=["value", "place"], name="register_blind")]
