"""Entries: numbered without a gap with the act that makes them, found by name, never changed, forgotten with their key."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from legation.ground.audit import api as audit
from legation.ground.audit.models import Access
from legation.ground.errors import Conflict, NotFound
from legation.procedures.findable import name_values
from legation.procedures.selectors import actions_of
from legation.procedures.services.act import act
from legation.procedures.services.erase import forget
from legation.procedures.story import timeline
from legation.registers import api
from legation.registers.models import Book, Entry, EntryIndex, Note
from legation.registers.rules import read_number
from tests.procedures.registering import handed_in
from tests.procedures.support import fresh
from tests.registers.support import consul, entered, registrar

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
BY_NAME = api.purpose("nationals")


def test_an_act_enters_what_its_definition_names_under_the_next_number(now: datetime) -> None:
    by = consul()
    first, second = entered(now, by), entered(now, by, surname="Brandt")
    (found,) = api.of_reference(second.reference)
    assert found.number == "PAR/R/2026/2" and found.name == "Élise Brandt"
    assert set(found.answers) == {"surname", "given_names", "birth_date", "sex", "passport_number", "home", "since"}
    said = actions_of(fresh(first))[-1]
    assert said.body["entry"] == "PAR/R/2026/1" and said.actor == found.entry.actor == by.name
    assert "PAR/R/2026/1" in str(timeline_of(first))
    assert audit.verify()[1] == []


def timeline_of(case) -> object:  # type: ignore[no-untyped-def]
    from legation.procedures.bundles import open_bundle

    return timeline(open_bundle(case.bundle_id), actions_of(case), case, "en", {})


def test_an_act_that_fails_uses_no_number(now: datetime) -> None:
    by = consul()
    case = entered(now, by)
    with pytest.raises(Conflict):
        act(reference=case.reference, verb="enter", by=by, at=now)
    other, _token = handed_in(now)
    with pytest.raises(RuntimeError), transaction.atomic():
        act(reference=other.reference, verb="enter", by=by, at=now)
        raise RuntimeError("the lights go out")
    act(reference=other.reference, verb="enter", by=by, at=now)
    assert api.of_reference(other.reference)[0].number == "PAR/R/2026/2"


def test_each_post_counts_by_its_own_clock(now: datetime) -> None:
    # half past eleven at night in London is half past twelve in Paris
    entered(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), consul())
    assert [(book.place, book.year) for book in Book.objects.all()] == [("PAR", 2027)]


def test_an_entry_and_a_note_cannot_be_changed_or_deleted(now: datetime) -> None:
    (found,) = api.of_reference(entered(now, consul()).reference)
    with transaction.atomic():
        api.annotate(found.entry, kind=api.NOTED, content={"text": "Seen."}, by="person:1", at=now)
    for model in (Entry, Note):
        for change in (
            lambda rows: rows.update(actor="somebody else"),
            lambda rows: rows.update(number=F("number") + 1),
            lambda rows: rows._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change(model.objects.all())
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.update(data_key=bytes(40))


def test_a_number_that_is_missing_and_a_note_that_was_painted_over_are_found(now: datetime) -> None:
    by = consul()
    for name in ("One", "Two", "Three"):
        entered(now, by, surname=name)
    Book.objects.update(last=4)
    kinds = [(finding.chain, finding.kind) for finding in audit.verify()[1]]
    assert kinds == [("register:nationals/PAR/2026", "cut_off")]


def test_a_correction_is_a_note_in_the_margin_and_a_cancelled_entry_takes_no_more(now: datetime) -> None:
    (found,) = api.of_reference(entered(now, consul()).reference)
    with transaction.atomic():
        api.annotate(found.entry, kind=api.CORRECTED, content={"answers": {"surname": "Miller"}}, by="person:1", at=now)
        api.annotate(found.entry, kind=api.CANCELLED, content={"text": "Entered twice."}, by="person:1", at=now)
    again = api.by_number(read_number(" par r 2026 0001 "))  # type: ignore[arg-type]
    assert again and again.is_cancelled and again.content["answers"]["surname"] == "Müller"
    assert again.answers["surname"] == "Miller" and [each.text for each in again.margin] == ["", "Entered twice."]
    with pytest.raises(Conflict), transaction.atomic():
        api.annotate(found.entry, kind=api.NOTED, content={"text": "Too late."}, by="person:1", at=now)


def test_who_is_forgotten_leaves_number_and_chain(now: datetime) -> None:
    case = entered(now, consul())
    forget(fresh(case), by="system", at=now)
    (found,) = api.of_reference(case.reference)
    assert found.number == "PAR/R/2026/1" and found.is_forgotten and found.name == "" and found.answers == {}
    assert not EntryIndex.objects.exists() and audit.verify()[1] == []


@pytest.mark.parametrize("typed", ["Mueller", "MULLER", "müller", "Élise"])
def test_a_registrar_finds_a_name_in_one_register_of_their_post_however_it_is_spelt(now: datetime, typed: str) -> None:
    by = consul()
    case = entered(now, by)
    entered(now, by, surname="Brandt", given_names="Ada")
    found = api.search(registrar(), "PAR", "nationals", name_values(BY_NAME, typed), at=now)
    assert [each.entry.reference for each in found.entries] == [case.reference]
    assert api.search(registrar_of("CAI"), "CAI", "nationals", name_values(BY_NAME, typed), at=now).entries == []
    assert api.search(registrar_of("PAR"), "PAR", "births", name_values(BY_NAME, typed), at=now).entries == []


def registrar_of(post: str):  # type: ignore[no-untyped-def]
    from tests.procedures.decided import holder

    return holder("registrar", f"another.{post}", post=post)


def test_the_index_of_one_register_is_not_that_of_another_nor_that_of_cases() -> None:
    indexes = {name_values(each, "Müller")[0] for each in ("name", api.purpose("nationals"), api.purpose("births"))}
    assert len(indexes) == 3


def test_nobody_of_another_post_and_in_no_other_role_reads_a_register(now: datetime) -> None:
    entered(now, consul())
    for by in (registrar("CAI"), registrar("HQ"), consul("HQ")):
        for ask in (
            lambda by: api.page(by, "PAR", "nationals", at=now),
            lambda by: api.search(by, "PAR", "nationals", [], at=now),
            lambda by: api.entry_at(by, "PAR", "nationals", 2026, 1, at=now),
        ):
            with pytest.raises(NotFound):
                ask(by)


def test_each_look_is_recorded_at_the_case_it_is_about(now: datetime) -> None:
    case, by = entered(now, consul()), registrar()
    api.page(by, "PAR", "nationals", at=now)
    api.entry_at(by, "PAR", "nationals", 2026, 1, at=now)
    looks = Access.objects.filter(actor=by.name, verb="looked_at", subject=case.reference)
    told = {"role": "registrar", "post": "PAR", "purpose": "register", "entry": "PAR/R/2026/1"}
    assert [look.body for look in looks] == [told, told]


def test_a_page_costs_as_many_statements_for_five_entries_as_for_one(now: datetime) -> None:
    from django.test.utils import CaptureQueriesContext

    by, who = consul(), registrar()

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            api.page(who, "PAR", "nationals", at=now)
        return len(asked)

    entered(now, by)
    statements()
    one = statements()
    for _again in range(4):
        entered(now, by)
    assert statements() == one
