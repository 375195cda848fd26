"""Shared reads, scoped: an applicant's own draft, a case at a desk or found by reference and passport."""

import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from legation.ground.audit.api import record_access
from legation.ground.errors import NotFound
from legation.ground.people.api import Actor, Citizen
from legation.ground.posts.api import post_code, posts_with_role
from legation.ground.secrets import blind_index, unseal
from legation.ground.statements import Select
from legation.procedures.answers import key_of, open_answers
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.definitions.schema import SETTLE_DIFFERENCE
from legation.procedures.models import Application, Case, CaseAction, CaseIndex
from legation.procedures.owners import OwnCase
from legation.procedures.references import tidy_reference

# the applicant's own, by the secret in their link, or by the link that their account opened
_BY_LINK = "procedures_application.resume = %s"
_BY_WAY = (
    "procedures_case.application_id = (SELECT application_id FROM procedures_way WHERE token = %s AND ends_at > %s)"
)
# whoever is forgotten comes last, so that a link still opens the others
_FIRST = "procedures_case.data_key IS NULL, procedures_case.id LIMIT 1"
_NAMED = " AND procedures_case.reference = %s"
_DRAFT = Select(Case, _BY_LINK, join="application", order=_FIRST)
_OPENED = Select(Case, _BY_WAY, join="application", order=_FIRST)
_DRAFT_NAMED = Select(Case, _BY_LINK + _NAMED, join="application")
_OPENED_NAMED = Select(Case, _BY_WAY + _NAMED, join="application")


Link = str | OwnCase
"""What leads into an application: the token of a resume link, or its owner's right."""


def draft_of(token: Link) -> tuple[Case, Opened]:
    """The case behind a resume link, with its application and bundle: the first, or the one that the link names.

    Raises:
        NotFound: no such link.
    """
    case = token.find() if isinstance(token, OwnCase) else _behind(token)
    if case is None:
        raise NotFound("no application behind this link")
    return case, open_bundle(case.bundle_id)


def _behind(token: str) -> Case | None:
    link, _dot, named = token.partition(".")
    index, now = blind_index("resume", link), datetime.now(UTC)
    if named:
        return _DRAFT_NAMED.first(index, named) or _OPENED_NAMED.first(index, now, named)
    return _DRAFT.first(index) or _OPENED.first(index, now)


def link_to(token: str, case: Case) -> str:
    """The resume link that leads to one case of an application, from the link to any."""
    return f"{whole(token)}.{case.reference}"


def whole(token: str) -> str:
    """The resume link of the whole application, from the link to any of its cases."""
    return token.partition(".")[0]


def whole_of(token: Link) -> Link:
    """What leads into the whole application, from what leads to any of its cases; an owner begins at the first."""
    return whole(token) if isinstance(token, str) else token


def names_one(token: Link) -> bool:
    """Whether a resume link names one case among several, whose shared answers are given elsewhere."""
    return "." in token if isinstance(token, str) else token.beside


def by_reference_and_passport(reference: str, passport: str) -> tuple[Case, Opened]:
    """A case handed in, by its application's or its own reference and the passport number in it.

    Raises:
        NotFound: the two do not belong together; which one is wrong is not said.
    """
    tidy = tidy_reference(reference)
    value = blind_index("passport_number", passport)
    rows = Case.objects.everywhere("the traveller's own, by reference and passport number").select_related(
        "application"
    )
    rows = rows.filter(indexes__purpose="passport_number", indexes__value=value)
    case = tidy and (rows.filter(application__reference=tidy).first() or rows.filter(reference=tidy).first())
    if not case:
        raise NotFound("reference and passport number do not belong together")
    return case, open_bundle(case.bundle_id)


_KNOWN_AT = Select(
    Case, "procedures_case.reference = %s AND (procedures_case.post_id IN %l OR procedures_case.origin_id IN %l)",
    join="application",
)  # fmt: skip


def known_at(posts: Collection[int], reference: str) -> Case:
    """A case that one of these posts has in hand or has opened; in which role it may be seen, `case_for` says.

    Raises:
        NotFound: there is none, or it is another post's.
    """
    found = _KNOWN_AT.first(reference, sorted(posts), sorted(posts)) if posts else None
    if found is None:
        raise NotFound(f"case {reference}")
    return found


def case_for(by: Actor, reference: str, *, at: datetime, named: Case | None = None) -> tuple[Case, Opened]:
    """A case that one of the actor's posts has in hand or has opened; that they looked is recorded.

    Args:
        named: the case, where it was just read for another role of theirs.

    Raises:
        NotFound: there is none, or it is another post's.
    """
    posts = posts_with_role(by)
    case = named or known_at(posts, reference)
    if not posts & {case.post_id, case.origin_id}:
        raise NotFound(f"case {reference}")
    body = {"role": by.role, "post": post_code(case.post_id if case.post_id in posts else case.origin_id)}
    record_access(actor=by.name, verb="looked_at", at=at, subject=case.reference, body=body)
    return case, open_bundle(case.bundle_id)


