"""Sums by month, and up to where they are counted. Whatever stands here can be made again; docs/adr/0038."""

from django.db import models

ALL = ""
"""Instead of a post's or a procedure's code: the sum of all of them, kept so that no page adds up thousands of rows."""


CASES, MONEY, VISITS = SOURCES = ("cases", "money", "visits")
"""What is counted: the chains of cases, the ledger, the visits at posts."""


class MonthSum(models.Model):
    """What a post did in a month for one procedure, or all (`ALL`) did. Durations are histograms, see `durations`."""

    month = models.DateField(help_text="its first day, by the clock of the post")
    place = models.CharField(max_length=12, blank=True, help_text="the post's code")
    procedure = models.CharField(max_length=40, blank=True)
    opened = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    actions = models.PositiveIntegerField(default=0, help_text="of officers, on the cases that are done")
    handling = models.JSONField(default=dict, help_text="from handing in to the end")
    lay = models.JSONField(default=dict, help_text="from when it was an officer's turn to when one acted")
    waiting = models.JSONField(default=dict, help_text="from the ticket to the call")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "place", "procedure"], name="month_sum_once")]


class IncomeSum(models.Model):
    """What the ledger took in for a post and a procedure in a month, less what was promised back, in one currency."""

    month = models.DateField(help_text="its first day, by the clock of the post")
    place = models.CharField(max_length=12, blank=True, help_text="empty for what belongs to no post")
    procedure = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField(default=0, help_text="minor units")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "place", "procedure", "currency"], name="income_sum_once")
        ]


class Reached(models.Model):
    """Up to where a source is counted: the key of its last row, or the ordinal of its last day."""

    source = models.CharField(max_length=20, primary_key=True)
    upto = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True, help_text="when it was last looked at")
