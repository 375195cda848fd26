"""The persons of an application as its pages show them: who they are, what is missing, what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from legation.documents.api import DocumentView
from legation.procedures.answers import open_answers, price_now
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import Page
from legation.procedures.fees import Price
from legation.procedures.forms import PaperShown, Row, own_pages, papers, rows
from legation.procedures.models import Case, CaseAction
from legation.procedures.selectors import answers_now, link_to, whole
from legation.procedures.services.handing_in import name_in
from legation.procedures.services.save_page import missing
from legation.procedures.validation import broken_rules

Part = tuple[str, str, list[Row], list[PaperShown]]


@dataclass(frozen=True)
class Member:
    """One person of a draft. `link` is what their pages are opened by; `lacking` what stands in the way, in words.

    `parts` are their answers: (page, its title, (field, label, answer) rows, fields with a picture).
    """

    number: int
    reference: str
    name: str
    link: str
    page: str
    lacking: list[str]
    price: Price
    parts: list[Part]


@dataclass(frozen=True)
class Standing:
    """How one person of an application stands. `waits`: for the fee; `document`: the number of the one that holds."""

    number: int
    reference: str
    name: str
    link: str
    status: str
    words: str
    waits: bool
    document: str


def standings(
    opened: Opened, token: str, cases: list[Case], issued: Mapping[str, list[DocumentView]], language: str, *,
    actions: Mapping[int, list[CaseAction]],
) -> list[Standing]:  # fmt: skip
    """How the cases of an application stand; `issued` has the documents by reference of the case.

    Each bears the name as it is now, with what was set right by the `actions`, by key of the case.
    """
    names = [
        "" if case.data_key is None else name_of(opened, answers_now(case, actions[case.pk]), number, language)
        for number, case in enumerate(cases, start=1)
    ]
    return [
        _standing(opened, token, case, issued.get(case.reference, []), number=number, name=name, language=language)
        for number, (case, name) in enumerate(zip(cases, names, strict=True), start=1)
    ]


def _standing(
    opened: Opened, token: str, case: Case, issued: list[DocumentView], *, number: int, name: str, language: str
) -> Standing:  # fmt: skip
    """Of somebody who is forgotten nothing is left but how they stand."""
    forgotten = case.data_key is None
    holds = [each.number for each in issued if not each.revoked_at and not forgotten]
    return Standing(
        number=number, reference=case.reference, link=link_to(token, case), status=case.status,
        name=name,
        words=opened.text(f"state.{case.status}", language), document=holds[-1] if holds else "",
        waits=case.status in opened.transitions["settle"].from_,
    )  # fmt: skip


def name_of(opened: Opened, answers: Mapping[str, Any], number: int, language: str) -> str:
    """A person's name, or their number while it is not known."""
    return name_in(opened, answers) or f"{opened.text('subjects.one', language)} {number}"


def members(opened: Opened, token: str, cases: list[Case], language: str, *, at: datetime) -> list[Member]:
    """The persons of a draft in the order they were added; nothing is asked of the database."""
    return [
        _member(opened, case, whole(token) if number == 1 else link_to(token, case), number=number, language=language,
                at=at)
        for number, case in enumerate(cases, start=1)
    ]  # fmt: skip


def _member(opened: Opened, case: Case, link: str, *, number: int, language: str, at: datetime) -> Member:
    answers = open_answers(case)
    pages = own_pages(opened, link, answers, at=at)
    open_pages = [page for page in pages if missing(opened, page, answers, at=at)]
    lacking = [
        opened.text(f"field.{field.field}", language)
        for page in open_pages for field in missing(opened, page, answers, at=at)
    ]  # fmt: skip
    broken = broken_rules(opened, answers, at=at)
    wrong = [page for page in pages if any(field.field in broken for field in page.fields)]
    first = next(iter(open_pages or wrong or pages))
    return Member(
        number=number, reference=case.reference, name=name_of(opened, answers, number, language), link=link,
        page=first.page, lacking=lacking + [str(say) for say in broken.values()],
        price=price_now(opened, answers, at=at),
        parts=[_part(opened, page, answers, alone=link == whole(link), language=language, at=at) for page in pages],
    )  # fmt: skip


def _part(
    opened: Opened, page: Page, answers: dict[str, Any], *, alone: bool, language: str, at: datetime
) -> Part:  # fmt: skip
    own = page.fields if alone else [field for field in page.fields if field.field not in opened.shared]
    asked = page.model_copy(update={"fields": own})
    shown, files = rows(opened, asked, answers, language, at=at), papers(opened, asked, answers, language, at=at)
    return page.page, opened.text(f"page.{page.page}", language), shown, files
