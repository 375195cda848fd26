"""A program's token takes two people; it is made once, by the one who asked, and taken back by one."""

from datetime import UTC, datetime

import pytest

from legation.config.api.tokens_views import LABELS
from legation.ground.approvals.models import ApprovalRequest
from legation.ground.people.api import Actor
from legation.ground.tokens import api as tokens
from legation.ground.tokens.models import AccessToken
from legation.ground.tokens.scopes import OF_SERVICES
from legation.ground.webhooks import api as webhooks
from tests.config.administration.conftest import browser
from tests.config.administration.test_screen import count

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


def made(name: str = "Air") -> tuple[str, str]:
    """A token, and the page of the program that has it."""
    number, shown = tokens.create_token(name=name, scopes=["check"], days=9, at=datetime.now(UTC))
    return shown, f"{PROGRAMS}{AccessToken.objects.get(pk=number).service_id}/"


def test_one_takes_it_back(house: dict[str, Actor]) -> None:
    shown, page = made()
    other, _page = made("Rail")
    number = AccessToken.objects.earliest("pk").pk
    ada = browser(house["ada"])
    assert ada.post(page, {"token": str(number + 1)}).status_code == 422, "another program's"
    assert ada.post(page, {"token": str(number)}).status_code == 302
    assert tokens.holder_of(shown, at=datetime.now(UTC)) is None
    assert tokens.holder_of(other, at=datetime.now(UTC)) is not None


def test_a_program_is_closed_for_good_by_two_with_everything_it_has(house: dict[str, Actor]) -> None:
    now = datetime.now(UTC)
    (shown, page), (other, _page) = made(), made("Rail")
    service = AccessToken.objects.earliest("pk").service_id
    assert service is not None
    webhooks.subscribe(service=service, url="https://air.example/hooks", events=["case.decided"], at=now)
    ada, bea = browser(house["ada"]), browser(house["bea"])
    assert "https://air.example/hooks" in ada.get(page).content.decode()
    assert ada.post(page, {"reason": ""}).status_code == 422
    request = ada.post(page, {"reason": "They went out of business"}).headers["Location"]
    assert tokens.holder_of(shown, at=now) is not None
    assert ada.post(request, {"act": "approve"}).status_code == 403
    assert bea.post(request, {"act": "approve"}).status_code == 302
    assert tokens.holder_of(shown, at=now) is None and webhooks.in_force(service) == []
    assert tokens.holder_of(other, at=now) is not None, "another's stays"
    assert "Closed" in ada.get(PROGRAMS).content.decode() and "Ask to close it" not in ada.get(page).content.decode()
    assert ada.post(page, {"reason": "They went out of business"}).status_code == 422
    assert ada.post(PROGRAMS, FORM | {"name": "Air"}).status_code == 422, "nothing is made for it again"
    assert ada.get(f"{PROGRAMS}999/").status_code == 404


def test_the_list_of_programs_asks_as_much_for_many_as_for_few(house: dict[str, Actor]) -> None:
    ada = browser(house["ada"])
    made(), made()
    few = count(ada, "programs/")
    for name in ("Rail", "Sea", "Road"):
        made(name), made(name)
    assert count(ada, "programs/") == few
    assert ada.get(PROGRAMS).content.decode().count("<div>2</div>") == 4


def test_what_a_program_may_do_is_said_in_words(house: dict[str, Actor]) -> None:
    page = browser(house["ada"]).get(PROGRAMS).content.decode()
    for scope in OF_SERVICES:
        assert str(LABELS[scope]) in page and scope in page
