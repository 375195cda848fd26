"""Who wants to be told what, and how telling them went."""

from django.db import models
from django.db.models import Q


class Subscription(models.Model):
    """An address of a service account that is told of events. Its secret signs what is sent; it is kept sealed."""

    service = models.ForeignKey("tokens.ServiceAccount", on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=500)
    events = models.JSONField(help_text="names of `rules.EVENTS`")
    secret = models.BinaryField(help_text="sealed under the instance's key")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["service"], name="webhook_in_force", condition=Q(ended_at=None))]


class Delivery(models.Model):
    """One event for one address: what is sent, the same at every attempt, and how the last attempt ended."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries")
    message = models.CharField(max_length=40, unique=True, help_text="webhook-id")
    event = models.CharField(max_length=40)
    body = models.TextField(help_text="JSON, as signed; nothing personal")
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(default=0, help_text="HTTP status of the last attempt; 0 for no answer")
    why = models.CharField(max_length=40, blank=True, help_text="why there was no answer, a code")
    next_at = models.DateTimeField(null=True, help_text="when it is tried again")
    delivered_at = models.DateTimeField(null=True)
