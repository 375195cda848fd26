"""What the engine hangs on the rooms below it: effects of the queue, and its chains for the auditor."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, OuterRef, Subquery

from legation.ground.audit import api as audit
from legation.ground.outbox import api as outbox
from legation.ground.profile import profile
from legation.procedures.services.ask_less import CARRY_ON


def connect() -> None:
    """Called once when the app is ready."""
    from legation.payments.till import api as till
    from legation.procedures import at_till, effects, log_source, money_letters, papers, register_facts, reminding

    outbox.register_together("payments.settled", effects.paid)
    outbox.register_together(CARRY_ON, effects.paid)
    outbox.register("payments.refused", effects.refused_payment)
    outbox.register("payments.refunded", money_letters.refunded)
    outbox.register("payments.refund_failed", money_letters.refund_failed)
    outbox.register("payments.disputed", effects.disputed)
    outbox.register("payments.dispute_lost", effects.disputed)
    outbox.register("payments.dispute_won", effects.regained)
    outbox.register("payments.slip", money_letters.receipt_written)
    outbox.register("procedures.refund", money_letters.refund_asked)
    outbox.register_together("procedures.issue", effects.apply_issues, prepare=effects.prepare_issues)
    outbox.register_together("procedures.notice", effects.notify)
    outbox.register(reminding.REMIND, reminding.look)
    audit.register("cases", _chains, _look)
    till.connect_finding(at_till.asked_for)
    papers.connect()
    log_source.connect()
    register_facts.connect()


def _chains() -> Iterator[audit.Chain]:
    from legation.procedures.models import Case, CaseAction

    cases = Case.objects.everywhere("the auditor walks every chain").order_by("pk")
    for pk, reference, count, head in cases.values_list("pk", "reference", "count", "head").iterator():
        rows = (action.row() for action in CaseAction.objects.filter(case_id=pk).order_by("number", "pk"))
        yield f"case:{reference}", rows, count, bytes(head)


def _look() -> Iterator[audit.Finding]:
    """Cases whose status, answers or post are not what their last action, and their handing in, say."""
    from hashlib import sha256

    from legation.procedures.models import Case, CaseAction

    actions = CaseAction.objects.filter(case=OuterRef("pk"))
    last, handed = actions.filter(number=OuterRef("count")), actions.filter(body__has_key="handed_to")
    cases = Case.objects.everywhere("the auditor walks every case").filter(count__gt=0).order_by("pk")
    rows = cases.annotate(
        said=Subquery(actions.filter(number=1).values("body")[:1]), folded=Subquery(last.values("status")[:1]),
        handed=Subquery(handed.order_by("-number").values("body__handed_to")[:1]),
        now_at=F("post__code"), opened_by=F("origin__code"),
    )  # fmt: skip
    for case in rows.iterator():
        chain = f"case:{case.reference}"
        if case.folded is not None and case.status != case.folded:
            yield audit.Finding(chain, case.count, "status", f"says {case.status}, its actions say {case.folded}")
        if case.said and case.said.get("answers") != sha256(bytes(case.answers)).hexdigest():
            yield audit.Finding(chain, 1, "answers", "the answers are not those that were handed in")
        if case.said and (wrong := _wrong_post(case, profile().centre)):
            yield audit.Finding(chain, case.count, "post", wrong)
    yield from _look_at_signatures()


def _wrong_post(case: Any, centre: str) -> str:
    """What is wrong with where a case was opened and who has it in hand, if anything is."""
    opened = case.said.get("post")
    told = (opened or centre, case.handed or opened or centre)
    is_ = (case.opened_by or centre, case.now_at)
    return "" if is_ == told else "opened at {}, in hand at {}; its actions say {}, {}".format(*is_, *told)


def _look_at_signatures() -> Iterator[audit.Finding]:
    """Signatures of others that are not those with which their case was handed in."""
    from legation.procedures.models import CaseAction, Signing
    from legation.procedures.signing import recorded

    submitted = CaseAction.objects.filter(case=OuterRef("case"), number=1)
    rows = Signing.objects.filter(case__count__gt=0, agrees=True).select_related("case").order_by("pk")
    for row in rows.annotate(said=Subquery(submitted.values("body")[:1])).iterator():
        if recorded(row) not in (row.said or {}).get("signatures", []):
            what = f"the signature {row.signature} is not the one it was handed in with"
            yield audit.Finding(f"case:{row.case.reference}", 1, "signatures", what)
