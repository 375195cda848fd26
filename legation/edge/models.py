"""Edge nodes: what the centre knows of each and took from it, and what an edge knows of itself."""

from django.db import models
from django.db.models import Q


class Edge(models.Model):
    """A node that works for a post while its line is gone, as the centre knows it. One of a post is in force."""

    code = models.CharField(max_length=20, unique=True)
    post = models.ForeignKey("posts.Post", models.PROTECT, related_name="+")
    instance = models.BinaryField(max_length=40, help_text="its instance key, wrapped by ours")
    public = models.BinaryField(max_length=32, help_text="by which its packages are signed (Ed25519)")
    signers = models.JSONField(help_text="fingerprints of its document signers")
    packed = models.PositiveIntegerField(default=0, help_text="number of the last pack")
    taken = models.PositiveIntegerField(default=0, help_text="number of the last package")
    head = models.CharField(max_length=64, default="", help_text="SHA-256 of the last package, hex")
    enrolled_at = models.DateTimeField()
    cut_at = models.DateTimeField(null=True, help_text="since when its post works there, as far as we know")
    heard_at = models.DateTimeField(null=True, help_text="when it last asked over the line, if it does")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post"], condition=Q(ended_at=None), name="edge_in_force_once")]


class Grant(models.Model):
    """Numbers that one edge may draw for one blackout: a series of its post, and the block that its key says."""

    edge = models.ForeignKey(Edge, models.PROTECT, related_name="grants")
    post = models.ForeignKey("posts.Post", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(help_text="of the series, in its post")
    after = models.PositiveIntegerField(help_text="how many packages the edge had sent: the next is of this grant")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="series_granted_once")]


class Taken(models.Model):
    """A package that the centre took, with what it answered: sent again, it gets the same answer. Written once."""

    edge = models.ForeignKey(Edge, models.PROTECT, related_name="packages")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    receipt = models.BinaryField(help_text="signed")
    record = models.JSONField(default=list, help_text="lines that the edge's signer wrote")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edge", "number"], name="package_taken_once")]


class Conflict(models.Model):
    """Something that both sides went on with; a person of the centre decides. Both branches stay on record."""

    package = models.ForeignKey(Taken, models.PROTECT, related_name="conflicts")
    kind = models.CharField(max_length=12, help_text="case or booking")
    subject = models.CharField(max_length=40)
    why = models.CharField(max_length=40)
    branch = models.BinaryField(help_text="the edge's rows, sealed under the instance's key")
    post = models.ForeignKey("posts.Post", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    kept = models.CharField(max_length=6, default="", blank=True, help_text="centre or post; empty while open")
    reason = models.CharField(max_length=300, default="", blank=True)
    resolved_by = models.CharField(max_length=120, default="", blank=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "kind", "subject"], name="conflict_once"),
            models.CheckConstraint(
                condition=Q(kept="", resolved_at=None) | (~Q(kept="") & Q(resolved_at__isnull=False) & ~Q(reason="")),
                name="conflict_resolved_whole",
            ),
        ]
        indexes = [models.Index(fields=["opened_at"], condition=Q(kept=""), name="conflict_open")]


class Own(models.Model):
    """What an edge is: one row, written when it takes a pack. The centre has none."""

    code = models.CharField(max_length=20, unique=True)
    post = models.CharField(max_length=12)
    series = models.CharField(max_length=8)
    block = models.PositiveIntegerField()
    pack = models.PositiveIntegerField()
    packed_at = models.DateTimeField(help_text="how things stood at the centre")
    cut_at = models.DateTimeField(null=True)
    cut_by = models.CharField(max_length=120, default="", blank=True)


class Known(models.Model):
    """What the centre is known to have of a row, or is being told in a package: the digest of its content."""

    table = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    sums = models.JSONField(default=dict, help_text="amounts of which the change travels")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "key"], name="known_once")]


class Package(models.Model):
    """What an edge tells the centre, signed: numbered from 1, each on the digest of the one before."""

    number = models.PositiveIntegerField(primary_key=True)
    body = models.BinaryField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    receipt = models.BinaryField(null=True)
