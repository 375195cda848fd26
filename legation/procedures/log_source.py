"""The cases' chains as a source of the issuance log: the head of every chain that has moved."""

from collections.abc import Collection, Iterator, Mapping

from django.db.models import F

from legation.ground.secrets import instance_key, unwrap
from legation.ground.transparency import api as transparency
from legation.ground.transparency.api import Addition, Read
from legation.procedures.models import Case, CaseAction

PREFIX = "case:"
_REASON = "the log covers every case"


def connect() -> None:
    """Called once when the app is ready."""
    source = transparency.Source(CaseAction._meta.db_table, PREFIX, _read, _said, _due)
    transparency.register_source("cases", source)
    transparency.connect_keys(_keys)


def _read(after: int, upto: int, limit: int) -> Read:
    """Heads only: an action that another one of the same batch stands on is covered by that one's digest."""
    rows = CaseAction.objects.filter(pk__gt=after, pk__lte=upto).order_by("pk")
    found = list(rows.values_list("pk", "case__reference", "number", "digest")[:limit])
    heads = {reference: (reference, number, digest) for _pk, reference, number, digest in found}
    return Read(found[-1][0] if found else upto, list(_additions(heads.values())))


def _additions(rows: Collection[tuple[str, int, bytes]] | Iterator[tuple[str, int, bytes]]) -> Iterator[Addition]:
    key = instance_key("transparency")
    for reference, number, digest in rows:
        chain = f"{PREFIX}{reference}"
        entry = transparency.head_entry(key=key, chain=chain, number=number, digest=bytes(digest))
        yield Addition(transparency.head_subject(chain, number), entry)


def _said(subjects: Collection[str]) -> Mapping[str, bytes]:
    references = {subject.removeprefix(PREFIX).partition("#")[0] for subject in subjects}
    rows = CaseAction.objects.filter(case__reference__in=references)
    found = dict(_additions(rows.values_list("case__reference", "number", "digest").iterator()))
    return {subject: found[subject] for subject in subjects if subject in found}


def _due(upto: int) -> Iterator[Addition]:
    rows = CaseAction.objects.filter(pk__lte=upto, number=F("case__count")).order_by("pk")
    return _additions(rows.values_list("case__reference", "number", "digest").iterator())


def _keys(references: Collection[str]) -> dict[str, bytes]:
    cases = Case.objects.everywhere(_REASON).filter(reference__in=references).exclude(data_key=None)
    return {reference: unwrap(key) for reference, key in cases.values_list("reference", "data_key")}
