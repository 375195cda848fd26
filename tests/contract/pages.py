"""What a page, a letter or a text of a procedure must not show: a missing word, a key, an unfilled place."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from django.test import Client
from django.utils.translation import override

from legation.ground.languages.api import BY_CODE
from legation.ground.languages.fallback import is_marked
from legation.ground.people.api import Actor
from legation.ground.profile import profile
from legation.procedures import effects
from legation.procedures.bundles import Opened
from legation.procedures.definitions import issuers
from legation.procedures.models import Case, CaseAction
from legation.procedures.telling import letters
from tests.contract.walking import Walk

_UNSEEN = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_UNFILLED = re.compile(r"\{[a-z_]+\}|%\([a-z_]+\)[sd]|\bNone\b")
_KEY = r"\b{code}\.(field|choice|page|state|rule|finding|reason|notice|verb|law|title|lead|text)[.\w]*"


def said_wrongly(opened: Opened, text: str) -> list[str]:
    """Faults of a text, in words; none when all is said."""
    seen = _UNSEEN.sub("", text)
    found = ["a text is missing"] if is_marked(text) or 'class="fallback"' in text else []
    found += [f"unfilled: {each}" for each in _UNFILLED.findall(seen)]
    found += [f"a key: {each[0]}" for each in re.finditer(_KEY.format(code=opened.definition.procedure), seen)]
    return found


def desk(actor: Actor) -> Client:
    """A browser in which an officer signed in, with a passkey."""
    client = Client()
    assert actor.person is not None
    client.force_login(actor.person)
    session = client.session
    session["passkey"] = True
    session.save()
    return client


@dataclass
class Reader:
    """Reads whatever can be read of cases, each kind of page, letter and paper once in every language of the profile."""

    officer: Client
    stranger: Client = field(default_factory=Client)
    faults: list[str] = field(default_factory=list)
    told: set[tuple[str, str]] = field(default_factory=set)

    def read_of(self, kind: str) -> set[str]:
        """What of a kind was read: states, letters, papers, pages."""
        return {name for each, name in self.told if each == kind}

    def read(self, walk: Walk) -> None:
        """Read what is new where a case stands now."""
        case, at = walk.case, f"application/{walk.token}/"
        code = walk.opened.definition.procedure
        if self._is_new("page", f"about {code}"):
            self._open(walk.opened, self.stranger, f"procedures/{code}/")
        if self._is_new("page", f"data of {'a case' if case.count else 'a draft'}"):
            self._open(walk.opened, self.stranger, f"{at}data/")
        if self._is_new("state", case.status):
            if case.count:
                self._open(walk.opened, self.stranger, at)
                self._open(walk.opened, self.officer, f"desk/{case.reference}/")
            else:
                self._read_form(walk, at)
        for action in CaseAction.objects.filter(case=case).order_by("number"):
            self._read_action(walk, case, action)

    def _is_new(self, kind: str, name: str) -> bool:
        new = (kind, name) not in self.told
        self.told.add((kind, name))
        return new

    def _read_form(self, walk: Walk, at: str) -> None:
        """A draft's pages, and what they say when they are sent empty, or not confirmed."""
        for page in walk.opened.definition.form_pages():
            self._open(walk.opened, self.stranger, f"{at}{page.page}/")
            if any(each.required and not each.fixed and not each.when for each in page.fields):
                self._open(walk.opened, self.stranger, f"{at}{page.page}/", sent=True)
        self._open(walk.opened, self.stranger, f"{at}summary/")
        self._open(walk.opened, self.stranger, f"{at}summary/", sent=True)

    def _read_action(self, walk: Walk, case: Case, action: CaseAction) -> None:
        transition = walk.opened.transitions[action.verb]
        if transition.notice and self._is_new("letter", transition.notice):
            self._read_letter(walk, case, action, transition.notice)
        if transition.issues and self._is_new("paper", transition.issues):
            granted = effects._granted(case, action)
            for language in profile().languages:
                made = issuers.named(transition.issues).prepare(replace(granted, language=language), walk.at)
                if f"/Lang({language}".encode() not in made.pdf:
                    self.faults.append(f"paper {transition.issues} is not in {language}")

    def _read_letter(self, walk: Walk, case: Case, action: CaseAction, notice: str) -> None:
        applicant, body = case.application.applicant, {"notice": notice, "action": action.number}
        for case.application.language in profile().languages:
            with override(case.application.language):
                (letter,) = letters([effects._news(body, case, action, applicant)])
            for part in ("subject", "body", "sms", "push"):
                found = said_wrongly(walk.opened, getattr(letter, part))
                self.faults += [f"{part} of {notice} in {case.application.language}: {fault}" for fault in found]

    def _open(self, opened: Opened, client: Client, path: str, *, sent: bool = False) -> None:
        for language in profile().languages:
            self.faults += faults(opened, client, f"/{language}/{path}", language, sent=sent)


def faults(opened: Opened, client: Client, address: str, language: str, *, sent: bool) -> list[str]:
    """What is wrong with a page, or with how it comes back when it was sent empty."""
    answer: Any = client.post(address) if sent else client.get(address)
    if answer.status_code != (422 if sent else 200):
        return [f"{address}: {answer.status_code}"]
    html = answer.content.decode()
    found = said_wrongly(opened, html)
    opening = f'<html lang="{language}" dir="{BY_CODE[language].direction}"'
    found += [] if opening in html else ["says another language"]
    return [f"{address}: {fault}" for fault in found]
