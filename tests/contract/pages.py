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
from legation.procedures.answers import asked_pages, open_answers
from legation.procedures.bundles import Opened
from legation.procedures.definitions import issuers
from legation.procedures.definitions.schema import Transition
from legation.procedures.kinds import FILE_KINDS
from legation.procedures.models import Case, CaseAction, Signing
from legation.procedures.services.signing_letters import answered, invitation, taken_back, to_signers
from legation.procedures.signing import Person, Signer, signers, signings_of
from legation.procedures.telling import letters
from tests.contract.signing import asked
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
    """Reads whatever can be read of cases: each kind of letter and paper in every language of the profile, each kind of
    page in two of them, the next page in the next two; that no word is missing in any, `check` sees without reading.
    """

    officer: Client
    stranger: Client = field(default_factory=Client)
    faults: list[str] = field(default_factory=list)
    told: set[tuple[str, str]] = field(default_factory=set)
    pages: int = 0

    def read_of(self, kind: str) -> set[str]:
        """What of a kind was read: states, letters, papers, pages."""
        return {name for each, name in self.told if each == kind}

    def knows(self, transition: Transition) -> bool:
        """Whether all that comes with a verb was read before: a way over such verbs has nothing new to read."""
        brings = {("state", transition.to), *(("paper", each) for each in transition.issued())}
        brings |= {("letter", transition.notice)} if transition.notice else set()
        return brings <= self.told

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
                for link in walk.links.values():
                    self._open(walk.opened, self.stranger, link.read)
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
        for page in asked_pages(walk.opened, open_answers(walk.case), at=walk.at):
            self._open(walk.opened, self.stranger, f"{at}{page.page}/")
            # a picture that is there already need not be sent again
            written = [each for each in page.fields if each.kind not in FILE_KINDS and not each.fixed]
            if any(each.required and not each.when for each in written):
                self._open(walk.opened, self.stranger, f"{at}{page.page}/", sent=True)
        self._open(walk.opened, self.stranger, f"{at}summary/")
        self._open(walk.opened, self.stranger, f"{at}summary/", sent=True)
        for each in signers(walk.case, walk.opened, at=walk.at):
            self._read_asked(walk, each)

    def _read_asked(self, walk: Walk, signer: Signer) -> None:
        """What somebody else who must sign reads, and how their page comes back when it is sent empty."""
        link = asked(walk, signer.signature.signature)
        for path in (link.path, link.read):
            self._open(walk.opened, self.stranger, path)
        self._open(walk.opened, self.stranger, link.path, sent=True)
        for agrees in ("yes", "no"):
            assert link.say(agrees).status_code == 200
            self._open(walk.opened, self.stranger, link.read)
            self._open(walk.opened, self.stranger, f"application/{walk.token}/summary/")
            self._read_letters_about(walk, signer)

    def _read_letters_about(self, walk: Walk, signer: Signer) -> None:
        row = Signing.objects.select_related("case__application").get(case=walk.case)
        for row.case.application.language in profile().languages:
            asked_of = Person(signer.name, signer.email, row.case.application.language)
            for letter in (
                invitation(row, walk.opened, asked_of, "link"), answered(row, walk.opened, at=walk.at),
                taken_back(row, walk.opened, at=walk.at),
            ):  # fmt: skip
                self.faults += [f"{letter.subject}: {fault}" for part in (letter.subject, letter.body)
                                for fault in said_wrongly(walk.opened, part)]  # fmt: skip

    def _read_action(self, walk: Walk, case: Case, action: CaseAction) -> None:
        transition = walk.opened.transitions[action.verb]
        if transition.notice and self._is_new("letter", transition.notice):
            self._read_letter(walk, case, action, transition.notice)
        for name in (each for each in transition.issued() if self._is_new("paper", each)):
            granted = effects._granted(case, action)
            for language in profile().languages:
                made = issuers.named(name).prepare(replace(granted, language=language), walk.at)
                pdf = getattr(made, "pdf", None)  # what is printed elsewhere, or only entered, is no paper of ours
                if pdf is not None and f"/Lang({language}".encode() not in pdf:
                    self.faults.append(f"paper {name} is not in {language}")

    def _read_letter(self, walk: Walk, case: Case, action: CaseAction, notice: str) -> None:
        applicant, body = case.application.applicant, {"notice": notice, "action": action.number}
        for case.application.language in profile().languages:
            with override(case.application.language):
                (letter,) = letters([effects._news(body, case, action, applicant)])
            for row in signings_of([case]):
                row.language = case.application.language
                (news,) = to_signers([(row, action)])
                self.faults += [f"news of {notice}: {each}" for each in said_wrongly(walk.opened, news.body)]
            for part in ("subject", "body", "sms", "push"):
                found = said_wrongly(walk.opened, getattr(letter, part))
                self.faults += [f"{part} of {notice} in {case.application.language}: {fault}" for fault in found]

    def _open(self, opened: Opened, client: Client, path: str, *, sent: bool = False) -> None:
        languages = profile().languages
        for turn in (self.pages, self.pages + len(languages) // 2):
            language = languages[turn % len(languages)]
            self.faults += faults(opened, client, f"/{language}/{path}", language, sent=sent)
        self.pages += 1


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
