"""Bundles, applications, cases and their actions. docs/adr/0001 and 0002 say why they are cut this way."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Q

from legation.ground.audit.api import GENESIS, Entry


class Bundle(models.Model):
    """What was published, whole and unchangeable: definition, words, policy. Cases pin its digest for ever."""

    digest = models.CharField(max_length=64, primary_key=True)
    procedure = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    edition = models.CharField(max_length=10)
    content = models.TextField(help_text="canonical JSON; its SHA-256 is the digest")
    published_at = models.DateTimeField()
    in_force = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure"], condition=Q(in_force=True), name="bundle_one_in_force")
        ]


class Party(models.Model):
    """Who applies: a person, an organisation, a foreign mission. Details are sealed under the party's own key."""

    kind = models.CharField(max_length=12, default="person")
    data_key = models.BinaryField(max_length=40)
    details = models.BinaryField()
    language = models.CharField(max_length=2)


class Application(models.Model):
    """What somebody hands in and pays; it holds one case per traveller."""

    reference = models.CharField(max_length=20, unique=True)
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT)
    applicant = models.ForeignKey(Party, null=True, on_delete=models.PROTECT)
    language = models.CharField(max_length=2)
    resume = models.BinaryField(max_length=16, unique=True, help_text="blind index of the token in the resume link")
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    size = models.PositiveSmallIntegerField(default=1, help_text="how many cases it holds")
    citizen = models.ForeignKey(
        "people.Citizen", null=True, on_delete=models.SET_NULL, help_text="who was signed in when it was begun"
    )
    service = models.ForeignKey(
        "tokens.ServiceAccount", null=True, on_delete=models.PROTECT, db_index=False, help_text="whose program began it"
    )

    class Meta:
        indexes = [models.Index(fields=["service", "-id"], name="of_service", condition=Q(service__isnull=False))]


class CaseQuerySet(models.QuerySet["Case"]):
    def at_posts(self, posts: Iterable[int]) -> "CaseQuerySet":
        """Only cases that these posts (keys) have in hand."""
        return self.filter(post__in=list(posts))

    def known_at(self, posts: Iterable[int]) -> "CaseQuerySet":
        """Only cases that these posts (keys) may read: they have them in hand, or opened them.

        For a few cases that something else has found; it walks no index by itself.
        """
        keys = list(posts)
        return self.filter(Q(post__in=keys) | Q(origin__in=keys))


class ScopedManager(models.Manager["Case"]):
    """A query over cases says whose cases it means; one that does not is a mistake, and raises."""

    def get_queryset(self) -> CaseQuerySet:
        raise RuntimeError("say whose cases: Case.objects.at_posts(...) or Case.objects.everywhere(reason)")

    def at_posts(self, posts: Iterable[int]) -> CaseQuerySet:
        """The cases that these posts (keys) have in hand."""
        return CaseQuerySet(self.model, using=self._db).at_posts(posts)

    def known_at(self, posts: Iterable[int]) -> CaseQuerySet:
        """The cases that these posts (keys) may read; see `CaseQuerySet.known_at`."""
        return CaseQuerySet(self.model, using=self._db).known_at(posts)

    def everywhere(self, reason: str) -> CaseQuerySet:
        """All cases, for a reason that the code must state: the applicant's own, the system's work."""
        if not reason:
            raise ValueError("a reason is needed")
        return CaseQuerySet(self.model, using=self._db)


class Case(models.Model):
    """One run of a procedure for one person. Its actions are the truth; `status`, `count` and `head` follow them."""

    reference = models.CharField(max_length=20, unique=True)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="cases")
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT)
    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, help_text="who has it in hand")
    origin = models.ForeignKey(
        "posts.Post",
        null=True,
        on_delete=models.PROTECT,
        related_name="opened_cases",
        db_index=False,
        help_text="the post where it was opened, which may always read it; none where the centre handles it alone",
    )
    procedure = models.CharField(max_length=40, help_text="its bundle's, so that a queue is one walk of an index")
    status = models.CharField(max_length=40)
    answers = models.BinaryField(help_text="JSON sealed under the data key")
    data_key = models.BinaryField(max_length=40, null=True, help_text="wrapped; empty once the person is forgotten")
    count = models.PositiveIntegerField(default=0)
    head = models.BinaryField(max_length=32, default=GENESIS)
    opened_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ScopedManager()
    _unscoped: "models.Manager[Case]" = models.Manager()

    class Meta:
        base_manager_name = "_unscoped"
        default_manager_name = "_unscoped"
        indexes = [
            models.Index(fields=["post", "procedure", "status", "deadline", "id"], name="case_queue"),
            models.Index(fields=["deadline"], name="case_due", condition=Q(closed_at=None, deadline__isnull=False)),
        ]


