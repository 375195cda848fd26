"""What a person takes with them: every file that came, whenever it came, and every paper that was issued."""

import io
import zipfile
from datetime import datetime

import pytest

from legation.documents import api as documents
from legation.ground.files import api as files
from legation.ground.outbox import api as outbox
from legation.procedures.answers import key_of
from legation.procedures.models import Case
from legation.procedures.selectors import actions_of, answers_now, papers_of
from legation.procedures.services.export import export
from legation.procedures.services.set_right import Sent, appeal, resubmit
from tests.procedures.support import fresh
from tests.procedures.test_deciding import WHY, a_paper, do, first, in_force, portrait, referred, second

__all__ = ["first", "in_force", "referred", "second"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia", "in_force", "bank")]


def taken(case: Case, at: datetime) -> dict[str, bytes]:
    """The files of a case in its export."""
    folder = zipfile.ZipFile(io.BytesIO(export(cases=[fresh(case)], language="en", at=at)))
    return {name.partition("/")[2]: folder.read(name) for name in folder.namelist() if "/" in name}


def test_a_picture_that_came_with_an_answer_stands_beside_the_first(referred, first, now) -> None:
    token, case = referred
    before = answers_now(case)["photo"]["file"]
    do(case, "ask", first, now, asked=["photo"], note="Another picture, please.")
    resubmit(token=token, sent=Sent({}, {"photo": portrait(9)}), at=now)
    after = answers_now(fresh(case))["photo"]["file"]
    kept = {
        name: files.fetch(digest, key=key_of(case)) for name, digest in (("photo.jpg", before), ("photo-2.jpg", after))
    }
    assert taken(case, now) == kept and before != after


def test_the_papers_of_an_appeal_and_those_issued_are_there(referred, first, second, now) -> None:
    token, case = referred
    do(case, "propose_refusal", first, now, reasons=WHY)
    do(case, "refuse", second, now, reasons=WHY)
    appeal(token=token, text="Look again.", uploads=[a_paper(), a_paper("PDF")], at=now)
    (contested,) = [each for each in actions_of(case) if each.verb == "appeal"]
    found = taken(case, now)
    digests = papers_of(case, contested)
    assert [found["appeal.jpg"], found["appeal-2.pdf"]] == [files.fetch(each, key=key_of(case)) for each in digests]
    from tests.procedures.decided import holder

    do(case, "overturn", holder("accountant", "third"), now, reasons=["unfounded"])
    outbox.drain(clock=lambda: now)
    (issued,) = documents.of_reference(case.reference)
    assert taken(case, now)[f"{issued.number}.pdf"].startswith(b"%PDF")
