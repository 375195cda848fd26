"""What is dangerous takes two people: one asks, another approves in time, and both stand on record."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from legation.ground.approvals import api as approvals
from legation.ground.approvals.models import ApprovalRequest
from legation.ground.audit.api import verify
from legation.ground.audit.models import Access
from legation.ground.errors import Conflict, Invalid, NotAllowed
from legation.ground.outbox.models import Effect
from legation.ground.people.api import Actor, Person
from legation.ground.posts.api import actor_of, roles_of
from tests.config.administration.conftest import browser
from tests.procedures.support import officer

pytestmark = pytest.mark.django_db
House = dict[str, Actor]


def asked(house: House, clerk: Person, now: datetime, *, role: str = "visa_officer", by: str = "ada") -> Any:
    arguments = {"person": clerk.pk, "post": "HQ", "role": role}
    return approvals.ask(verb="give_role", arguments=arguments, reason="She joins us", by=house[by], at=now)


def test_the_role_is_given_once_another_has_approved(house: House, clerk: Person, now: datetime) -> None:
    row = asked(house, clerk, now)
    assert roles_of(clerk) == {}
    approvals.approve(row.pk, by=house["bea"], at=now)
    assert set(roles_of(clerk)) == {"visa_officer"}


def test_nobody_approves_what_they_asked_for(house: House, clerk: Person, now: datetime) -> None:
    row = asked(house, clerk, now)
    with pytest.raises(NotAllowed):
        approvals.approve(row.pk, by=house["ada"], at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalRequest.objects.filter(pk=row.pk).update(outcome="approved", decided_by=house["ada"].person)
    assert roles_of(clerk) == {}


def test_nobody_approves_what_they_gain_by(house: House, now: datetime) -> None:
    arguments = {"person": house["bea"].person.pk, "post": "HQ", "role": "visa_officer"}  # type: ignore[union-attr]
    row = approvals.ask(verb="give_role", arguments=arguments, reason="To help out", by=house["ada"], at=now)
    with pytest.raises(NotAllowed):
        approvals.approve(row.pk, by=house["bea"], at=now)
    approvals.approve(row.pk, by=house["cyn"], at=now)


def test_nobody_else_asks_or_approves(house: House, clerk: Person, now: datetime) -> None:
    stranger = officer()
    with pytest.raises(NotAllowed):
        approvals.ask(verb="give_role", arguments={}, reason="because", by=stranger, at=now)
    row = asked(house, clerk, now)
    for one in (stranger, actor_of(clerk, "administrator")):
        with pytest.raises(NotAllowed):
            approvals.approve(row.pk, by=one, at=now)


def test_after_two_days_its_time_is_over(house: House, clerk: Person, now: datetime) -> None:
    row = asked(house, clerk, now)
    with pytest.raises(Conflict):
        approvals.approve(row.pk, by=house["bea"], at=now + timedelta(hours=49))
    assert roles_of(clerk) == {}


def test_what_was_declined_or_withdrawn_cannot_be_approved(house: House, clerk: Person, now: datetime) -> None:
    for who, outcome in (("bea", "declined"), ("ada", "withdrawn")):
        row = asked(house, clerk, now)
        assert approvals.close(row.pk, by=house[who], at=now).outcome == outcome
        with pytest.raises(Conflict):
            approvals.approve(row.pk, by=house["cyn"], at=now)
    assert roles_of(clerk) == {}


def test_it_is_asked_for_once_and_with_a_reason(house: House, clerk: Person, now: datetime) -> None:
    asked(house, clerk, now)
    with pytest.raises(Conflict):
        asked(house, clerk, now, by="bea")
    with pytest.raises(Invalid):
        approvals.ask(verb="drop_job", arguments={"job": 1}, reason=" ", by=house["ada"], at=now)


def test_both_stand_on_their_chains_and_a_painted_over_request_is_found(
    house: House, clerk: Person, now: datetime
) -> None:
    row = asked(house, clerk, now)
    approvals.approve(row.pk, by=house["bea"], at=now)
    said = list(Access.objects.filter(subject=f"approval:{row.pk}").order_by("pk").values_list("actor", "verb"))
    assert said == [(house["ada"].name, "asked_for"), (house["bea"].name, "approved")]
    assert verify()[1] == []
    ApprovalRequest.objects.filter(pk=row.pk).update(reason="Another reason")
    assert {finding.kind for finding in verify()[1]} == {"altered"}
    ApprovalRequest.objects.filter(pk=row.pk).update(reason="She joins us", decided_by=house["cyn"].person)
    assert [finding.chain for finding in verify()[1]] == [f"approval:{row.pk}"]


def test_two_administrators_remain(house: House, now: datetime) -> None:
    def end(name: str) -> None:
        pk = house[name].person.pk  # type: ignore[union-attr]
        row = approvals.ask(verb="deactivate", arguments={"person": pk}, reason="Leaves us", by=house["ada"], at=now)
        approvals.approve(row.pk, by=house["bea"], at=now)

    end("cyn")
    with pytest.raises(Invalid):
        end("bea")


def test_who_was_deactivated_is_out_at_once(house: House, now: datetime) -> None:
    client = browser(house["cyn"])
    assert client.get("/en/administration/").status_code == 200
    pk = house["cyn"].person.pk  # type: ignore[union-attr]
    row = approvals.ask(verb="deactivate", arguments={"person": pk}, reason="Leaves us", by=house["ada"], at=now)
    approvals.approve(row.pk, by=house["bea"], at=now)
    assert client.get("/en/administration/").status_code == 302


def given_up(now: datetime) -> Effect:
    return Effect.objects.create(
        kind="test.note", key="test.note:1", created_at=now, due_at=now, attempts=8, failed_at=now, error="ValueError"
    )


def test_a_job_is_dropped_by_two_and_its_row_stays(house: House, now: datetime) -> None:
    job = given_up(now)
    row = approvals.ask(verb="drop_job", arguments={"job": job.pk}, reason="A test", by=house["ada"], at=now)
    approvals.approve(row.pk, by=house["bea"], at=now)
    assert Effect.objects.get(pk=job.pk).dropped_at == now
    row = approvals.ask(
        verb="drop_job", arguments={"job": given_up_again(now).pk}, reason="A test", by=house["ada"], at=now
    )
    Effect.objects.filter(pk=row.arguments["job"]).update(failed_at=None)
    with pytest.raises(Exception, match="given-up"):
        approvals.approve(row.pk, by=house["bea"], at=now)
    assert ApprovalRequest.objects.get(pk=row.pk).outcome == "", "what could not be done was not decided"


def given_up_again(now: datetime) -> Effect:
    return Effect.objects.create(kind="test.note", key="test.note:2", created_at=now, due_at=now, failed_at=now)


def test_a_key_is_retired_by_two(house: House, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    from legation.documents.keeping import revocation

    done: list[str] = []
    monkeypatch.setattr(revocation, "retire", lambda which, **_said: done.append(which))
    arguments = {"key": "seal", "why": "superseded"}
    row = approvals.ask(verb="retire_key", arguments=arguments, reason="A new one", by=house["ada"], at=now)
    assert done == []
    approvals.approve(row.pk, by=house["bea"], at=now)
    assert done == ["seal"]


def test_what_is_published_is_what_was_shown(house: House, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    from legation.config.administration import publishing
    from legation.config.commands import lock

    held: list[dict[str, str]] = []
    monkeypatch.setattr(lock, "hold", held.append)
    arguments = {"name": "visa/evisa.v1", "digest": "0" * 64}
    with pytest.raises(Conflict):
        approvals.ask(verb="publish", arguments=arguments, reason="A change", by=house["ada"], at=now)
    arguments["digest"] = publishing.digest_of("visa/evisa.v1")
    row = approvals.ask(verb="publish", arguments=arguments, reason="A change", by=house["ada"], at=now)
    approvals.approve(row.pk, by=house["bea"], at=now)
    assert list(held[0].values()) == [arguments["digest"]]


def test_who_approves_a_definition_reads_what_changes_for_whom(house: House) -> None:
    from legation.config.administration import publishing
    from legation.procedures.models import Bundle

    name, now = "visa/evisa.v1", datetime.now(UTC)
    arguments = {"name": name, "digest": publishing.digest_of(name)}
    row = approvals.ask(verb="publish", arguments=arguments, reason="A change", by=house["ada"], at=now)
    page = f"/ar/administration/requests/{row.pk}/"
    assert "Nothing in force is changed." in browser(house["bea"]).get(page).content.decode()
    in_force = Bundle.objects.get(procedure="evisa", in_force=True)
    Bundle.objects.filter(pk=in_force.pk).update(content=in_force.content.replace('"days":730', '"days":365'))
    shown = browser(house["bea"]).get(page).content.decode()
    assert "For the house" in shown and "A closed case is kept for 730 days, before 365." in shown
    assert '<div lang="en" dir="ltr"' in shown
    ApprovalRequest.objects.filter(pk=row.pk).update(arguments=arguments | {"digest": "0" * 64})
    late = browser(house["bea"]).get(page).content.decode()
    assert "A closed case is kept" not in late and late.count("is-refused") == 1
    approvals.close(row.pk, by=house["ada"], at=now)
    assert '<div lang="en"' not in browser(house["bea"]).get(page).content.decode(), "what is decided is past"


def test_an_export_is_fetched_by_the_one_who_asked_and_each_fetching_is_recorded(house: House) -> None:
    ada, bea = browser(house["ada"]), browser(house["bea"])
    year = str(datetime.now(UTC).year)
    form = {"since-day": "1", "since-month": "1", "since-year": year, "reason": "The yearly audit",
            "until-day": "31", "until-month": "12", "until-year": year}  # fmt: skip
    page = ada.post("/en/administration/requests/", form).headers["Location"]
    told = ada.get(page).content.decode().replace("\u2068", "").replace("\u2069", "")
    assert f"from 1 January {year} to 31 December {year}" in told
    assert ada.get(f"{page}export/").status_code == 404, "before it is approved"
    assert bea.post(page, {"act": "approve"}).status_code == 302
    assert bea.get(f"{page}export/").status_code == 404, "the other did not ask for it"
    answer = ada.get(f"{page}export/")
    assert b'"verb": "approved"' in b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert Access.objects.filter(verb="exported", actor=house["ada"].name).count() == 1
