"""What the house itself and the bank have on record, whoever was told of it: all there, and everything once."""

from collections import Counter
from pathlib import Path
from typing import Any

from legation.config.bench.crash.bank import Books
from legation.config.bench.crash.judged import Judged

SETTLING = ("settlement", "assignment")
ONCE = ("submit", "settle", "grant_by_rule", "issue")


def judge_bank(found: Judged, books: Books) -> None:
    """The bank's books against ours; an attempt of ours is what the bank calls its reference."""
    from legation.payments.models import Attempt, Event, Transfer

    payments = {str(row.pk): row.payment for row in Attempt.objects.select_related("payment")}
    captured = Counter(payments[name].reference for name in books.captured if name in payments)
    for name in books.captured:
        if name not in payments or payments[name].settled_at is None:
            found.lose(f"the bank has captured {name}")
    for reference, times in captured.items():
        found.double(f"{reference} is paid at the bank", times)
    known = set(Event.objects.exclude(key=None).values_list("key", flat=True))
    for key in books.forged & known:
        found.wonder(f"the forged message {key} was believed")
    for name in books.misused:
        found.wonder(f"{name} was captured with a card that is refused")
    for key in books.confirmed - known:
        found.lose(f"the message {key} that we confirmed")
    settling = Transfer.objects.filter(kind__in=SETTLING)
    settled = Counter(dict(settling.values_list("event", "payment__reference")).values())
    for reference, times in settled.items():
        found.double(f"{reference} is settled", times)


def judge_case(found: Judged, case: Any) -> None:
    """One application that was handed in: what its chain announces, once."""
    from legation.documents.models import Document
    from legation.messaging.models import Message
    from legation.payments.models import Payment
    from legation.procedures.bundles import open_bundle
    from legation.procedures.selectors import actions_of

    transitions = open_bundle(case.bundle_id).transitions
    verbs = Counter(action.verb for action in actions_of(case))
    announced = sum(times for verb, times in verbs.items() if transitions[verb].notice)
    announced += _refund_notices(case)
    for verb in ONCE:
        found.double(f"{case.reference}: {verb}", verbs[verb])
    documents = Document.objects.filter(reference=case.reference).count()
    found.double(f"{case.reference}: documents", documents)
    payment = Payment.objects.filter(reference=case.application.reference).first()
    announced += bool(payment and payment.settled_at)  # its receipt
    messages = Message.objects.filter(reference__in=[case.reference, case.application.reference]).count()
    if messages != announced:
        (found.lose if messages < announced else found.double)(f"{case.reference}: {messages} of {announced} messages")
    if payment is None:
        found.lose(f"the payment of {case.reference}")
    elif payment.settled_at and case.status != "withdrawn" and not (case.status == "issued" and documents):
        found.lose(f"{case.reference} is paid, {case.status}, with {documents} documents")


def _refund_notices(case: Any) -> int:
    """One when money is asked back for its owner, one when it is paid, one if it comes back."""
    from legation.ground.outbox.models import Effect

    kinds = ("procedures.refund", "payments.refunded", "payments.refund_failed")
    told = Effect.objects.filter(kind__in=kinds, body__reference=case.application.reference)
    return told.count()


def judge_files(found: Judged) -> None:
    """Every row of a file has its file; nobody's application was handed in twice."""
    from hashlib import sha256

    from django.conf import settings

    from legation.ground.files.models import StoredFile
    from legation.procedures.models import CaseIndex

    shelf = {path.name: path for path in Path(settings.LEGATION_FILES).rglob("*") if path.is_file()}
    rows = set(StoredFile.objects.values_list("digest", flat=True))
    for digest in rows:
        if digest not in shelf or sha256(shelf[digest].read_bytes()).hexdigest() != digest:
            found.lose(f"the file {digest}")
    found.unnamed_files = len(shelf.keys() - rows)
    passports = CaseIndex.objects.filter(purpose="passport_number").values_list("value", flat=True)
    for value, times in Counter(bytes(each) for each in passports).items():
        found.double(f"the application of the passport {value.hex()}", times)


def judge_queue(found: Judged) -> None:
    """Nothing is given up, and nothing is left to do but the next publication of the lists, whose hour has not come."""
    from legation.documents.api import PUBLISH
    from legation.ground.outbox.models import Effect

    for effect in Effect.objects.filter(done_at=None).exclude(kind=PUBLISH, failed_at=None):
        found.lose(f"{effect.key}: {'given up' if effect.failed_at else 'never done'}: {effect.error}")
