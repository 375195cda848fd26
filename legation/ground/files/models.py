from django.db import models


class StoredFile(models.Model):
    """One file on the shelf: encrypted, and named by the SHA-256 of its ciphertext in lower-case hex."""

    digest = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveIntegerField(help_text="bytes of the clear content")
    media_type = models.CharField(max_length=60)
    created_at = models.DateTimeField()
