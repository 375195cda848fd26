"""What a page, a letter or a text of a procedure must not show: a missing word, a key, an unfilled place."""

import re
from typing import Any

from django.test import Client

from legation.ground.languages.api import BY_CODE
from legation.ground.languages.fallback import is_marked
from legation.ground.people.api import Actor
from legation.procedures.bundles import Opened

_UNSEEN = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_UNFILLED = re.compile(r"\{[a-z_]+\}|%\([a-z_]+\)[sd]|\bNone\b")
_KEY = r"\b{code}\.(field|choice|page|state|rule|finding|reason|notice|verb|law|title|lead|text)[.\w]*"


def said_wrongly(opened: Opened, text: str, language: str) -> list[str]:
    """Faults of a text in a language, in words; none when all is said."""
    seen = _UNSEEN.sub("", text)
    found = ["a text is missing"] if is_marked(text) or 'class="fallback"' in text else []
    found += [f"unfilled: {each}" for each in _UNFILLED.findall(seen)]
    found += [f"a key: {each[0]}" for each in re.finditer(_KEY.format(code=opened.definition.procedure), seen)]
    return found


def faults(opened: Opened, client: Client, path: str, language: str, *, data: dict[str, str] | None = None) -> list[str]:
    """What is wrong with a page below a language; a form sent with mistakes if there are data."""
    address = f"/{language}/{path}"
    answer: Any = client.get(address) if data is None else client.post(address, data)
    if answer.status_code != (200 if data is None else 422):
        return [f"{address}: {answer.status_code}"]
    html = answer.content.decode()
    found = said_wrongly(opened, html, language)
    opening = f'<html lang="{language}" dir="{BY_CODE[language].direction}"'
    found += [] if opening in html else ["says another language"]
    return [f"{address}: {fault}" for fault in found]


def desk(actor: Actor) -> Client:
    """A browser in which an officer signed in, with a passkey."""
    client = Client()
    assert actor.person is not None
    client.force_login(actor.person)
    session = client.session
    session["passkey"] = True
    session.save()
    return client
