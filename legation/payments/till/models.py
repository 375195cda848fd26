"""What the cash desk keeps: drawers and what moved in them, slips with their numbers, safes, bags under way, rates."""

from django.db import models
from django.db.models import F, Q

ONE_OPEN = Q(closed_at=None)


class Safe(models.Model):
    """The cash of one currency that a post keeps outside its drawers. It cannot give what it does not have."""

    place = models.CharField(max_length=12)
    currency = models.CharField(max_length=3)
    held = models.BigIntegerField(default=0, help_text="minor units; always what the ledger says")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "currency"], name="safe_once"),
            models.CheckConstraint(condition=Q(held__gte=0), name="safe_gives_what_it_has"),
        ]


class Drawer(models.Model):
    """A cashier's drawer from its counted float to the count with which somebody else closes it.

    While `counted_at` is set nothing moves in it: it waits for the other person, who closes it or gives it back.
    """

    id = models.UUIDField(primary_key=True)
    place = models.CharField(max_length=12)
    currency = models.CharField(max_length=3)
    cashier = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    held = models.BigIntegerField(default=0, help_text="what its movements make; always what the ledger says")
    counts = models.JSONField(default=dict, help_text="how many of each denomination, in minor units")
    counted = models.BigIntegerField(null=True)
    counted_at = models.DateTimeField(null=True)
    expected = models.BigIntegerField(null=True, help_text="what it should have held when it was counted")
    reason = models.CharField(max_length=300, default="", blank=True, help_text="of a difference")
    closed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cashier", "place"], condition=ONE_OPEN, name="drawer_open_once"),
            models.CheckConstraint(condition=Q(held__gte=0), name="drawer_gives_what_it_has"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closed_by=F("cashier")) & Q(held=0)),
                name="drawer_closed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(counted=None) | Q(counted=F("expected")) | ~Q(reason=""),
                name="drawer_difference_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["place", "opened_at"], name="drawer_of_post")]


class Movement(models.Model):
    """Cash that came into a drawer (above zero) or left it (below). Written once."""

    drawer = models.ForeignKey(Drawer, models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=12)
    amount = models.BigIntegerField(help_text="minor units of the drawer's currency")
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="movement_moves")]


class Book(models.Model):
    """How many slips a post has written in a year of its own clock, in a series: their numbers have no gap."""

    place = models.CharField(max_length=12)
    series = models.CharField(max_length=8, default="", blank=True, help_text="of an edge node; empty at the centre")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "series", "year"], name="book_once")]


class Slip(models.Model):
    """A receipt: money taken at a desk, or handed back. Written once, with the rate that was used.

    `owed` is the payment's own money; `cash` what was handed over of the drawer's currency, rounded as its coins are;
    `rounding` what that made more than the exact amount. A card's slip has no drawer.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="slips", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8)
    payment = models.ForeignKey("payments.Payment", models.PROTECT, related_name="slips")
    attempt = models.OneToOneField("payments.Attempt", models.PROTECT, null=True)
    refund = models.OneToOneField("payments.Refund", models.PROTECT, null=True)
    drawer = models.ForeignKey(Drawer, models.PROTECT, null=True, related_name="slips")
    owed = models.BigIntegerField(help_text="minor units")
    cash = models.BigIntegerField(help_text="minor units")
    currency = models.CharField(max_length=3)
    rounding = models.BigIntegerField(default=0)
    rate = models.CharField(max_length=40, default="", blank=True, help_text="of `currency` for one of the payment's")
    rate_day = models.DateField(null=True)
    tendered = models.BigIntegerField(default=0)
    language = models.CharField(max_length=10)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="slip_number_once"),
            models.CheckConstraint(condition=Q(number__gt=0, cash__gte=0, owed__gt=0), name="slip_is_of_money"),
            models.CheckConstraint(
                condition=Q(attempt=None, refund__isnull=False) | Q(attempt__isnull=False, refund=None),
                name="slip_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(rate="") | Q(rate_day__isnull=False), name="slip_rate_has_day"),
        ]
        indexes = [models.Index(fields=["at"], name="slip_of_day")]

    @property
    def owed_currency(self) -> str:
        """The payment's, which never changes."""
        return str(self.payment.currency)

    @property
    def name(self) -> str:
        """Its number within its post and year, with its series if it has one: "12", "E1-12"."""
        return f"{self.book.series}-{self.number}" if self.book.series else str(self.number)

    @property
    def change(self) -> int:
        """What was given out of what was tendered."""
        return self.tendered - self.cash if self.tendered else 0


class Consignment(models.Model):
    """Cash on its way between a post's safe and the centre, until whoever it is for says what arrived."""

    place = models.CharField(max_length=12)
    outward = models.BooleanField(help_text="from the post to the centre")
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField(help_text="minor units")
    way = models.CharField(max_length=8, help_text="bag or bank")
    slip = models.CharField(max_length=60, help_text="number of the bag or of the bank's paper")
    sent_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    arrived = models.BigIntegerField(null=True, help_text="minor units")
    reason = models.CharField(max_length=300, default="", blank=True, help_text="of a difference")
    confirmed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="consignment_above_zero"),
            models.UniqueConstraint(fields=["place", "way", "slip"], name="consignment_slip_once"),
            models.CheckConstraint(
                condition=Q(arrived=None, confirmed_by=None, confirmed_at=None)
                | (
                    Q(arrived__gte=0, confirmed_by__isnull=False, confirmed_at__isnull=False)
                    & ~Q(confirmed_by=F("sent_by"))
                    & (Q(arrived=F("amount")) | ~Q(reason=""))
                ),
                name="consignment_confirmed_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "sent_at"], name="consignment_of_post"),
            models.Index(fields=["sent_at"], condition=Q(confirmed_at=None), name="consignment_under_way"),
        ]


class DayRate(models.Model):
    """How much of a currency one euro was on a day, by its source. In force once somebody else approved it."""

    day = models.DateField()
    currency = models.CharField(max_length=3)
    rate = models.CharField(max_length=40, help_text="a decimal number above zero")
    source = models.CharField(max_length=60)
    entered_by = models.CharField(max_length=60, help_text="person:<id>, or who ran the command")
    entered_at = models.DateTimeField()
    approved_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="day_rate_once"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="day_rate_approved_whole",
            ),
        ]
        indexes = [models.Index(fields=["day"], condition=Q(approved_at=None), name="day_rate_to_approve")]


class TerminalCall(models.Model):
    """What a card terminal was asked, written before it is asked: after a lost answer this is what is asked about."""

    name = models.CharField(max_length=40, unique=True, help_text="our name of the attempt or refund")
    category = models.CharField(max_length=12)
    poi = models.CharField(max_length=40, help_text="which terminal")
    service = models.CharField(max_length=10, help_text="the message's ServiceID")
    amount = models.BigIntegerField(help_text="minor units")
    currency = models.CharField(max_length=3)
    original = models.CharField(
        max_length=80, default="", blank=True, help_text="the terminal's name of what is reversed"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poi", "service"], name="terminal_call_once")]
