from django.db import models


class Post(models.Model):
    """An embassy, consulate or the centre itself: one of the ministry's own places."""

    code = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=20)
    country = models.CharField(max_length=3, help_text="where it stands, ISO 3166 alpha-3")
    city = models.CharField(max_length=80)
    names = models.JSONField(help_text="language code -> name")
    time_zone = models.CharField(max_length=40)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    def name(self, language: str) -> str:
        """The post's name in a language, or in English where there is none."""
        return str(self.names.get(language) or self.names.get("en") or self.code)


class Assignment(models.Model):
    """A role that a person holds at a post."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="assignments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "post", "role"], name="assignment_once")]
