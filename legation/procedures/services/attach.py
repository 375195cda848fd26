"""A paper that somebody brings to the counter, scanned there and put with their case; who did so is on record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.files import api as files
from legation.ground.people.api import Person
from legation.ground.statements import Select, insert
from legation.procedures.answers import key_of
from legation.procedures.bundles import open_bundle
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds import PDF, paper_kind
from legation.procedures.models import Case, CaseFile
from legation.procedures.persons import COUNTER, case_at_counter, is_theirs

PAPERS = {
    "identity": _("Identity document"), "civil_status": _("Civil status record"), "address": _("Proof of address"),
    "power": _("Power of attorney"), "signed": _("A form or statement that they signed"), "other": _("Another paper"),
}  # fmt: skip
MOST = 40
"""Papers scanned at the counter for one case."""
SHELF = "counter-"
_FIELD = FieldDefinition(field="paper", kind="file")


@dataclass(frozen=True)
class Attached:
    """A paper scanned at the counter. `kind` is a code of PAPERS, `digest` names the file."""

    reference: str
    kind: str
    digest: str
    at: datetime
    is_picture: bool

    @property
    def title(self) -> str:
        return str(PAPERS.get(self.kind, PAPERS["other"]))


def attach(
    *, reference: str, kind: str, data: bytes, served: Mapping[str, str], by: Person, at: datetime
) -> None:  # fmt: skip
    """Put a paper with an open case of whoever is being served.

    Args:
        data: one file, as it was chosen or as `files.in_one` puts sheets together. A PDF is checked, a picture drawn.
        served: `number` and `born` of whoever is being served; the case must be theirs.

    Raises:
        NotFound: they do not work on such a case at their posts, or it is somebody else's.
        Conflict: the case is over, or has as many papers as it may.
        Invalid: at its field: no such kind, no file, or none that is taken.
    """
    case = case_at_counter(by, reference, at=at)
    if not is_theirs(case, **served):
        raise NotFound(f"case {reference[:20]!r} is not of who is served")
    if kind not in PAPERS:
        raise Invalid("kind of paper", fields={"kind": _("Say what kind of paper it is.")})
    if not data:
        raise Invalid("no paper", fields={"paper": _("Choose a file.")})
    phase = open_bundle(case.bundle_id).definition.state_named(case.status).phase
    if phase == "closed" or CaseFile.objects.filter(case=case, field__startswith=SHELF).count() >= MOST:
        raise Conflict(f"{case.reference} takes no papers", reader=_("No paper can be put with this case any more."))
    try:
        paper = paper_kind(_FIELD).take(_FIELD, data)
    except Invalid as error:
        raise Invalid("paper", fields={"paper": error.reader}) from error
    with transaction.atomic():
        row = files.shelved(paper.data, key=key_of(case), media_type=paper.media_type, at=at)
        insert(row)
        CaseFile.objects.create(case=case, field=f"{SHELF}{kind}", file=row)
        body = {"kind": kind, "file": row.digest, "pages": paper.pages, "purpose": COUNTER}
        record_access(actor=f"person:{by.pk}", verb="attached", at=at, subject=case.reference, body=body)


def attached_to(references: Iterable[str]) -> list[Attached]:
    """What was scanned at the counter for these cases, in order; whether one may see them was asked before."""
    rows = CaseFile.objects.filter(case__reference__in=list(references), field__startswith=SHELF)
    return [_told(each.case.reference, each) for each in rows.select_related("case", "file").order_by("pk")]


_OF_CASE = Select(CaseFile, "case_id = %s AND field LIKE %s", join="file", order="procedures_casefile.id")


def of_case(case: Case) -> list[Attached]:
    """What was scanned at the counter for one case, in order."""
    return [_told(case.reference, each) for each in _OF_CASE.all(case.pk, f"{SHELF}%")]


def _told(reference: str, kept: CaseFile) -> Attached:
    kind, is_picture = kept.field.removeprefix(SHELF), kept.file.media_type != PDF
    return Attached(reference, kind, kept.file_id, kept.file.created_at, is_picture)
