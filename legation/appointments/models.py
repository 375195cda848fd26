"""Counters, bookings and the cells they take; visits at the post. docs/adr/0035 says why it is cut this way."""

from django.db import models
from django.db.models import Q

_OPEN = Q(state__in=["held", "offered", "booked"])


class Counter(models.Model):
    """Windows or rooms of a post where people are served, `places` of them at a time, for some services or for all."""

    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="counters")
    code = models.CharField(max_length=20)
    names = models.JSONField(help_text="language code -> what stands over it")
    services = models.JSONField(default=list, help_text="codes; none means all")
    places = models.PositiveSmallIntegerField(default=1)
    is_open = models.BooleanField(default=True)
    set_at = models.DateTimeField(null=True, help_text="when the head of the post set it, against the profile's files")

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["post", "code"], name="counter_code_once")]

    def name(self, language: str) -> str:
        """What stands over it, in a language or in English."""
        return str(self.names.get(language) or self.names.get("en") or self.code)

    def serves(self, service: str) -> bool:
        """Whether people come here for a service."""
        return self.is_open and (not self.services or service in self.services)


class Booking(models.Model):
    """One appointment of one person. Who they are is sealed; `person` is a blind index of their document's number."""

    number = models.CharField(max_length=12, unique=True)
    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="+")
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="bookings")
    place = models.PositiveSmallIntegerField()
    service = models.CharField(max_length=40)
    reference = models.CharField(max_length=40, blank=True, db_index=True, help_text="what it is for, if anything")
    person = models.BinaryField(max_length=16, help_text="blind index of the passport number")
    sealed = models.BinaryField(null=True, help_text="name and address, under the instance's key for appointments")
    language = models.CharField(max_length=2)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10)
    until = models.DateTimeField(null=True, help_text="when a hold gives way")
    sequence = models.PositiveSmallIntegerField(default=0, help_text="SEQUENCE of its calendar entry (RFC 5545)")
    urgency = models.PositiveSmallIntegerField(default=0)
    displaced = models.BooleanField(default=False, help_text="its person was told that the post is closed then")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "service", "post"], condition=_OPEN, name="booking_open_once")
        ]
        indexes = [
            models.Index(fields=["counter", "starts_at"], name="booking_at_counter"),
            models.Index(fields=["post", "starts_at"], name="booking_at_post"),
            models.Index(fields=["until"], name="booking_held", condition=Q(state__in=["held", "offered"])),
        ]


class Cell(models.Model):
    """Five minutes at one place of a counter that a booking has. No two can have the same: the database says so."""

    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, db_index=False, related_name="+")
    place = models.PositiveSmallIntegerField()
    moment = models.DateTimeField()
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="cells")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["counter", "place", "moment"], name="cell_once")]


class Wish(models.Model):
    """Somebody waits for a time: who they are is sealed as in a booking. It goes when a time is offered to them."""

    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=40)
    minutes = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=40, blank=True, db_index=True)
    person = models.BinaryField(max_length=16)
    sealed = models.BinaryField()
    language = models.CharField(max_length=2)
    urgency = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "service", "post"], name="wish_once")]
        indexes = [models.Index(fields=["post", "-urgency", "made_at"], name="wish_next")]


class Freed(models.Model):
    """A time that became free while its post gave its times itself: offered to who waits when the centre gives them."""

    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="+")
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()


class Visit(models.Model):
    """Somebody who is at the post today, with a ticket: for an appointment, or without one."""

    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="+")
    day = models.DateField(help_text="by the clock of the post")
    letter = models.CharField(max_length=1)
    ticket = models.PositiveSmallIntegerField()
    booking = models.OneToOneField(Booking, null=True, on_delete=models.PROTECT, related_name="visit")
    service = models.CharField(max_length=40)
    urgency = models.PositiveSmallIntegerField(default=0)
    counter = models.ForeignKey(Counter, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10)
    arrived_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "day", "letter", "ticket"], name="ticket_once")]
        indexes = [models.Index(fields=["post", "day", "state"], name="visit_queue")]


class Release(models.Model):
    """Days of a service at a post whose times are drawn: wishes are taken first, then a seed gives their order."""

    code = models.CharField(max_length=12, unique=True)
    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=40)
    minutes = models.PositiveSmallIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    seed = models.BinaryField(help_text="sealed until the draw")
    commitment = models.CharField(max_length=64, help_text="SHA-256 of the seed, hex; published when it is announced")
    count = models.PositiveIntegerField(default=0, help_text="how many wishes have a number")
    drawn_at = models.DateTimeField(null=True)
    seated = models.JSONField(default=list, help_text="the numbers that got a time, in the order of the draw")

    class Meta:
        indexes = [models.Index(fields=["post", "service"], name="release_ahead", condition=Q(drawn_at=None))]


class Entry(models.Model):
    """A wish in a draw: its number is all that is published of it."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=40, blank=True, db_index=True)
    person = models.BinaryField(max_length=16)
    sealed = models.BinaryField(null=True)
    language = models.CharField(max_length=2)
    urgency = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "number"], name="entry_number_once"),
            models.UniqueConstraint(fields=["release", "person"], name="entry_person_once"),
        ]
