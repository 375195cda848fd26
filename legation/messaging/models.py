from django.db import models


class Message(models.Model):
    """One message to one person. Address and text are sealed under the instance's key for messages."""

    key = models.CharField(max_length=120, unique=True)
    reference = models.CharField(max_length=40, db_index=True)
    language = models.CharField(max_length=2)
    sealed = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)
    delivered_at = models.DateTimeField(null=True)


class Delivery(models.Model):
    """One way that one message takes. `name` is all that a gateway is told of it besides the text."""

    key = models.CharField(max_length=160, unique=True)
    name = models.UUIDField(unique=True)
    message = models.ForeignKey(Message, to_field="key", on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=4, help_text="mail, sms, push")
    sealed = models.BinaryField(help_text="where to: a number, or which device")
    state = models.CharField(max_length=10, default="waiting", help_text="waiting, sent, delivered, failed")
    attempts = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=40, blank=True, help_text="why it failed, as the other side says")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ended_at"], name="delivery_failed", condition=models.Q(state="failed"))]


class Ways(models.Model):
    """How somebody wants to be told about a reference: of an application, or of an account. Mail always comes."""

    reference = models.CharField(max_length=40, unique=True)
    sms = models.BooleanField(default=False)
    push = models.BooleanField(default=False)
    reminders = models.BooleanField(default=True)
    zone = models.CharField(max_length=40, blank=True, help_text="empty: the post's own")
    quiet_from = models.PositiveSmallIntegerField(default=21)
    quiet_until = models.PositiveSmallIntegerField(default=8)
    changed_at = models.DateTimeField()


class Device(models.Model):
    """A browser that asked to be told (RFC 8030). Endpoint and keys are sealed under the instance's key."""

    reference = models.CharField(max_length=40, db_index=True)
    endpoint = models.BinaryField(max_length=16, help_text="blind index of the endpoint's address")
    language = models.CharField(max_length=2)
    sealed = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reference", "endpoint"], name="device_once")]
