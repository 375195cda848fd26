"""What is being made, what was said of it, and how many blanks there are. Moves and answers are never changed."""

from django.db import models

from legation.ground.audit.api import GENESIS
from legation.ground.audit.api import Entry as Chained
from legation.production.rules import LOST, RECEIVED, RELEASED, SENT_ON, State


class Numbers(models.Model):
    """A block of document numbers, and how many of it were given out."""

    first = models.CharField(max_length=9)
    last = models.CharField(max_length=9)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "last"], name="production_block_once")]


class Job(models.Model):
    """One blank to be printed: a passport that is misprinted is another job with the same number.

    `sealed` and `data_key` are empty once the printing place has confirmed it, or its person is forgotten.
    """

    order = models.CharField(max_length=60, unique=True, help_text="our name for it at the printing place")
    reference = models.CharField(max_length=40, db_index=True)
    decision = models.CharField(max_length=64)
    place = models.CharField(max_length=12)
    number = models.CharField(max_length=9)
    attempt = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, default=State.WAITING)
    sealed = models.BinaryField(null=True)
    data_key = models.BinaryField(max_length=40, null=True)
    digest = models.CharField(max_length=64, help_text="of the file as it was signed, SHA-256")
    blank = models.CharField(max_length=20, default="")
    chip = models.CharField(max_length=40, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "attempt"], name="production_attempt_once"),
            models.UniqueConstraint(fields=["blank"], condition=~models.Q(blank=""), name="production_blank_once"),
        ]


class Answer(models.Model):
    """A message of a printing place that was taken; the same one again is none."""

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="answers")
    message = models.CharField(max_length=80, unique=True)
    result = models.CharField(max_length=20)
    body = models.JSONField()
    at = models.DateTimeField()


class Stock(models.Model):
    """The blanks of a post or the centre: how many there are, and where the chain of their moves ends."""

    place = models.CharField(max_length=12, unique=True)
    balance = models.PositiveIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)
    head = models.BinaryField(max_length=32, default=GENESIS)

    @property
    def chain(self) -> str:
        """What the chain of its moves is called."""
        return f"blanks:{self.place}"


class Move(Chained):
    """Blanks that came or went; `after` is how many there are then, which can never be less than none."""

    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="moves", db_index=False)
    change = models.IntegerField()
    after = models.PositiveIntegerField()

    covered = ("at", "actor", "verb", "body", "change", "after")

    class Meta:
        # those that blanks between two places are found by
        indexes = [
            models.Index(
                fields=["verb"], condition=models.Q(verb__in=[LOST, RECEIVED, SENT_ON]), name="production_journeys"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["stock", "number"], name="production_move_once"),
            models.CheckConstraint(
                condition=~models.Q(change=0) | models.Q(verb__in=[LOST, RELEASED]), name="production_moves_something"
            ),
        ]
