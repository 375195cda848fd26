from django.db import models


class Message(models.Model):
    """One message to one person. Address and text are sealed under the instance's key for messages."""

    key = models.CharField(max_length=120, unique=True)
    reference = models.CharField(max_length=40, db_index=True)
    language = models.CharField(max_length=2)
    sealed = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)
    delivered_at = models.DateTimeField(null=True)
