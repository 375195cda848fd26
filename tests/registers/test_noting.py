"""A correction that is granted is noted in the margin of the entry it is about, by the act that grants it."""

from datetime import datetime

import pytest
from django.test import Client

from legation.ground import node
from legation.ground.audit import api as audit
from legation.ground.audit.models import Access
from legation.ground.errors import AtCentre, Conflict
from legation.procedures.desk import entry_told
from legation.procedures.selectors import actions_of
from legation.procedures.story import timeline
from legation.registers import api
from legation.registers.models import Note
from tests.contract.walking import Walk, home
from tests.procedures.decided import holder
from tests.registers.test_extracts import House, copied, house, paper_of, signing, walked

__all__ = ["house", "signing"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia", "signing")]
SAID = {"says_now": {"says_now": "Mueler"}, "should_say": {"should_say": "Müller"}}


def entered(house: House, now: datetime) -> api.Opened:
    """A death that was entered."""
    walk = walked("death_registration", ("granted", "issue"), house, now)
    (found,) = api.of_reference(walk.case.reference)
    return found


def asked(house: House, now: datetime, number: str) -> Walk:
    """A correction of the entry of a number, passed on to the authority."""
    import tests.contract.walking as walking

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walking, "entered", lambda *_: None)
        raw = {"record_number": {"record_number": number}, **SAID}
        return walked("record_correction", ("in_hand", "pass_on"), house, now, **raw)


def test_what_was_and_what_is_stand_in_the_margin_with_the_decision(house: House, now: datetime) -> None:
    found = entered(house, now)
    walk = asked(house, now, found.number)
    assert not Note.objects.exists()
    walk.step("give_answer")
    (again,) = api.of_reference(found.entry.reference)
    (note,) = again.margin
    action = actions_of(walk.case)[-1]
    assert (note.kind, note.actor, action.body["noted"]) == (api.CORRECTED, action.actor, found.number)
    assert dict(note.says) == {"says_now": "Mueler", "should_say": "Müller"}
    assert (note.body["case"], note.body["action"]) == (walk.case.reference, action.number)
    # what was entered holds as it was: a note says what is wrong with it, in words
    assert again.answers == found.answers
    assert [each for each in audit.verify()[1] if each.chain.startswith(("register", "case"))] == []


def test_a_registrar_reads_the_note_in_the_words_of_its_form(house: House, now: datetime) -> None:
    found = entered(house, now)
    walk = asked(house, now, found.number)
    walk.step("give_answer")
    client = Client()
    client.force_login(holder("registrar", "registrar.noting", post=home()).person)
    place, _letter, year, number = found.number.split("/")
    page = client.get(f"/en/registers/{place}/deaths/{year}/{number}/").content.decode()
    for said in ("Mueler", "Müller", walk.opened.text("field.should_say", "en"), walk.case.reference):
        assert said in page
    told = str(timeline(walk.opened, actions_of(walk.case), walk.case, "en", {}))
    assert f"Noted in the margin of {found.number}" in told


def test_an_extract_issued_afterwards_shows_the_note(house: House, now: datetime) -> None:
    found = entered(house, now)
    walk = asked(house, now, found.number)
    walk.step("give_answer")
    said = paper_of(copied(house, now, found.number, "extract"))
    assert "Mueler" in said and "Müller" in said and walk.case.reference in said


@pytest.mark.parametrize("number", ["nonsense", "HQ/D/2026/77"])
def test_a_number_that_is_in_no_register_is_refused_in_a_clear_sentence(
    house: House, now: datetime, number: str
) -> None:
    walk = asked(house, now, number)
    with pytest.raises(Conflict) as told:
        walk.step("give_answer")
    assert "no such entry in our registers" in str(told.value.reader)
    assert walk.case.status == "with_authority" and not Note.objects.exists()


def test_a_cancelled_entry_takes_no_note(house: House, now: datetime) -> None:
    ended = walked("death_registration", ("issued", "revoke"), house, now)
    (found,) = api.of_reference(ended.case.reference)
    walk = asked(house, now, found.number)
    with pytest.raises(Conflict):
        walk.step("give_answer")
    assert len(api.of_reference(ended.case.reference)[0].margin) == 1


def test_whoever_decides_sees_whose_entry_it_is_and_the_look_is_recorded(house: House, now: datetime) -> None:
    found = entered(house, now)
    walk = asked(house, now, found.number)
    by = walk.people.first[home(), "consular_officer"]
    ((_title, rows),) = entry_told(by, walk.case, walk.opened, {"record_number": found.number}, "en", at=now)
    assert found.name in dict(rows).values()
    assert Access.objects.get(subject=found.entry.reference, body__purpose="note").actor == by.name


def test_a_node_without_its_line_writes_in_no_margin(
    house: House, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = entered(house, now)
    walk = asked(house, now, found.number)
    edge = node.Node("edge-1", home(), "E1", 1, now)
    monkeypatch.setattr(node, "_asked", [lambda: edge])
    with pytest.raises(AtCentre):
        walk.step("give_answer")
    assert not Note.objects.exists()
