"""What machines show to ask us, and what they were answered."""

from django.db import models
from django.db.models import Q


class ServiceAccount(models.Model):
    """A machine that is nobody's: an agency's system, a carrier's check-in, a border post."""

    name = models.CharField(max_length=80, unique=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class AccessToken(models.Model):
    """What is shown to ask us. The token itself is not kept, only its SHA-256.

    It belongs to one of three, and may do what it says as far as its owner may.
    """

    name = models.CharField(max_length=80)
    service = models.ForeignKey(ServiceAccount, null=True, on_delete=models.PROTECT, related_name="tokens")
    person = models.ForeignKey("people.Person", null=True, on_delete=models.CASCADE, related_name="tokens")
    citizen = models.ForeignKey("people.Citizen", null=True, on_delete=models.CASCADE, related_name="tokens")
    scopes = models.JSONField(help_text="what it may do, by the names in `scopes`")
    digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True, help_text="to the hour")
    approval = models.BigIntegerField(null=True, unique=True, help_text="number of the request two people agreed on")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(service__isnull=False, person=None, citizen=None)
                | Q(service=None, person__isnull=False, citizen=None)
                | Q(service=None, person=None, citizen__isnull=False),
                name="token_has_one_owner",
            )
        ]


class Replay(models.Model):
    """The first answer to a request with an idempotency key, for whoever sends it again; sealed, kept for a day."""

    token = models.ForeignKey(AccessToken, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of what was asked")
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.BinaryField(default=b"", help_text="headers and body as JSON, sealed under the instance's key")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="replay_once_per_key")]
