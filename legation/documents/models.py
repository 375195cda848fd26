"""The register of documents: what was issued, by what decision, until when, and whether it was taken back."""

from django.db import models
from django.db.models import F, Q


class Document(models.Model):
    """One document that left the house. Its number and its (reference, kind, decision) exist once."""

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20)
    reference = models.CharField(max_length=40)
    decision = models.CharField(max_length=64, help_text="hex digest of the action that allowed it")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the signed PDF, hex")
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.SET_NULL, related_name="+")
    seal = models.BinaryField(help_text="bytes of the barcode; empty for a document without one")
    issued_at = models.DateTimeField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    revoked_at = models.DateTimeField(null=True)
    revocation_reason = models.CharField(max_length=200, blank=True)
    signer = models.CharField(max_length=64, help_text="SHA-256 of the certificate that signed the PDF, hex")
    statement = models.JSONField(default=list, help_text="what anybody may be told: [key, value] pairs")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference", "kind", "decision"], name="document_once_per_decision"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="document_days_in_order"),
        ]
        indexes = [
            models.Index(fields=["valid_until"], name="document_revoked", condition=Q(revoked_at__isnull=False)),
        ]


class Handle(models.Model):
    """What lists name a sealed document by; no two documents have the same. See `revocation.handles`."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, primary_key=True, related_name="+")
    value = models.BigIntegerField(unique=True)


class PublishedList(models.Model):
    """A signed head of the lists, as it was published. Its number only grows: no two publications have the same."""

    number = models.BigIntegerField(primary_key=True)
    issued = models.DateTimeField()
    signed = models.BinaryField()


class PublishedFile(models.Model):
    """A file that heads name by the SHA-256 of its content; it never changes."""

    name = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
    named_at = models.DateTimeField(help_text="when a head named it last")


class Crossing(models.Model):
    """Somebody entered or left with a document. Written once; `key` makes a repeated message count once."""

    token = models.ForeignKey("tokens.AccessToken", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=5, choices=[("entry", "entry"), ("exit", "exit")])
    at = models.DateTimeField()
    place = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="crossing_once_per_key"),
            models.CheckConstraint(condition=Q(direction__in=["entry", "exit"]), name="crossing_in_or_out"),
        ]
