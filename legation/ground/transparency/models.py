"""The issuance log's tables. Everything but the writer's own place-marks is append-only, by triggers."""

from django.db import models


class Commitment(models.Model):
    """What an issuing transaction writes down: a leaf to be, and its salt, sealed under the key of whose it is."""

    subject = models.CharField(max_length=120, unique=True)
    reference = models.CharField(max_length=40, db_index=True)
    entry = models.BinaryField()
    salt = models.BinaryField(null=True, help_text="sealed; empty once it is destroyed")


class Leaf(models.Model):
    """One entry of the log. `subject` is for the house alone; the rest is public."""

    position = models.BigIntegerField(primary_key=True)
    hash = models.BinaryField(max_length=32, db_index=True)
    entry = models.BinaryField()
    subject = models.CharField(max_length=120)


class Tile(models.Model):
    """A full tile of 256 hashes (C2SP tlog-tiles), and its root; the root stands first, so that it is read alone."""

    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="tile_once")]
        # the right edge of a level is a run of roots; from this they are read without the tiles
        indexes = [models.Index(fields=["level", "number", "root"], name="tile_roots")]


class TreeHead(models.Model):
    """A signed head, as it was published: `note` bears the log's own signature."""

    size = models.BigIntegerField(db_index=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()


class Cosignature(models.Model):
    """A witness's word that a head only adds to those it saw before."""

    head = models.ForeignKey(TreeHead, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=200)
    line = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["head", "witness"], name="cosigned_once")]


class Refusal(models.Model):
    """A witness would not cosign a head, because it does not fit what it saw before."""

    head = models.ForeignKey(TreeHead, on_delete=models.PROTECT, related_name="refusals")
    witness = models.CharField(max_length=200)
    status = models.PositiveSmallIntegerField()
    said = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["head", "witness", "status"], name="refused_once")]


class Cursor(models.Model):
    """How far the writer has read a source: the id of the last row that is in the log."""

    source = models.CharField(max_length=40, primary_key=True)
    after = models.BigIntegerField(default=0)


class Lease(models.Model):
    """Who writes, on a database that has no advisory locks."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=80)
    until = models.DateTimeField()