class CaseAction(Entry):
    """What was done with a case, by whom, when. `sealed` holds what is personal, under the case's key."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="actions")
    status = models.CharField(max_length=40)
    sealed = models.BinaryField(null=True)

    covered = ("at", "actor", "verb", "body", "status", "sealed_digest")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="action_number_once")]

    def entry(self) -> dict[str, Any]:
        """What the digest covers: the ciphertext by its own digest, so that a forgotten person breaks no proof."""
        from hashlib import sha256

        fields = {name: getattr(self, name) for name in self.covered[:-1]}
        return fields | {"sealed_digest": sha256(bytes(self.sealed or b"")).hexdigest()}


class CaseIndex(models.Model):
    """A blind index of one answer: found by value, readable by nobody."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="indexes")
    purpose = models.CharField(max_length=20)
    value = models.BinaryField(max_length=16)

    class Meta:
        indexes = [models.Index(fields=["purpose", "value"], name="case_blind")]


class CaseFile(models.Model):
    """A file that belongs to a case, by the field it answers."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files")
    field = models.CharField(max_length=40)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT)


class Way(models.Model):
    """A second link into an application, for a while: what an account opens one by, since resume links are not kept."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE)
    token = models.BinaryField(max_length=16, unique=True, help_text="blind index, as of a resume link")
    ends_at = models.DateTimeField(db_index=True)


class Signing(models.Model):
    """Somebody else asked to sign a draft, and what they answered. It goes with the draft, or with who is forgotten."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="signings")
    signature = models.CharField(max_length=40, help_text="its code in the definition")
    token = models.BinaryField(max_length=16, unique=True, help_text="blind index of the token in the signer's link")
    sealed = models.BinaryField(help_text="who was asked, sealed under the case's key")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    agrees = models.BooleanField(null=True)
    digest = models.BinaryField(max_length=32, null=True, help_text="keyed digest of the answers that were read")
    language = models.CharField(max_length=2, blank=True, help_text="in which they were read")
    declaration = models.CharField(max_length=64, blank=True, help_text="digest of the words that were agreed to")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "signature"], name="signing_once")]


class PlannedReminder(models.Model):
    """A moment at which to look whether the applicant is to be reminded. It goes when that is done."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE)
    reminder = models.CharField(max_length=40)
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "reminder", "due_at"], name="planned_once")]


class Opinion(models.Model):
    """What somebody thought of a service that was over. Nobody can say whose it is: its key is drawn, not counted."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    month = models.DateField(help_text="the first day of the month in which it was given")
    place = models.CharField(max_length=12, help_text="code of the post that opened the case")
    procedure = models.CharField(max_length=40)
    score = models.PositiveSmallIntegerField(help_text="1, bad, to 5, good")
    word = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["month", "place"], name="opinion_of_month")]


class OpinionGiven(models.Model):
    """That a case's link has been asked for an opinion and has answered; not what."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True)


class DataRequest(models.Model):
    """What somebody asks about the data held of them: a correction, or erasure. An officer answers with a ground."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="data_requests")
    kind = models.CharField(max_length=12)
    said = models.BinaryField(help_text="what they wrote, sealed under the case's key")
    asked_at = models.DateTimeField()
    ground = models.CharField(max_length=20, blank=True, help_text="a code of requests.GROUNDS; empty while open")
    note = models.BinaryField(null=True, help_text="the officer's own words, sealed under the case's key")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], condition=Q(answered_at=None), name="one_open_request")
        ]


class Remark(models.Model):
    """What an applicant and the office write to each other about a case; it is gone with who is forgotten."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="remarks")
    at = models.DateTimeField()
    actor = models.CharField(max_length=120, help_text="`applicant`, or an officer's name in the record")
    said = models.BinaryField(help_text="sealed under the case's key")
    waits = models.BooleanField(default=False, help_text="not read by the applicant, or not answered by the office")

    class Meta:
        indexes = [models.Index(fields=["case", "actor"], name="remark_waits", condition=Q(waits=True))]
