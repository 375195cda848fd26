"""What the counter counts of its own pages."""

from django.db import models


class KeyCount(models.Model):
    """How often a key was pressed at a post's counters, in a month, to begin a service; nobody's name is with it."""

    month = models.DateField(help_text="its first day")
    place = models.CharField(max_length=12, help_text="the post's code")
    procedure = models.CharField(max_length=40)
    begun = models.PositiveIntegerField(default=0)
    keys = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "place", "procedure"], name="key_count_once")]
