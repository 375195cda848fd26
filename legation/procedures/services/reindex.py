"""Making anew what cases are found by, after the way names are spelt or what is indexed has changed."""

from collections.abc import Collection

from django.db import transaction

from legation.procedures.bundles import open_bundle
from legation.procedures.models import Case, CaseIndex
from legation.procedures.selectors import answers_now
from legation.procedures.services.handing_in import indexes_of

BATCH = 200


@transaction.atomic
def reindex(*, after: int) -> int | None:
    """Make the indexes of the next cases after a key; gives the last one's key, or None when none was left.

    A draft has none, and a forgotten person's stay away.
    """
    everywhere = Case.objects.everywhere("what a case is found by is the same at every post")
    cases = list(everywhere.filter(pk__gt=after).order_by("pk").select_for_update(of=("self",))[:BATCH])
    if not cases:
        return None
    _index(cases)
    return cases[-1].pk


def reindex_named(references: Collection[str]) -> None:
    """Make the indexes of some cases anew. Must be called inside the transaction that wrote them."""
    _index(list(Case.objects.everywhere("another node of the house wrote them").filter(reference__in=references)))


def _index(cases: list[Case]) -> None:
    ready = [case for case in cases if case.count and case.data_key is not None]
    CaseIndex.objects.filter(case__in=ready).delete()
    CaseIndex.objects.bulk_create(
        row for case in ready for row in indexes_of(case, open_bundle(case.bundle_id), answers_now(case))
    )
