"""What the engine hangs on the rooms below it: effects of the queue, and its chains for the auditor."""

from collections.abc import Iterator

from legation.ground.audit import api as audit
from legation.ground.outbox import api as outbox


def connect() -> None:
    """Called once when the app is ready."""
    from legation.procedures import effects

    outbox.register("payments.settled", effects.paid)
    outbox.register("payments.refused", effects.refused_payment)
    outbox.register("procedures.issue", effects.apply_issue, prepare=effects.prepare_issue)
    outbox.register("procedures.notice", effects.notify)
    audit.register("cases", _chains)


def _chains() -> Iterator[audit.Chain]:
    from legation.procedures.models import Case, CaseAction

    cases = Case.objects.everywhere("the auditor walks every chain").order_by("pk")
    for pk, reference, count, head in cases.values_list("pk", "reference", "count", "head").iterator():
        rows = (action.row() for action in CaseAction.objects.filter(case_id=pk).order_by("number", "pk"))
        yield f"case:{reference}", rows, count, bytes(head)
