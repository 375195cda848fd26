"""Coming in as people do, for tests."""

import html
import re

from django.test import Client

from legation.messaging import api as messaging

OPTIONS = re.compile(r'data-options="([^"]*)"')


def link_of(address: str) -> str:
    """The link that was mailed last to an address, as a path."""
    letter = next(each for each in messaging.captured() if each.to == address)
    found = re.search(r"https?://[^/]+(/\S+)", letter.body)
    assert found
    return found[1]


def asked(client: Client, address: str) -> str:
    """The link that somebody gets who asks for it."""
    assert client.post("/en/account/sign-in/", {"email": address}).status_code == 200
    return link_of(address)


def citizen(address: str = "ada@example.org") -> Client:
    """A browser in which the holder of an address signed in."""
    client = Client()
    client.post(asked(client, address))
    return client


def options_on(answer: object) -> str:
    """What a page asks of the browser's passkeys."""
    found = OPTIONS.search(answer.content.decode())  # type: ignore[attr-defined]
    assert found, "the page asks for no passkey"
    return html.unescape(found[1])
