from django.db import models


class Breath(models.Model):
    """When a part of the house was last seen to do its work, and what it says about it: figures only."""

    part = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
    said = models.JSONField(default=dict)


class Fault(models.Model):
    """An error that nobody foresaw: its kind, where in the code, on which page, how often. Nothing of whom it met."""

    key = models.CharField(max_length=64, primary_key=True, help_text="SHA-256 over kind, place and view")
    kind = models.CharField(max_length=80)
    place = models.CharField(max_length=160)
    view = models.CharField(max_length=80)
    count = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    request = models.CharField(max_length=32, help_text="id of the last request it met, as in the log")
