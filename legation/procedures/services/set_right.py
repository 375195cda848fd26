"""Answers that an applicant sets right after handing in: what was asked for, or what they found wrong themselves."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from legation.ground.errors import Conflict, Invalid
from legation.ground.files import api as files
from legation.ground.people.api import Actor
from legation.ground.statements import insert
from legation.procedures.answers import key_of
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import FieldDefinition, Transition
from legation.procedures.kinds import FILE_KINDS, paper_kind, parse
from legation.procedures.models import Case, CaseFile
from legation.procedures.selectors import Link, answers_now, draft_of
from legation.procedures.services.act import Said, act
from legation.procedures.services.balance import difference, rebalance
from legation.procedures.services.permit import asked_of, check_term
from legation.procedures.services.save_page import told_of
from legation.procedures.validation import broken_rules

APPLICANT = Actor(role="applicant", name="applicant")
MOST_PAPERS = 5
_PAPER = FieldDefinition(field="papers", kind="file")


@dataclass(frozen=True)
class Sent:
    """What a form sent: input name -> raw string, and field code -> bytes of a file."""

    data: Mapping[str, str]
    uploads: Mapping[str, bytes]
    note: str = ""


def way_of(case: Case, opened: Opened, kind: str) -> Transition | None:
    """The transition by which the applicant may answer, correct ("dearer": at a higher fee), appeal or withdraw."""
    owing = opened.definition.owing()
    wanted = {
        "answer": lambda each: each.resubmits,
        "correct": lambda each: bool(each.corrects) and each.to not in owing,
        "dearer": lambda each: bool(each.corrects) and each.to in owing,
        "appeal": lambda each: each.appeals, "withdraw": lambda each: each.verb == "withdraw",
    }[kind]  # fmt: skip
    mine = (each for each in opened.definition.transitions if each.by == ["applicant"] and case.status in each.from_)
    return next((each for each in mine if wanted(each)), None)


def resubmit(*, token: Link, sent: Sent, at: datetime) -> None:
    """Answer what an officer asked for: only the fields that were named, and words if there are any.

    Raises:
        Conflict: nothing is asked (any more).
        Invalid: fields need another look (`fields`), or nothing is said.
    """
    resubmit_case(*draft_of(token), sent=sent, at=at)


def resubmit_case(
    case: Case, opened: Opened, *, sent: Sent, at: datetime, body: Mapping[str, Any] | None = None
) -> None:  # fmt: skip
    """As `resubmit`, with a case at hand; `body` is what else stands on its record."""
    way = way_of(case, opened, "answer")
    if way is None:
        raise Conflict(f"{case.reference} is not asked for anything")
    changed, pictures = _read(case, opened, asked_of(case), sent, at=at)
    if not (changed or pictures or sent.note):
        raise Invalid(reader=_("Nothing differs from what stands there. Change it, or say why it is right."))
    with transaction.atomic():
        changed |= _kept(case, pictures, at=at)
        said = Said(note=sent.note, answers=changed, body=body or {})
        act(reference=case.reference, verb=way.verb, by=APPLICANT, at=at, said=said)


def correct(*, token: Link, sent: Sent, at: datetime) -> int:
    """Set right what one got wrong oneself, within the term; gives what is owed more, or less.

    The document is issued anew and the old one revoked, and what the case costs less is paid back. Where it costs more,
    that is asked for, and the correction waits: until then the old document holds.

    Raises:
        Conflict: this is not open (any more).
        Invalid: fields need another look (`fields`), nothing differs, or it would cost more than can be asked for.
    """
    case, opened = draft_of(token)
    way = way_of(case, opened, "correct")
    if way is None:
        raise Conflict(f"{case.reference} cannot be corrected by its applicant")
    check_term(case, way, at=at)
    changed, _pictures = _read(case, opened, way.corrects, sent, at=at)
    if not changed:
        raise Invalid(reader=_("Nothing differs from what stands there."))
    before = answers_now(case)
    more = difference(case, opened, before=before, after=before | changed)
    if more[0] > 0:
        dearer = way_of(case, opened, "dearer")
        if dearer is None:
            raise Invalid(fields={next(iter(changed)): _("This would cost more than you paid. Please apply again.")})
        way = dearer
    with transaction.atomic():
        done = act(reference=case.reference, verb=way.verb, by=APPLICANT, at=at, said=Said(answers=changed))
        rebalance(done, opened, more, at=at)
    return more[0]


def appeal(*, token: Link, text: str, uploads: list[bytes], at: datetime) -> None:
    """Contest a refusal with words and papers.

    Raises:
        Conflict: there is nothing to contest, or the term is over.
        Invalid: there are no words, or a paper is neither a picture nor a PDF.
    """
    case, opened = draft_of(token)
    way = way_of(case, opened, "appeal")
    if way is None:
        raise Conflict(f"{case.reference} was not refused")
    check_term(case, way, at=at)
    if not text:
        raise Invalid(fields={"text": _("Say why the decision should be another.")})
    try:
        papers = [paper_kind(_PAPER).take(_PAPER, data) for data in uploads[:MOST_PAPERS]]
    except Invalid as error:
        raise Invalid(fields={"papers": error.reader}) from error
    with transaction.atomic():
        digests = [_shelved(case, "appeal", paper, at=at).digest for paper in papers]
        act(reference=case.reference, verb=way.verb, by=APPLICANT, at=at, said=Said(note=text, papers=digests))


def _read(
    case: Case, opened: Opened, names: list[str], sent: Sent, *, at: datetime
) -> tuple[dict[str, Any], dict[str, files.Paper]]:  # fmt: skip
    """What differs from the answers that stand, and new pictures; by field."""
    answers, errors = answers_now(case), dict[str, Any]()
    changed: dict[str, Any] = {}
    pictures: dict[str, files.Paper] = {}
    for field in (opened.fields[name] for name in names):
        try:
            if field.kind in FILE_KINDS:
                with suppress(KeyError):
                    pictures[field.field] = paper_kind(field).take(field, sent.uploads[field.field])
            elif (value := parse(field, sent.data, today=at.date())) is not None and value != answers.get(field.field):
                changed[field.field] = value
        except Invalid as error:
            errors |= error.fields or {field.field: error.reader}
    lacking = (name for name in names if opened.fields[name].kind in FILE_KINDS and opened.fields[name].required)
    errors |= {name: _("Choose a picture.") for name in lacking if name not in {*answers, *pictures, *errors}}
    was = broken_rules(opened, answers, at=at)
    for name, say in broken_rules(opened, answers | changed, at=at).items():
        if name not in was:
            errors.setdefault(name if name in names else next(iter(changed)), say)
    if errors:
        raise Invalid("fields", fields=errors)
    return changed, pictures


def _kept(case: Case, papers: Mapping[str, files.Paper], *, at: datetime) -> dict[str, Any]:
    return {name: told_of(_shelved(case, name, paper, at=at), paper) for name, paper in papers.items()}


def _shelved(case: Case, field: str, paper: files.Paper, *, at: datetime) -> files.StoredFile:
    row = files.shelved(paper.data, key=key_of(case), media_type=paper.media_type, at=at)
    insert(row)
    CaseFile.objects.create(case=case, field=field, file=row)
    return row
