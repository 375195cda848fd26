"""Which fees belong to what somebody shows at a cash desk: a passport, or the reference of a case or an application."""

from legation.ground.languages.casing import capitals
from legation.ground.posts.api import post_key
from legation.payments.till import api as till
from legation.procedures.bundles import open_bundle
from legation.procedures.findable import index_values
from legation.procedures.models import Case, CaseIndex
from legation.procedures.references import tidy_reference
from legation.procedures.services.balance import difference_reference

MOST = 50


def asked_for(typed: str, post: str) -> list[till.Asked]:
    """The cases of a post that carry this number or reference, with the references under which they are asked to pay.

    Cases that are kept from a person's others are found by their reference alone.
    """
    cases = Case.objects.known_at([post_key(post)]).filter(count__gt=0).exclude(data_key=None)
    cases = cases.select_related("application").order_by("-pk")
    found: list[Case] = []
    if reference := tidy_reference(typed.partition("/")[0]):
        found = list((cases.filter(reference=reference) | cases.filter(application__reference=reference))[:MOST])
    if not found:
        number = "".join(capitals(typed).split())
        rows = CaseIndex.objects.filter(purpose="passport_number", value__in=index_values("passport_number", number))
        found = [each for each in cases.filter(pk__in=rows.values("case"))[:MOST] if not _is_apart(each)]
    return [till.Asked(each.reference, _references(each)) for each in found]


def _is_apart(case: Case) -> bool:
    return bool(open_bundle(case.bundle_id).definition.apart)


def _references(case: Case) -> tuple[str, ...]:
    """Its application's, and those of what a correction made dearer."""
    return case.application.reference, *(difference_reference(case, number) for number in range(1, case.count + 1))
