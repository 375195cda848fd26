from django.db import models


class Window(models.Model):
    """How often something was tried by somebody in one stretch of time. The key is blind: no address is kept."""

    key = models.BinaryField(max_length=16, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)
