from django.db import models
from django.db.models import F, Q

OUTCOMES = ("approved", "declined", "withdrawn")


class ApprovalRequest(models.Model):
    """What one person asks to have done, and what another said to it. Nothing personal stands in `arguments`."""

    verb = models.CharField(max_length=40)
    arguments = models.JSONField()
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True, choices=[(each, each) for each in OUTCOMES])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="approved") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="approved_by_another",
            )
        ]
        indexes = [models.Index(fields=["ends_at"], name="approval_open", condition=Q(outcome=""))]
