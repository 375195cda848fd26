"""Cards on which nationals abroad offer or seek help, what is answered to them, and who reported them."""

from django.db import models
from django.db.models import Q


class Card(models.Model):
    """What somebody offers or seeks in the district of a post. Everybody reads its text; nobody learns who wrote it."""

    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT)
    citizen = models.ForeignKey("people.Citizen", on_delete=models.CASCADE, help_text="who wrote it")
    offers = models.BooleanField(help_text="offered; else sought")
    subject = models.CharField(max_length=12)
    text = models.CharField(max_length=400)
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=8, default="waiting")
    written_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, help_text="until when it is shown")
    judged_by = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=12, blank=True, help_text="why it was taken off")

    class Meta:
        indexes = [
            models.Index(fields=["post", "-id"], name="card_shown", condition=Q(state="shown")),
            models.Index(fields=["post", "id"], name="card_waiting", condition=Q(state="waiting")),
        ]


class Answer(models.Model):
    """What somebody wrote to who wrote a card; only that one reads it."""

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="answers")
    citizen = models.ForeignKey("people.Citizen", on_delete=models.CASCADE)
    at = models.DateTimeField()
    said = models.BinaryField(help_text="sealed under the instance's key for this")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["card", "citizen"], name="answer_once")]


class Report(models.Model):
    """Somebody holds a card to be against the rules."""

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="reports")
    citizen = models.ForeignKey("people.Citizen", on_delete=models.CASCADE)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["card", "citizen"], name="report_once")]
