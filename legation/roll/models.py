"""Entries, votes' rolls, and their frozen lines. There is no index of names: nobody is looked for on a roll.

Entries, strikings and lines are written once; the database refuses to change them, but for the key that forgets.
"""

from django.db import models

from legation.ground.posts.numbering import Series


class Book(Series):
    """How many entries a post has made in a year."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "year"], name="roll_book_once")]


class Entry(models.Model):
    """Somebody entered: `district` and `polling` say where they vote, nothing in clear says who they are."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="entries", db_index=False)
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=40, unique=True, help_text="whose it is, as who entered it says")
    district = models.CharField(max_length=40)
    polling = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    sealed = models.BinaryField()
    data_key = models.BinaryField(max_length=40, null=True, help_text="wrapped; the key of what it belongs to")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "number"], name="roll_number_once")]


class Striking(models.Model):
    """An entry that holds no longer, until it is restored."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="strikings")
    reason = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)


class Restoring(models.Model):
    """A striking that was undone: the entry holds again from then on, under its number."""

    striking = models.OneToOneField(Striking, on_delete=models.PROTECT, related_name="restoring")
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)


class Roll(models.Model):
    """The roll of one post for one vote: open to inspection, then closed, then frozen."""

    place = models.CharField(max_length=12)
    vote = models.CharField(max_length=40, help_text="such as parliament-2027")
    inspect_from = models.DateTimeField()
    inspect_until = models.DateTimeField()
    closes_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "vote"], name="roll_once"),
            models.CheckConstraint(
                condition=models.Q(
                    inspect_from__lt=models.F("inspect_until"), inspect_until__lte=models.F("closes_at")
                ),
                name="roll_in_order",
            ),
        ]


class Objection(models.Model):
    """What somebody says against their own entry, sealed under its key, and what was answered."""

    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, related_name="objections")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="objections")
    sealed = models.BinaryField()
    at = models.DateTimeField()
    answer = models.BinaryField(default=b"")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, default="")


class Line(models.Model):
    """One line of a frozen roll: which entry has which number at a polling place. It copies nothing of a person."""

    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, related_name="lines")
    polling = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="lines")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roll", "polling", "number"], name="roll_line_once"),
            models.UniqueConstraint(fields=["roll", "entry"], name="roll_entry_once"),
        ]
