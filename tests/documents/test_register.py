"""The register holds each document once, for its decision, and gives back exactly what was signed."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from legation.documents import api
from legation.documents.models import Document
from legation.ground.errors import Conflict, NotFound, Tampered
from legation.ground.files.models import StoredFile
from tests.conftest import NOW
from tests.documents.orders import NAME, order, zone
from tests.documents.support import Recorder

pytestmark = pytest.mark.django_db
KEY = b"k" * 32


def test_what_was_stored_is_fetched_bit_for_bit(made: api.Made) -> None:
    number = api.store(made, at=NOW)
    assert api.fetch(number, key=KEY) == made.pdf


def test_a_register_row_has_at_most_fifteen_fields_and_no_name() -> None:
    fields = {field.name for field in Document._meta.get_fields()}
    assert len(fields) <= 15 and not {"name", "surname", "passport"} & fields


def test_the_shelf_holds_no_clear_pdf_and_no_name(made: api.Made, settings: Any) -> None:
    api.store(made, at=NOW)
    (shelved,) = [path for path in Path(settings.LEGATION_FILES).rglob("*") if path.is_file()]
    assert b"%PDF" not in shelved.read_bytes() and NAME.encode() not in shelved.read_bytes()


def test_a_repetition_issues_nothing_new(signer: Recorder) -> None:
    first = api.store(api.make(order(), at=NOW), at=NOW)
    again = api.store(api.make(order("8A8A8A8A8"), at=NOW), at=NOW)
    assert first == again == "7K2M9QX4T"
    assert (Document.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_two_workers_with_one_decision_issue_once(signer: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    from legation.documents.services import store as storing

    api.store(api.make(order(), at=NOW), at=NOW)
    late, answers = storing._row_for, iter([None])
    monkeypatch.setattr(storing, "_row_for", lambda each: next(answers, late(each)))
    assert api.store(api.make(order("8A8A8A8A8"), at=NOW), at=NOW) == "7K2M9QX4T"
    assert (Document.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_another_decision_on_the_case_is_another_document(signer: Recorder) -> None:
    numbers = [
        api.store(api.make(order(number, decision=digit * 64), at=NOW), at=NOW)
        for number, digit in (("7K2M9QX4T", "a"), ("8A8A8A8A8", "b"))
    ]
    assert [view.number for view in api.of_reference("R-1")] == numbers


def test_a_number_that_is_taken_is_refused_and_leaves_nothing(signer: Recorder) -> None:
    api.store(api.make(order(), at=NOW), at=NOW)
    with pytest.raises(Conflict):
        api.store(api.make(order(case="R-2"), at=NOW), at=NOW)
    assert (Document.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_another_key_opens_nothing(made: api.Made) -> None:
    number = api.store(made, at=NOW)
    with pytest.raises(Tampered):
        api.fetch(number, key=b"x" * 32)


def test_a_file_exchanged_on_the_shelf_is_found(signer: Recorder) -> None:
    first = api.store(api.make(order(), at=NOW), at=NOW)
    second = api.store(api.make(order("8A8A8A8A8", case="R-2", lines=zone("8A8A8A8A8")), at=NOW), at=NOW)
    row = Document.objects.get(number=second)
    Document.objects.filter(number=first).update(file=row.file_id)
    with pytest.raises(Tampered):
        api.fetch(first, key=KEY)


def test_an_unknown_or_destroyed_document_is_not_found(made: api.Made) -> None:
    from legation.ground.files import api as files

    number = api.store(made, at=NOW)
    files.destroy(Document.objects.get().file_id)
    for each in (number, "000000000"):
        with pytest.raises(NotFound):
            api.fetch(each, key=KEY)


def test_a_revocation_keeps_its_first_time_and_reason(made: api.Made) -> None:
    api.store(made, at=NOW)
    assert api.revoke(reference="R-1", kind="evisa", reason="issued_in_error", at=NOW) == ["7K2M9QX4T"]
    assert api.revoke(reference="R-1", kind="evisa", reason="other", at=NOW + timedelta(days=1)) == []
    (view,) = api.of_reference("R-1")
    assert (view.revoked_at, view.reason) == (NOW, "issued_in_error")


def test_a_revocation_touches_no_other_kind_or_reference(made: api.Made) -> None:
    api.store(made, at=NOW)
    api.revoke(reference="R-1", kind="passport", reason="", at=NOW)
    api.revoke(reference="R-2", kind="evisa", reason="", at=NOW)
    assert api.of_reference("R-1")[0].revoked_at is None
