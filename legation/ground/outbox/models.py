from django.db import models
from django.db.models import Q


class Effect(models.Model):
    """Something that must follow a committed change: written in the same transaction, done afterwards, once."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=160, unique=True)
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    holder = models.IntegerField(null=True, help_text="the worker that has taken it, see holders.py")
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True, help_text="people have decided that it is not to be done")
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="effect_waiting", condition=Q(done_at=None, failed_at=None)),
            models.Index(
                fields=["failed_at"], name="effect_failed",
                condition=Q(failed_at__isnull=False, done_at=None, dropped_at=None),
            ),
        ]  # fmt: skip
