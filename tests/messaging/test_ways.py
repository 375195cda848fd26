"""How an applicant chooses to be told, and what comes of it."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from legation.messaging import api as messaging
from legation.messaging.models import Delivery, Message, Ways
from legation.procedures.selectors import draft_of
from legation.procedures.services.erase import delete_draft
from legation.procedures.services.settle import settle
from legation.procedures.telling import choices, phone_of
from tests.messaging.support import work
from tests.procedures.support import filled, handed_in, started

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
FORM = {"sms": "yes", "reminders": "yes", "quiet_from": "22", "quiet_until": "7", "zone": "Asia/Baku"}


@pytest.fixture(autouse=True)
def gateway(settings: Any) -> None:
    settings.LEGATION_SMS = "http://127.0.0.1:9"


def choose(token: str, **form: str) -> int:
    return Client().post(f"/en/application/{token}/ways/", FORM | form).status_code


def test_without_a_choice_only_mail_comes(now: datetime) -> None:
    handed_in(now)
    work(now)
    assert set(Delivery.objects.values_list("channel", flat=True)) == {"mail"}


def test_who_chose_sms_is_told_so_at_the_number_in_the_application(now: datetime) -> None:
    token, _person = filled(now)
    assert choose(token, quiet_from="0", quiet_until="0") == 302
    case, _opened = draft_of(token)
    number = phone_of(case)
    from legation.procedures.services.submit import submit

    submit(token=token, declared={"truth": "yes"}, at=now)
    work(now)
    found = messaging.find(Message.objects.get().pk)
    assert found and case.application.reference in found.sms and number.startswith("+")
    assert [each.channel for each in found.deliveries] == ["mail", "sms"]
    assert number not in found.sms and "http" not in found.sms


def test_the_choice_is_kept_and_shown_again(now: datetime) -> None:
    token, _person = filled(now)
    choose(token)
    page = Client().get(f"/en/application/{token}/ways/?saved").content.decode()
    assert 'name="sms" value="yes" checked' in page and 'value="Asia/Baku" selected' in page and "Saved" in page
    chosen = choices([draft_of(token)[0].application]).popitem()[1]
    assert (chosen.quiet_from, chosen.quiet_until, chosen.quiet("UTC").zone) == (22, 7, "Asia/Baku")


@pytest.mark.parametrize(
    "wrong",
    [{"zone": "Mars/Olympus"}, {"quiet_from": "24"}, {"quiet_from": "x"}, {"quiet_until": ""}, {"zone": "../etc"}],
)
def test_hours_and_zones_that_do_not_exist_are_refused(now: datetime, wrong: dict[str, str]) -> None:
    token, _person = started(now)
    assert choose(token, **wrong) == 422 and not Ways.objects.exists()


def test_what_is_chosen_for_an_application_wins_over_the_account(now: datetime) -> None:
    from legation.ground.people.models import Citizen
    from tests.config.entrance import citizen

    client = citizen("a@example.org")
    person = Citizen.objects.get()
    assert client.post("/en/account/ways/", FORM).status_code == 302
    case, _person = handed_in(now)
    case.application.citizen = person
    case.application.save()
    assert choices([case.application])[case.application.pk].sms
    messaging.choose(case.application.reference, messaging.Chosen(sms=False), at=now)
    assert not choices([case.application])[case.application.pk].sms


def test_looking_the_choices_up_takes_as_many_queries_for_many_as_for_one(
    now: datetime, django_assert_num_queries: Any
) -> None:
    cases = [handed_in(now, seed=seed)[0] for seed in range(1, 4)]
    for case in cases:
        messaging.choose(case.application.reference, messaging.Chosen(push=True), at=now)
    for some in (cases[:1], cases):
        with django_assert_num_queries(2):
            assert len(choices(case.application for case in some)) == len(some)


def test_a_stop_link_does_nothing_when_it_is_looked_at_and_stops_when_it_is_pressed(now: datetime) -> None:
    case, _person = handed_in(now)
    reference = case.application.reference
    place = f"/en/reminders/stop/{messaging.stop_token(reference)}/"
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(place).status_code == 200 and not Ways.objects.exists()
    assert strict.post(place, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert messaging.chosen([reference])[reference].reminders is False


def test_a_stop_link_of_one_stops_nobody_else(now: datetime) -> None:
    token = messaging.stop_token("UTO-1")
    for forged in (
        token.replace("UTO-1", "UTO-2"),
        "UTO-1.",
        "UTO-1",
        token[:-1] + ("0" if token[-1] != "0" else "1"),
        "ä.ä",
    ):
        assert Client().post(f"/en/reminders/stop/{forged}/").status_code == 404
    assert not Ways.objects.exists()


def test_erasing_a_draft_erases_the_choice(now: datetime) -> None:
    token, _person = started(now)
    choose(token)
    delete_draft(draft_of(token)[0])
    assert not Ways.objects.exists()


def test_words_nobody_has_reviewed_say_so_in_every_way(now: datetime) -> None:
    token, _person = filled(now)
    choose(token)
    case, _opened = draft_of(token)
    from legation.procedures.services.submit import submit

    submit(token=token, declared={"truth": "yes"}, at=now)
    settle(application=case.application.reference, at=now)
    work(now)
    for found in messaging.about(case.reference):
        assert "not yet been reviewed" in found.body and found.sms.endswith("[not reviewed]")