def beside(by: Actor, case: Case) -> list[Case]:
    """All cases of a case's application that the actor's posts may read, in order; none where it holds one."""
    if case.application.size == 1:
        return []
    return list(Case.objects.known_at(posts_with_role(by)).filter(application=case.application_id).order_by("pk"))


_ACTIONS = Select(CaseAction, "case_id = %s", order="number")


def actions_of(case: Case) -> list[CaseAction]:
    """What was done with a case, in order."""
    return _ACTIONS.all(case.pk)


def actions_of_all(cases: Sequence[Case]) -> dict[int, list[CaseAction]]:
    """key of a case -> what was done with it, in order."""
    found: dict[int, list[CaseAction]] = {case.pk: [] for case in cases}
    for action in CaseAction.objects.filter(case__in=found).order_by("number"):
        found[action.case_id].append(action)
    return found


def note_of(case: Case, action: CaseAction) -> str:
    """The sealed note of an action, if it has one."""
    if not action.sealed:
        return ""
    found: dict[str, Any] = json.loads(unseal(key_of(case), action.sealed, context="action"))
    return str(found.get("note", ""))


def answers_now(case: Case, actions: list[CaseAction] | None = None) -> dict[str, Any]:
    """A case's answers as they were handed in, with everything that was set right since.

    A correction that waits for what it costs more does not count yet, and never if that is not paid.

    Args:
        actions: those of the case, where they are known; a draft has none.
    """
    key, owing = key_of(case), open_bundle(case.bundle_id).definition.owing()
    answers, waiting = open_answers(case, key), dict[str, Any]()
    for action in actions if actions is not None else (case.count and actions_of(case)) or []:
        right = waiting if action.verb == SETTLE_DIFFERENCE else corrected_by(case, action)
        waiting = right if action.status in owing else {}
        answers |= {} if waiting else right
    return answers


def corrected_by(case: Case, action: CaseAction) -> dict[str, Any]:
    """The answers that an action sets right, field -> value."""
    if "corrected" not in action.body:
        return {}
    return dict(json.loads(unseal(key_of(case), action.sealed, context="action"))["answers"])


def amounts_of(cases: list[Case]) -> dict[int, int]:
    """key of a case -> what its handing in asked for, in minor units."""
    rows = CaseAction.objects.filter(case__in=[case.pk for case in cases], number=1).values_list("case_id", "body")
    return {case: int(body.get("amount", 0)) for case, body in rows}


def answers_decided(case: Case, opened: Opened) -> dict[str, Any]:
    """The answers by which a case is decided: as handed in, and as resubmitted where the procedure asks for that."""
    return answers_now(case) if opened.resubmits else open_answers(case)


def papers_of(case: Case, action: CaseAction) -> list[str]:
    """The digests of the files that came with an action."""
    if not action.sealed:
        return []
    return list(json.loads(unseal(key_of(case), action.sealed, context="action")).get("papers", []))


# the signer works for every post
_DECISION = Select(CaseAction, "procedures_case.reference = %s AND procedures_caseaction.digest = %s", join="case")


def is_committed(reference: str, decision: str) -> bool:
    """Whether a case's chain holds an action with this digest (hex) that allows a document to be issued."""
    action = _DECISION.first(reference, bytes.fromhex(decision))
    if action is None:
        return False
    return open_bundle(action.case.bundle_id).transitions[action.verb].issues is not None


MOST_LISTED = 100


def cases_of_account(citizen: Citizen) -> list[Case]:
    """The cases of a citizen: begun while they were signed in, or with their address as contact. Newest first."""
    own = list(Application.objects.filter(citizen=citizen).order_by("-pk").values_list("pk", flat=True)[:MOST_LISTED])
    named: list[int] = []
    if citizen.address is not None:
        index = CaseIndex.objects.filter(purpose="contact", value=bytes(citizen.address)).order_by("-pk")
        named = list(index.values_list("case__application_id", flat=True)[:MOST_LISTED])
    rows = Case.objects.everywhere("a citizen's own").filter(application__in={*own, *named}).exclude(data_key=None)
    return list(rows.select_related("application").order_by("-opened_at", "pk")[:MOST_LISTED])


def cases_behind(token: Link, case: Case) -> list[Case]:
    """The cases that a resume link opens: the one it names, or all of the application; `case` is its `draft_of`."""
    return [case] if names_one(token) or case.application.size == 1 else cases_with(case)


def cases_with(case: Case) -> list[Case]:
    """All cases of the application that a case belongs to, in the order they were added."""
    rows = Case.objects.everywhere("the applicant's own").filter(application=case.application_id)
    return list(rows.select_related("application", "post").order_by("pk"))


def post_of(reference: str) -> str:
    """The code of the post that opened a case, or that has it, for what is entered there.

    Raises:
        NotFound: no such case.
    """
    case = Case.objects.everywhere("what a case enters names its post").filter(reference=reference).first()
    if case is None:
        raise NotFound(f"case {reference}")
    return post_code(case.origin_id or case.post_id)
