"""A program's token takes two people; it is made once, by the one who asked, and taken back by one."""

from datetime import UTC, datetime

import pytest

from legation.ground.approvals.models import ApprovalRequest
from legation.ground.people.api import Actor
from legation.ground.tokens import api as tokens
from legation.ground.tokens.models import AccessToken
from tests.config.administration.conftest import browser

pytestmark = pytest.mark.django_db
FORM = {"name": "Utopia Tours", "scopes": ["applications:read"], "days": "30", "reason": "They joined us"}
PROGRAMS, REQUEST = "/en/administration/programs/", "/en/administration/requests/{}/"


def approved(house: dict[str, Actor]) -> int:
    assert browser(house["ada"]).post(PROGRAMS, FORM).status_code == 302
    pk = ApprovalRequest.objects.get().pk
    browser(house["bea"]).post(REQUEST.format(pk), {"act": "approve"})
    assert not AccessToken.objects.exists()
    return pk


def test_the_token_is_shown_once_to_the_one_who_asked(house: dict[str, Actor]) -> None:
    address = REQUEST.format(approved(house)) + "token/"
    assert browser(house["bea"]).post(address).status_code == 404
    page = browser(house["ada"]).post(address).content.decode()
    shown = page.partition("<pre")[2].partition(">")[2].partition("<")[0]
    holder = tokens.holder_of(shown, at=datetime.now(UTC))
    assert holder is not None and holder.scopes == {"applications:read"}
    assert browser(house["ada"]).post(address).status_code == 409 and AccessToken.objects.count() == 1
    listed = browser(house["cyn"]).get(PROGRAMS).content.decode()
    assert "Utopia Tours" in listed and shown not in listed


def test_without_a_second_person_there_is_none(house: dict[str, Actor]) -> None:
    browser(house["ada"]).post(PROGRAMS, FORM)
    pk = ApprovalRequest.objects.get().pk
    assert browser(house["ada"]).post(REQUEST.format(pk), {"act": "approve"}).status_code == 403
    assert browser(house["ada"]).post(REQUEST.format(pk) + "token/").status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["cases:decide"]}, {"days": "0"}, {"reason": ""}]
)
def test_what_cannot_be_is_not_asked_for(house: dict[str, Actor], wrong: dict[str, object]) -> None:
    assert browser(house["ada"]).post(PROGRAMS, FORM | wrong).status_code == 422
    assert not ApprovalRequest.objects.exists()


def test_one_takes_it_back(house: dict[str, Actor]) -> None:
    _number, shown = tokens.create_token(name="Air", scopes=["check"], days=9, at=datetime.now(UTC))
    browser(house["ada"]).post(PROGRAMS, {"token": str(AccessToken.objects.get().pk)})
    assert tokens.holder_of(shown, at=datetime.now(UTC)) is None
