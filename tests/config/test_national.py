"""The national sign-on, against a provider that is a program of its own and can be made to lie."""

import http.client
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from legation.ground.people import national
from legation.ground.people.models import Citizen
from legation.procedures.models import Application
from tests.config.entrance import asked, citizen
from tests.config.programs import running, switch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
GIULIA, OMER = "10000000146", "20000000046"


@pytest.fixture(scope="module")
def program() -> Iterator[str]:
    with running("signon", "LEGATION_SIGN_ON") as address:
        yield address


@pytest.fixture(autouse=True)
def provider(program: str, settings: Any) -> Iterator[str]:
    settings.LEGATION_SIGN_ON = program
    switch(program, "sign_on.secret")
    national._fetched.cache_clear()
    yield program
    switch(program, "sign_on.secret")


def at_provider(address: str, who: str = GIULIA) -> str:
    """What the person's browser is sent back with, after they chose who they are."""
    parts = urlsplit(address)
    line = http.client.HTTPConnection(parts.netloc, timeout=60)
    line.request(
        "POST", f"{parts.path}?{parts.query}", f"who={who}", {"Content-Type": "application/x-www-form-urlencoded"}
    )
    back = line.getresponse().getheader("Location") or ""
    line.close()
    return "/sign-on/back/?" + urlsplit(back).query


def signed_on(client: Client, who: str = GIULIA) -> Any:
    return client.get(at_provider(client.get("/en/account/national/").headers["Location"], who))


def test_somebody_signs_on_and_is_known_again() -> None:
    for _time in range(2):
        client = Client()
        assert signed_on(client).headers["Location"] == "/en/account/"
        assert "Giulia Anna Sforza" in client.get("/en/account/").content.decode()
    signed_on(Client(), OMER)
    assert Citizen.objects.count() == 2


def test_what_the_register_says_fills_the_form() -> None:
    client = Client()
    signed_on(client)
    client.post("/en/visa/apply/", {"nationality": "ARM", "purpose": "tourism", "document_kind": "ordinary"})
    application = Application.objects.get()
    page = client.post(f"/en/account/applications/{application.reference}/", follow=True).content.decode()
    for said in ('value="Sforza"', 'value="Giulia Anna"', 'value="1988"'):
        assert said in page


def test_an_account_by_link_and_the_national_identity_become_one() -> None:
    client = citizen("giulia@example.org")
    signed_on(client)
    assert Citizen.objects.count() == 1
    assert b"giulia@example.org" in client.get("/en/account/").content


def test_a_national_account_adds_an_address_that_it_asked_for_and_no_other() -> None:
    client = Client()
    signed_on(client)
    foreign = asked(Client(), "attacker@example.org")
    client.post(foreign)
    assert Citizen.objects.count() == 2
    signed_on(client)
    client.post(asked(client, "giulia@example.org"))
    assert Citizen.objects.count() == 2
    told = client.get("/en/account/").content
    assert b"Sforza" in told and b"giulia@example.org" in told


def test_the_request_carries_state_nonce_and_challenge() -> None:
    said = parse_qs(urlsplit(Client().get("/en/account/national/").headers["Location"]).query)
    assert said["response_type"] == ["code"] and said["code_challenge_method"] == ["S256"]
    assert all(len(said[name][0]) >= 32 for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize(
    "fault", ["nonce", "audience", "issuer", "expired", "early", "unsigned", "forged", "confused", "no_token",
              "other_client", "nobody"],
)  # fmt: skip
def test_a_provider_that_lies_lets_nobody_in(provider: str, fault: str) -> None:
    client = Client()
    switch(provider, "sign_on.secret", fault)
    answer = signed_on(client)
    assert answer.status_code == 422 and b"could not be believed" in answer.content
    assert Citizen.objects.count() == 0
    assert client.get("/en/account/").status_code == 302


def test_a_key_that_was_rotated_is_fetched_anew(provider: str) -> None:
    assert signed_on(Client()).status_code == 302
    switch(provider, "sign_on.secret", "rotated")
    assert signed_on(Client()).status_code == 302


@pytest.mark.parametrize("fault", ["down", "redirected"])
def test_a_provider_that_goes_away_meanwhile_is_told_clearly(provider: str, fault: str) -> None:
    client = Client()
    back = at_provider(client.get("/en/account/national/").headers["Location"])
    switch(provider, "sign_on.secret", fault)
    answer = client.get(back)
    assert answer.status_code == 503 and b"does not answer" in answer.content


def test_a_provider_that_is_down_is_told_before_one_is_sent_there(provider: str) -> None:
    switch(provider, "sign_on.secret", "down")
    answer = Client().get("/en/account/national/")
    assert answer.status_code == 503 and b"Send me a link" in answer.content


def test_who_cancels_reads_so(provider: str) -> None:
    answer = signed_on(Client(), who="")
    assert answer.status_code == 422 and b"not finished" in answer.content


def test_an_answer_belongs_to_the_browser_that_asked_and_counts_once() -> None:
    client = Client()
    back = at_provider(client.get("/en/account/national/").headers["Location"])
    other = Client()
    other.get("/en/account/national/")
    assert other.get(back).status_code == 422
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 422


def test_the_answer_speaks_the_language_that_was_left() -> None:
    client = Client()
    assert signed_on_in(client, "fr").headers["Location"] == "/fr/account/"


def signed_on_in(client: Client, language: str) -> Any:
    return client.get(at_provider(client.get(f"/{language}/account/national/").headers["Location"]))


def test_clock_skew_of_half_a_minute_is_forgiven_and_of_an_hour_is_not() -> None:
    from datetime import UTC, datetime, timedelta

    def finished(ahead: timedelta) -> None:
        at = datetime.now(UTC)
        address, asked = national.begin(back="http://127.0.0.1:8000/sign-on/back/", language="en", at=at)
        said = {name: values[0] for name, values in parse_qs(urlsplit(at_provider(address)).query).items()}
        back = "http://127.0.0.1:8000/sign-on/back/"
        national.finish(asked=national.kept(asked), answer=said, back=back, at=at + ahead)

    finished(timedelta(seconds=-30))
    finished(timedelta(seconds=300 + 30))
    for ahead in (timedelta(hours=-1), timedelta(hours=1)):
        with pytest.raises(national.NotBelieved):
            finished(ahead)


def test_without_an_address_there_is_none(settings: Any) -> None:
    settings.LEGATION_SIGN_ON = ""
    assert Client().get("/en/account/national/").status_code == 404
    assert b"National sign-on" not in Client().get("/en/account/sign-in/").content
