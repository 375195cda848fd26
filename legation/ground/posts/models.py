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


class RegularHours(models.Model):
    """The opening hours of a post as its head set them, instead of what the profile's files say."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="regular_hours")
    week = models.JSONField(help_text="as `hours` in posts.yaml: weekday -> spans such as 09:00-12:30")
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=120)


class SpecialDay(models.Model):
    """A day on which a post is closed, or open at other hours than usual: its head said so."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="special_days")
    day = models.DateField()
    spans = models.JSONField(default=list, help_text="such as 09:00-12:30; none where it is closed")
    why = models.JSONField(default=dict, help_text="language code -> the reason, as visitors read it")
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "day"], name="special_day_once")]


class Notice(models.Model):
    """What the head of a post tells visitors for a while, in the languages they wrote it in."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="notices")
    titles = models.JSONField(help_text="language code -> heading")
    texts = models.JSONField(help_text="language code -> text; for the same languages")
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, help_text="the last day; none until it is withdrawn")
    signed = models.CharField(max_length=120, help_text="the name under it")
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["post", "ends_on"], name="notice_of_post")]


class ServiceChoice(models.Model):
    """Whether a post offers a procedure, as its head set it, instead of what the profile's files say."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="service_choices")
    procedure = models.CharField(max_length=40)
    offered = models.BooleanField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "procedure"], name="service_choice_once")]
